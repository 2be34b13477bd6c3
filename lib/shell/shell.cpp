#include "shell/shell.hpp"

#include "base/text.hpp"

#include <array>
#include <utility>

namespace govern::shell {

namespace {

struct Name {
    std::string_view name;
    Shell shell;
};

constexpr std::array<Name, 12> k_names = {{
    {"bash", Shell::bash},
    {"zsh", Shell::zsh},
    {"sh", Shell::sh},
    {"fish", Shell::fish},
    {"pwsh", Shell::pwsh},
    {"cmd", Shell::cmd},
    {"powershell", Shell::pwsh},
    {"dash", Shell::sh},
    {"ash", Shell::sh},
    {"ksh", Shell::sh},
    {"mksh", Shell::sh},
    {"busybox", Shell::sh},
}};

/// The text behind /c (or /r) of a cmd's command line; nothing if it has neither.
std::optional<std::string_view> command_of_cmd(std::string_view line) {
    const bool quoted = line.starts_with('"');
    const auto end = line.find(quoted ? '"' : ' ', 1); // of the program's name
    line = end == line.npos ? std::string_view() : trim(line.substr(end + 1));
    while (line.size() >= 2 && line[0] == '/') {
        const auto option = to_lower(line.substr(1, 1));
        line.remove_prefix(2);
        if (option == "c" || option == "r") {
            return trim(line);
        }
        if (option == "k") {
            return std::nullopt;
        }
        const auto next = line.find_first_of(" /");
        line = next == line.npos ? std::string_view() : trim(line.substr(next));
    }
    return std::nullopt;
}

} // namespace

bool runs_govern_use_alone(std::string_view cmd_line) {
    const auto found = command_of_cmd(trim(cmd_line));
    if (!found) {
        return false;
    }
    auto command = *found;
    if (command.size() > 1 && command.front() == '"' && command.back() == '"' &&
        command.find_first_of("\" ", 1) != command.size() - 1) {
        command = trim(command.substr(1, command.size() - 2));
    }
    bool in_quotes = false;
    for (const char c : command) {
        in_quotes = in_quotes != (c == '"');
        if (!in_quotes && (c == '&' || c == '|')) {
            return false;
        }
    }
    const bool quoted = command.starts_with('"');
    auto program = command.substr(quoted ? 1 : 0);
    program = program.substr(0, program.find_first_of(quoted ? "\"" : " \t"));
    if (const auto slash = program.find_last_of("/\\"); slash != program.npos) {
        program.remove_prefix(slash + 1);
    }
    const auto name = to_lower(program);
    return name == "govern-use" || name == "govern-use.cmd";
}

std::string_view name_of(Shell shell) {
    for (const auto& entry : k_names) {
        if (entry.shell == shell) {
            return entry.name;
        }
    }
    return {};
}

std::optional<Shell> parse_shell(std::string_view name) {
    if (const auto slash = name.find_last_of("/\\"); slash != name.npos) {
        name.remove_prefix(slash + 1);
    }
    auto word = to_lower(name);
    if (!word.empty() && word.front() == '-') { // a login shell's argv[0]
        word.erase(0, 1);
    }
    if (word.size() > 4 && word.ends_with(".exe")) {
        word.resize(word.size() - 4);
    }
    for (const auto& entry : k_names) {
        if (entry.name == word) {
            return entry.shell;
        }
    }
    return std::nullopt;
}

const std::vector<std::string>& shell_names() {
    static const std::vector<std::string> names = {"bash", "zsh", "sh", "fish", "pwsh", "cmd"};
    return names;
}

std::optional<Shell> known_caller(const std::vector<std::string>& starters,
                                  std::string_view shell_variable) {
    for (const auto& name : starters) {
        if (const auto known = parse_shell(name)) {
            return known;
        }
    }
    return parse_shell(shell_variable); // Git Bash exports it too
}

Shell calling_shell(const std::vector<std::string>& starters, std::string_view shell_variable,
                    bool has_ps_module_path, bool windows) {
    if (const auto known = known_caller(starters, shell_variable)) {
        return *known;
    }
    // cmd and PowerShell both see PSModulePath where the machine's environment holds it.
    return !windows ? Shell::sh : has_ps_module_path ? Shell::pwsh : Shell::cmd;
}

} // namespace govern::shell
