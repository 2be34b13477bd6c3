#pragma once

#include "base/result.hpp"
#include "cli/context.hpp"
#include "cli/options.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace govern::cli {

/// A command's answer on stdout: `text` for people, `data` for --json (the `result` member of the
/// envelope in docs/json.md). `exit` is 0 except for commands that pass on a child's code or
/// report a finding. `error`: it failed and still has an answer, as in `verify` of several; its
/// exit wins. `for_programs`: the text is code or a path and goes out byte by byte; any other text
/// is shown by printable (base/text.hpp).
struct Outcome {
    std::string text;
    nlohmann::json data = nlohmann::json::object();
    int exit = 0;
    std::optional<Error> error = {};
    bool for_programs = false;
};

/// The things that a command needs. For the last two a config that cannot be read is a warning, and
/// for the last one an unknown home too.
enum class Needs { config, home, nothing };

/// One command: options in, Outcome out. One file each under cli/commands/
/// (docs/adding-a-command.md).
class Command {
public:
    virtual ~Command() = default;
    /// Adds arguments and options; their values are members.
    virtual void declare(Options& options) = 0;
    [[nodiscard]] virtual Needs needs() const { return Needs::config; }
    /// As parsed, and were it not for --dry-run, it may write into the home: then what a dead
    /// upgrade left is put back first.
    [[nodiscard]] virtual bool changes_home() const { return false; }
    virtual Result<Outcome> run(Context& context) = 0;
};

struct CommandEntry {
    std::string_view name;
    std::string_view summary; ///< one line, lower case, no full stop
    std::string_view example; ///< one line to type
    std::unique_ptr<Command> (*make)();
    std::span<const CommandEntry> subcommands = {}; ///< `diff` of `history diff`
};

/// Every command, in the order of `govern --help`. The table is in cli/commands/table.cpp.
[[nodiscard]] std::span<const CommandEntry> all_commands();

} // namespace govern::cli
