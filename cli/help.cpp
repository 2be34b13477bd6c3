#include "cli/help.hpp"

#include "advisories/database.hpp"
#include "trust/roots.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

std::string line_of(const Option& option) {
    auto name = option.name;
    if (!option.value_name.empty()) {
        name += ' ' + option.value_name;
    }
    if (!option.short_name.empty()) {
        name += ", " + option.short_name;
    }
    return fmt::format("  {:<24} {}\n", name, option.help);
}

/// The lines of the visible declarations that `shown` accepts, under a heading; empty if there are
/// none.
template <typename Shown>
std::string section(std::string_view heading, const Options& options, const Shown& shown) {
    std::string lines;
    for (const auto& option : options.all()) {
        if (!option.hidden && shown(option)) {
            lines += line_of(option);
        }
    }
    return lines.empty() ? lines : fmt::format("\n{}:\n{}", heading, lines);
}

bool is_option(const Option& option) {
    return option.is_option();
}
bool is_argument(const Option& option) {
    return !option.is_option();
}

/// The same lines for programs, such as the one that makes the man pages (packaging/texts.py).
template <typename Shown> nlohmann::json list_of(const Options& options, const Shown& shown) {
    const auto or_null = [](const std::string& text) {
        return text.empty() ? nlohmann::json() : nlohmann::json(text);
    };
    auto list = nlohmann::json::array();
    for (const auto& option : options.all()) {
        if (!option.hidden && shown(option)) {
            list.push_back({{"name", option.name},
                            {"short", or_null(option.short_name)},
                            {"value", or_null(option.value_name)},
                            {"help", option.help}});
        }
    }
    return list;
}

/// The declarations of the options that every command has.
Options global_options() {
    static Globals globals;
    static bool help = false;
    Options options;
    declare_globals(options, globals, help);
    return options;
}

std::string globals_section() {
    return section("Options of every command, before or after its name", global_options(),
                   is_option);
}

/// `govern exec [options] [SPEC...] [--] COMMAND...`
std::string usage_line(const std::string& name, const CommandEntry& entry, const Options& options) {
    std::string out = "govern " + name + (entry.subcommands.empty() ? "" : " [COMMAND]");
    const auto& all = options.all();
    const auto shown = [](const Option& one) { return is_option(one) && !one.hidden; };
    if (std::any_of(all.begin(), all.end(), shown)) {
        out += " [options]";
    }
    for (const auto& option : all) {
        if (option.form == Option::Form::foreign) {
            out += " [--] " + option.name + "...";
        } else if (option.form == Option::Form::argument && !option.hidden) {
            const auto word = option.name + (option.repeats() ? "..." : "");
            out += option.required ? ' ' + word : " [" + word + ']';
        }
    }
    return out;
}

std::string rows_of(std::span<const CommandEntry> commands) {
    std::string out;
    for (const auto& entry : commands) {
        if (!entry.summary.empty()) {
            out += fmt::format("  {:<12} {}\n", entry.name, entry.summary);
        }
    }
    return out;
}

nlohmann::json list_of(std::span<const CommandEntry> commands) {
    auto list = nlohmann::json::array();
    for (const auto& entry : commands) {
        if (!entry.summary.empty()) {
            list.push_back({{"name", entry.name}, {"summary", entry.summary}});
        }
    }
    return list;
}

std::string overview() {
    return "govern: Go toolchains, verified, side by side\n\nUsage: govern COMMAND [options]\n\n" +
           rows_of(all_commands()) + globals_section() +
           "\ngovern COMMAND --help says more. Exit codes and error codes: govern explain --list\n";
}

Outcome of_command(const std::string& name, const CommandEntry& entry) {
    const Declared declared(entry);
    const auto& options = declared.options;
    const auto usage = usage_line(name, entry, options);
    Outcome outcome;
    outcome.text = fmt::format("govern {}: {}\n\nUsage: {}\nFor example: {}\n", name, entry.summary,
                               usage, entry.example);
    if (!entry.subcommands.empty()) {
        outcome.text += "\nCommands:\n" + rows_of(entry.subcommands);
    }
    outcome.text += section("Arguments", options, is_argument);
    outcome.text += section("Options", options, is_option);
    outcome.text += globals_section();
    outcome.data = {{"help", outcome.text},
                    {"summary", entry.summary},
                    {"usage", usage},
                    {"example", entry.example},
                    {"commands", list_of(entry.subcommands)},
                    {"arguments", list_of(options, is_argument)},
                    {"options", list_of(options, is_option)}};
    return outcome;
}

} // namespace

Outcome help_outcome(const CommandLine& line) {
    if (line.entry() != nullptr) {
        return of_command(line.name(), *line.entry());
    }
    Outcome outcome;
    outcome.text = overview();
    outcome.data = {{"commands", list_of(all_commands())},
                    {"options", list_of(global_options(), is_option)}};
    return outcome;
}

Outcome version_outcome() {
    Outcome outcome;
    const auto date = trust::embedded_list_date();
    const auto versions = trust::embedded_versions("linux", "amd64");
    const auto vulnerabilities = advisories::Database::embedded();
    outcome.text =
        fmt::format("govern {}\nembedded list of official archives: {}, newest {}\n"
                    "embedded list of vulnerabilities: {}, {} records\n",
                    GOVERN_VERSION_TEXT, date, versions.empty() ? "none" : versions.front(),
                    vulnerabilities.date(), vulnerabilities.size());
    outcome.data = {{"version", GOVERN_VERSION_TEXT},
                    {"embedded_list_date", date},
                    {"vulnerabilities_date", vulnerabilities.date()}};
    return outcome;
}

} // namespace govern::cli
