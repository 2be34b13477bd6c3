#pragma once

#include "cli/command.hpp"
#include "cli/options.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace govern::cli {

/// Reads a command line word by word: global options anywhere, the command, its sub-command, and
/// their options and arguments. `--` ends the options. From the first word of another program's
/// command line on, no word is ours. Completion asks in the middle what may come next.
class CommandLine {
public:
    explicit CommandLine(std::span<const CommandEntry> commands);
    // The declarations point at the members.
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    void take(const std::string& word);
    /// After the last word: what is missing becomes an error.
    void finish();

    [[nodiscard]] const Globals& globals() const { return m_globals; }
    [[nodiscard]] bool help() const { return m_help; }
    [[nodiscard]] bool version() const { return m_version; }
    /// The command as typed, with its sub-command: `history diff`; empty if none was given.
    [[nodiscard]] const std::string& name() const { return m_name; }
    /// nullptr if no command was given, or one that does not exist.
    [[nodiscard]] const CommandEntry* entry() const { return m_entry; }
    [[nodiscard]] Command* command() const { return m_command.get(); }

    /// A global option that cannot be read: more urgent than --help. msg::usage,
    /// msg::unknown_option
    [[nodiscard]] const std::optional<Error>& global_error() const { return m_global_error; }
    /// msg::unknown_command, or what is wrong with the command's own words: msg::usage,
    /// msg::unknown_option.
    [[nodiscard]] const std::optional<Error>& own_error() const { return m_own_error; }

    // What may come next.
    /// The option whose value comes next; else nullptr.
    [[nodiscard]] const Option* awaiting_value() const { return m_awaiting; }
    /// The argument that takes the next word; nullptr if none does.
    [[nodiscard]] const Option* next_argument() const;
    /// Words of another program's command line so far; nothing if it has not begun.
    [[nodiscard]] std::optional<std::size_t> foreign_words() const;
    [[nodiscard]] bool options_ended() const { return m_options_ended; }
    /// An argument has a value: a foreign command may come next.
    [[nodiscard]] bool has_arguments() const { return m_arguments_taken != 0; }
    [[nodiscard]] std::span<const CommandEntry> commands() const;
    [[nodiscard]] const Options& own_options() const { return m_own; }
    [[nodiscard]] const Options& global_options() const { return m_global; }

private:
    void take_option(const std::string& word);
    void take_command(const std::string& word);
    void take_argument(const std::string& word);
    void enter(const CommandEntry& entry);
    void assign(const Option& option, const std::string& value);
    void note(bool of_global, Error error);
    [[nodiscard]] Error empty_value(const Option& option) const;
    void note_usage(bool of_global, std::string what);
    [[nodiscard]] bool is_global(const Option& option) const;
    [[nodiscard]] bool accepts(const Option& argument, const std::string& word) const;
    [[nodiscard]] bool is_known_option(const std::string& word) const;

    std::span<const CommandEntry> m_commands;
    Globals m_globals;
    bool m_help = false;
    bool m_version = false;
    bool m_help_word = false; ///< `govern help COMMAND`
    Options m_global;

    std::string m_name;
    const CommandEntry* m_entry = nullptr;
    std::unique_ptr<Command> m_command;
    Options m_own;
    std::vector<const Option*> m_given; ///< options and arguments that have a value
    std::size_t m_argument = 0;         ///< index in m_own of the next one to try
    std::size_t m_arguments_taken = 0;
    const Option* m_awaiting = nullptr;
    bool m_options_ended = false;
    std::vector<std::string>* m_foreign = nullptr; ///< once another program's command line began
    std::optional<Error> m_global_error;
    std::optional<Error> m_own_error;
};

/// A command with its options and arguments, for code that walks the declarations.
struct Declared {
    explicit Declared(const CommandEntry& entry);
    std::unique_ptr<Command> command;
    Options options;
};

/// msg::unknown_command with the nearest ones. `group`: the command that these are commands of,
/// such as `tool`; empty: none.
[[nodiscard]] Error unknown_command(const std::string& name, std::span<const CommandEntry> commands,
                                    const std::string& group = {});

} // namespace govern::cli
