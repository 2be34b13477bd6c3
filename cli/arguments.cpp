#include "cli/arguments.hpp"

#include "base/messages/cli.hpp"
#include "base/text.hpp"
#include "core/spec.hpp"

#include <algorithm>

namespace govern::cli {

namespace {

/// True where the word was a global option; its value is taken from `next` where it needs one.
/// `used_next` says so.
bool take_global(CommandLine& line, const std::string& word, const std::string* next,
                 bool& used_next) {
    auto& globals = line.globals;
    const auto flag = [&](std::string_view name, bool& value) {
        if (word == name) {
            value = true;
            return true;
        }
        return false;
    };
    const auto valued = [&](std::string_view name, std::string& value) {
        if (word == name) {
            used_next = next != nullptr;
            if (next == nullptr) {
                line.error = Message(msg::usage)
                                 .with("what", word + " needs a value")
                                 .with("command", line.command);
            } else {
                value = *next;
            }
            return true;
        }
        if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=') {
            value = word.substr(name.size() + 1);
            return true;
        }
        return false;
    };
    if (flag("--json", globals.json) || flag("--quiet", globals.quiet) ||
        flag("-q", globals.quiet) || flag("--verbose", globals.verbose) ||
        flag("-v", globals.verbose) || flag("--offline", globals.offline) ||
        flag("--yes", globals.yes) || flag("-y", globals.yes) || flag("--help", line.help) ||
        flag("-h", line.help) || valued("--home", globals.home) || valued("--eval", globals.eval)) {
        return true;
    }
    if (!valued("--color", globals.color)) {
        return false;
    }
    const auto& colour = globals.color;
    if (!line.error && colour != "auto" && colour != "always" && colour != "never") {
        line.error = Message(msg::usage)
                         .with("what", "--color takes auto, always or never, not '" + colour + "'")
                         .with("command", line.command);
    }
    return true;
}

} // namespace

CommandLine split_command_line(std::vector<std::string> arguments) {
    CommandLine line;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto& word = arguments[i];
        const bool ends_globals =
            word == "--" || (line.command == "exec" && !word.starts_with('-') &&
                             parse_spec(word).error != SpecError::none);
        if (ends_globals) {
            line.rest.insert(line.rest.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i),
                             arguments.end());
            return line;
        }
        bool used_next = false;
        if (line.command.empty() && (word == "--version" || word == "-V")) {
            line.version = true;
            line.command = "version";
        } else if (take_global(line, word, i + 1 < arguments.size() ? &arguments[i + 1] : nullptr,
                               used_next)) {
            i += used_next ? 1 : 0;
        } else if (line.command.empty() && !word.starts_with('-')) {
            line.command = word;
        } else {
            line.rest.push_back(word);
        }
    }
    line.version = line.version || line.command == "version";
    if (line.command == "help") {
        line.help = true;
        line.command = line.rest.empty() ? "" : line.rest.front();
    } else if (line.command.empty() && !line.rest.empty() && !line.error) {
        line.error = Message(msg::unknown_option)
                         .with("option", line.rest.front())
                         .with("program", "govern");
    }
    return line;
}

Result<const CommandEntry*> find_command(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& entry : all_commands()) {
        if (entry.name == name) {
            return &entry;
        }
        if (!entry.summary.empty()) {
            names.emplace_back(entry.name);
        }
    }
    return fail(msg::unknown_command,
                {{"command", name}, {"nearest", join(nearest(name, names), ", ")}});
}

namespace {

Failure unknown_option(const CLI::App& app, const CommandEntry& entry, const std::string& word) {
    std::vector<std::string> names = {"--json",  "--quiet", "--verbose", "--offline",
                                      "--color", "--yes",   "--home",    "--help"};
    for (const auto* option : app.get_options()) {
        for (const auto& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
    }
    return fail(msg::unknown_option, {{"program", "govern " + std::string(entry.name)},
                                      {"option", word},
                                      {"nearest", join(nearest(word, names), ", ")}});
}

} // namespace

Result<void> parse_options(const CommandEntry& entry, Command& command, const CommandLine& line) {
    CLI::App app;
    app.set_help_flag();
    command.declare(app);
    auto words = line.rest;
    std::reverse(words.begin(), words.end()); // CLI11 takes them from the back
    try {
        app.parse(std::move(words));
        command.take_rest(app.remaining());
    } catch (const CLI::ExtrasError&) {
        for (const auto& word : app.remaining()) {
            if (word.starts_with('-')) {
                return unknown_option(app, entry, word);
            }
        }
        const auto extra = app.remaining();
        return fail(msg::usage, {{"what", "'" + (extra.empty() ? std::string() : extra.front()) +
                                              "' is one argument too many"},
                                 {"command", std::string(entry.name)}});
    } catch (const CLI::Error& error) {
        return fail(msg::usage, {{"what", error.what()}, {"command", std::string(entry.name)}});
    }
    return {};
}

} // namespace govern::cli
