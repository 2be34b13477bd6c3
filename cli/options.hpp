#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace govern::cli {

/// The kind of a value. Completion offers values of this kind.
enum class ValueKind {
    text,                ///< Option::values, where there are some
    installed,           ///< a SPEC of an installed SDK
    installed_or_system, ///< the same, `system`, or a link's NAME
    installed_or_link,   ///< the same without `system`
    link,                ///< a link's NAME
    published,           ///< a SPEC of a published release
    file,
    installed_or_file,
    installed_tool, ///< the name of a tool of any installed SDK
    error_code,
};

/// One flag, option or argument of a command, and the variable that its value goes into.
struct Option {
    enum class Form {
        flag,     ///< --strict
        valued,   ///< --os GOOS
        argument, ///< SPEC
        foreign,  ///< the words of another program's command line, from its name on
    };
    using Target =
        std::variant<bool*, std::string*, std::optional<std::string>*, std::vector<std::string>*>;

    Form form = Form::flag;
    std::string name;       ///< `--strict`; of an argument `SPEC`
    std::string short_name; ///< `-q`; empty: none
    std::string value_name; ///< `GOOS`, where form is valued
    std::string help;       ///< one line, lower case, no full stop
    ValueKind kind = ValueKind::text;
    std::vector<std::string_view> values; ///< what completion offers
    bool only_these = false;              ///< any other value is an error
    bool required = false;
    bool may_be_empty = false; ///< else an empty value, such as "$UNSET", is an error
    bool* dashes = nullptr;    ///< of `foreign`: becomes true where `--` stood before it
    bool hidden = false;       ///< for govern's own scripts: help and completion leave it out
    Target target;

    Option& of(ValueKind value_kind);
    Option& suggest(std::vector<std::string_view> some_values);
    Option& only(std::vector<std::string_view> all_values);
    Option& also(std::string_view short_form);
    Option& must_be_given();
    Option& or_empty();
    Option& hide();
    Option& tell_dashes(bool& stood);

    /// Takes any number of values.
    [[nodiscard]] bool repeats() const;
    [[nodiscard]] bool is_spec() const;
    [[nodiscard]] bool is_option() const { return form == Form::flag || form == Form::valued; }
};

/// Everything that a command takes, in the order of its help. Reading a command line, help,
/// completion and did-you-mean walk this list.
class Options {
public:
    Option& flag(std::string_view name, bool& target, std::string_view help);
    Option& valued(std::string_view name, std::string_view value_name, Option::Target target,
                   std::string_view help);
    Option& argument(std::string_view name, Option::Target target, std::string_view help);
    /// From the first word that no argument takes, or from `--`, everything belongs to another
    /// program. A SPEC argument that repeats takes only words that are SPECs then.
    Option& foreign(std::string_view name, std::vector<std::string>& target, std::string_view help);

    // Declared once for all commands that have them.
    void platform(std::string& os, std::string& arch);
    void source(std::string& target, std::string_view help);
    void strict(bool& target, std::string_view help);
    void dry_run(bool& target, std::string_view help);
    void shell(std::string& target, std::string_view help);

    [[nodiscard]] const std::vector<Option>& all() const { return m_all; }
    /// The flag or option of that long or short name; nullptr if there is none.
    [[nodiscard]] const Option* find(std::string_view name) const;
    [[nodiscard]] const Option* foreign_command() const;

private:
    Option& add(Option::Form form, std::string_view name, Option::Target target,
                std::string_view help);

    std::vector<Option> m_all;
};

struct Globals;

/// The options of every command, before or after its name. `help` is --help.
void declare_globals(Options& options, Globals& globals, bool& help);

} // namespace govern::cli
