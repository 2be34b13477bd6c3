#include "base/messages/shell.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/commands/job.hpp"
#include "cli/home.hpp"
#include "ops/setup.hpp"
#include "shell/ci.hpp"
#include "shell/init.hpp"
#include "trust/roots.hpp"

#include <algorithm>
#include <array>

namespace govern::cli {

namespace {

class Completion : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SHELL", m_shell, "bash, zsh, fish or pwsh; without it the calling shell");
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, m_shell));
        Outcome outcome;
        outcome.text = shell::completion_code(ops::init_paths(context.layout), shell);
        outcome.data = {{"shell", std::string(name_of(shell))}, {"code", outcome.text}};
        if (outcome.text.empty()) {
            context.host.reporter.status(
                Message(msg::no_completion).with("shell", std::string(name_of(shell))));
        }
        return outcome;
    }

private:
    std::string m_shell;
};

/// The words typed so far: the last is the one at the cursor.
struct Typed {
    std::string command;             ///< empty where it is still to be typed
    std::vector<std::string> before; ///< its own words before the current one
    std::string current;
    std::string previous; ///< the word before the current one, of any kind
    std::string kept;     ///< what stays in front of a candidate: `--source=`
    std::string home;     ///< of --home; empty without
};

constexpr std::array<std::string_view, 8> k_globals = {
    "--json", "--quiet", "--verbose", "--offline", "--color", "--yes", "--home", "--help"};

Typed read_typed(std::vector<std::string> words, const std::optional<std::string>& current) {
    Typed typed;
    for (std::size_t i = words.size(); i-- > 1;) { // bash makes three words of `--source=x`
        if (words[i] == "=" && words[i - 1].starts_with("--")) {
            i + 1 == words.size()
                ? words[i].clear()
                : void(words.erase(words.begin() + static_cast<std::ptrdiff_t>(i)));
        }
    }
    if (current && !current->empty()) {
        typed.current = current->substr(1); // its colon keeps an empty word a word
    } else if (!words.empty()) {
        typed.current = words.back();
        words.pop_back();
    }
    bool is_value = false;
    for (const auto& word : words) {
        const bool skip = is_value || word.starts_with('-');
        if (typed.previous == "--home" && is_value) {
            typed.home = word;
        }
        typed.previous = word;
        is_value = typed.command.empty() && (word == "--home" || word == "--color");
        if (typed.command.empty() && !skip) {
            typed.command = word;
        } else if (!typed.command.empty()) {
            typed.before.push_back(word);
        }
    }
    const auto equals =
        typed.current.starts_with("--") ? typed.current.find('=') : std::string::npos;
    if (equals != std::string::npos) {
        typed.previous = typed.current.substr(0, equals);
        typed.kept = typed.current.substr(0, equals + 1);
        typed.current.erase(0, equals + 1);
    }
    return typed;
}

/// Everything comes from the disk and the program itself: a Tab must not wait for a network.
class Candidates {
public:
    Candidates(Context& context, Typed typed) : m_context(context), m_typed(std::move(typed)) {}

    std::vector<std::string> find() {
        if (!of_exec_command() && !of_previous_option()) {
            if (m_typed.command.empty()) {
                m_typed.current.starts_with('-') ? globals() : commands();
            } else {
                m_typed.current.starts_with('-') ? options() : arguments();
            }
        }
        return std::move(m_found);
    }

private:
    void add(std::string_view candidate) {
        if (candidate.starts_with(m_typed.current)) {
            m_found.push_back(m_typed.kept + std::string(candidate));
        }
    }
    /// The shell itself knows the files and commands that are asked for by these words.
    void files() { m_found.emplace_back(":files"); }
    void programs() {
        m_found.emplace_back(m_typed.current.find('/') == std::string::npos ? ":commands"
                                                                            : ":files");
    }
    template <typename Range> void add_all(const Range& range) {
        for (const auto& candidate : range) {
            add(candidate);
        }
    }

    void commands() {
        for (const auto& entry : all_commands()) {
            if (!entry.summary.empty()) {
                add(entry.name);
            }
        }
    }

    void globals() { add_all(k_globals); }

    void options() {
        for (const auto& entry : all_commands()) {
            if (entry.name != m_typed.command) {
                continue;
            }
            CLI::App app;
            app.set_help_flag();
            const auto command = entry.make();
            command->declare(app);
            for (const auto* option : app.get_options()) {
                for (const auto& name : option->get_lnames()) {
                    if (!option->get_group().empty()) {
                        add("--" + name);
                    }
                }
            }
        }
        globals();
    }

