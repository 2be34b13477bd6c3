#include "cli/help.hpp"

#include "trust/roots.hpp"

#include <fmt/format.h>

namespace govern::cli {

namespace {

constexpr std::string_view k_globals =
    "Options of every command, before or after its name:\n"
    "  --json          machine-readable output on stdout (docs/json.md)\n"
    "  --quiet, -q     errors and warnings only\n"
    "  --verbose, -v   say more about each step\n"
    "  --offline       never touch the network\n"
    "  --color WHEN    auto, always or never\n"
    "  --yes, -y       answer yes where a question would be asked\n"
    "  --home FOLDER   another home than GOVERN_HOME or the user's own\n";

std::string overview() {
    std::string out =
        "govern: Go toolchains, verified, side by side\n\nUsage: govern COMMAND [options]\n\n";
    for (const auto& entry : all_commands()) {
        if (!entry.summary.empty()) {
            out += fmt::format("  {:<12} {}\n", entry.name, entry.summary);
        }
    }
    out += '\n';
    out += k_globals;
    out += "\ngovern COMMAND --help says more. Exit codes and error codes: govern explain --list\n";
    return out;
}

std::string of_option(const CLI::Option& option) {
    auto name = option.get_name(false, true);
    if (!option.get_type_name().empty()) {
        name += ' ' + option.get_type_name();
    }
    return fmt::format("  {:<24} {}\n", name, option.get_description());
}

std::string of_command(const CommandEntry& entry) {
    CLI::App app;
    app.set_help_flag();
    const auto command = entry.make();
    command->declare(app);
    std::string arguments;
    std::string options;
    for (const auto* option : app.get_options()) {
        if (option->get_positional()) {
            arguments +=
                fmt::format("  {:<24} {}\n", option->get_name(true), option->get_description());
        } else if (!option->get_group().empty()) {
            options += of_option(*option);
        }
    }
    auto out =
        fmt::format("govern {}: {}\n\nFor example: {}\n", entry.name, entry.summary, entry.example);
    if (!arguments.empty()) {
        out += "\nArguments:\n" + arguments;
    }
    if (!options.empty()) {
        out += "\nOptions:\n" + options;
    }
    out += '\n';
    out += k_globals;
    return out;
}

} // namespace

Result<Outcome> help_outcome(const CommandLine& line) {
    Outcome outcome;
    if (line.command.empty()) {
        outcome.text = overview();
        auto names = nlohmann::json::array();
        for (const auto& entry : all_commands()) {
            if (!entry.summary.empty()) {
                names.push_back({{"name", entry.name}, {"summary", entry.summary}});
            }
        }
        outcome.data["commands"] = std::move(names);
        return outcome;
    }
    GOVERN_TRY_ASSIGN(const auto* entry, find_command(line.command));
    outcome.text = of_command(*entry);
    outcome.data["help"] = outcome.text;
    return outcome;
}

Outcome version_outcome() {
    Outcome outcome;
    const auto date = trust::embedded_list_date();
    const auto versions = trust::embedded_versions("linux", "amd64");
    outcome.text =
        fmt::format("govern {}\nembedded list of official archives: {}, newest {}\n",
                    GOVERN_VERSION_TEXT, date, versions.empty() ? "none" : versions.front());
    outcome.data = {{"version", GOVERN_VERSION_TEXT}, {"embedded_list_date", date}};
    return outcome;
}

} // namespace govern::cli
