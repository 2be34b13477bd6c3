#pragma once

#include "base/result.hpp"
#include "cli/context.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace govern::cli {

/// What a command has to say on stdout: `text` for people, `data` for --json (the `result` member
/// of the envelope in docs/json.md). `exit` is 0 but for commands that pass on a child's code or
/// report a finding. `error`: it failed and yet has something to say, as in `verify` of several;
/// its exit wins.
struct Outcome {
    std::string text;
    nlohmann::json data = nlohmann::json::object();
    int exit = 0;
    std::optional<Error> error = {};
};

/// What a command cannot do without. A config that cannot be read is a warning for the last two, a
/// home that is not known for the last.
enum class Needs { config, home, nothing };

/// One command: options in, Outcome out. One file each under cli/commands/
/// (docs/adding-a-command.md).
class Command {
public:
    virtual ~Command() = default;
    /// Adds arguments and options; their values are members.
    virtual void declare(CLI::App& app) = 0;
    /// For a command whose declare() calls prefix_command(): every word from the first one that is
    /// no option of its own.
    virtual void take_rest(std::vector<std::string> /*words*/) {}
    [[nodiscard]] virtual Needs needs() const { return Needs::config; }
    virtual Result<Outcome> run(Context& context) = 0;
};

struct CommandEntry {
    std::string_view name;
    std::string_view summary; ///< one line, lower case, no full stop
    std::string_view example; ///< one line to type
    std::unique_ptr<Command> (*make)();
};

/// Every command, in the order of `govern --help`. The table stands in cli/commands/table.cpp.
[[nodiscard]] std::span<const CommandEntry> all_commands();

} // namespace govern::cli