    /// What `exec` is to run, which may follow the versions without `--`, and that one's arguments.
    bool of_exec_command() {
        if (m_typed.command != "exec") {
            return false;
        }
        const auto& words = m_typed.before;
        const auto command = std::find_if(words.begin(), words.end(), [](const std::string& word) {
            return !word.starts_with("-") && parse_spec(word).error != SpecError::none;
        });
        const auto dashes = std::find(words.begin(), command, "--");
        if (command != words.end() || dashes + 1 < words.end()) {
            files();
        } else if (dashes != words.end()) {
            programs();
        } else {
            if (!words.empty() && !m_typed.current.empty() && !m_typed.current.starts_with('-')) {
                programs();
            }
            return false;
        }
        return true;
    }

    /// The values of an option, where the word before the cursor is one that has some.
    bool of_previous_option() {
        const auto& option = m_typed.previous;
        if (option == "--shell") {
            add_all(shell::shell_names());
        } else if (option == "--color") {
            add_all(std::array{"auto", "always", "never"});
        } else if (option == "--os") {
            add_all(std::array{"darwin", "freebsd", "linux", "windows"});
        } else if (option == "--arch") {
            add_all(std::array{"386", "amd64", "arm", "arm64", "loong64", "ppc64le", "riscv64",
                               "s390x"});
        } else if (option == "--source") {
            add_all(std::array{"official", "proxy"});
        } else if (option == "--for") {
            add_all(std::array{"github", "azure", "gitlab", "jenkins", "plain"});
        } else {
            if (option != "--home" && option != "--dotenv") {
                return false;
            }
            files();
        }
        return true;
    }

    void arguments() {
        const auto& command = m_typed.command;
        const auto is = [&command](const auto&... names) { return ((command == names) || ...); };
        if (is("install")) {
            published();
        } else if (is("completion")) {
            add_all(std::array{"bash", "zsh", "fish", "pwsh"});
        } else if (is("init")) {
            add_all(shell::shell_names());
        } else if (is("explain")) {
            for (const auto* spec : all_coded_messages()) {
                add(spec->code);
            }
        } else if (is("use", "exec", "which", "env", "ci")) {
            installed();
            add("system");
        } else if (is("default", "pin", "uninstall", "verify", "repair", "list")) {
            installed();
        }
    }

    void installed() {
        const auto sdks = m_context.store.installed();
        std::string last;
        for (const auto& id : sdks ? *sdks : std::vector<SdkId>()) {
            auto name = spec_name(id.version);
            if (name != last) {
                add(name);
            }
            last = std::move(name);
        }
    }

    /// With nothing typed the lines; with a digit every version. Newest first.
    void published() {
        add_all(std::array{"latest", "oldstable"});
        std::string last;
        for (const auto& text : trust::embedded_versions("", "")) {
            Version version;
            if (!Version::parse(text, version)) {
                continue;
            }
            auto name = spec_name(version);
            if (m_typed.current.empty()) {
                name = std::to_string(version.major()) + '.' + std::to_string(version.minor());
            }
            if (name != last) {
                add(name);
            }
            last = std::move(name);
        }
    }

    Context& m_context;
    Typed m_typed;
    std::vector<std::string> m_found;
};

/// `govern __complete -- WORD…`: candidates for the last word, one a line.
class Complete : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option(
            "--current", m_current,
            "the word at the cursor after a colon, where the shell cannot pass an empty one");
        app.add_option("WORD", m_words, "the words after `govern`");
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    Result<Outcome> run(Context& context) override {
        auto typed = read_typed(m_words, m_current);
        const auto home = typed.home.empty() ? Result<std::string>(context.layout.home())
                                             : find_home(typed.home, context.host.environment,
                                                         context.host.files, "");
        Context other(context.host, context.globals, Layout(home.value_or(context.layout.home())),
                      context.config, context.out, context.err);
        const auto found = Candidates(other, std::move(typed)).find();
        Outcome outcome;
        outcome.data["candidates"] = found;
        for (const auto& candidate : found) {
            outcome.text += candidate + '\n';
        }
        return outcome;
    }

private:
    std::optional<std::string> m_current;
    std::vector<std::string> m_words;
};

} // namespace

std::unique_ptr<Command> make_completion() {
    return std::make_unique<Completion>();
}
std::unique_ptr<Command> make_complete() {
    return std::make_unique<Complete>();
}

} // namespace govern::cli
