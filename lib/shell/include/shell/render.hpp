#pragma once

#include "base/result.hpp"
#include "shell/shell.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::shell {

/// One variable to set, or to remove if it has no value. UTF-8.
struct Change {
    std::string name;
    std::optional<std::string> value;
    friend bool operator==(const Change&, const Change&) = default;
};

/// The text as one word of this shell, which the shell reads back unchanged. For cmd: the text
/// between the quotes of `set "NAME=…"` in a batch file. can_hold() must be true.
[[nodiscard]] std::string quote(std::string_view text, Shell shell);

/// False for what this shell's language cannot carry: NUL anywhere; for cmd also line ends, `!`
/// (delayed expansion would eat it), a quote together with `& | < > ^`, and more than a line of a
/// batch file may hold (8,191 characters, learn.microsoft.com KB830473; we stay below 8,000).
[[nodiscard]] bool can_hold(std::string_view text, Shell shell);

/// Lines that make the changes when the shell evaluates them, each ended by a newline. The first is
/// k_code_mark, so that a wrapper can tell code from anything else. PATH becomes a list in fish.
/// PowerShell's are pure ASCII and read alike by 5.1 and 7. msg::shell_cannot_hold names variable
/// and shell. cmd cannot tell empty from unset.
[[nodiscard]] Result<std::string> render(const std::vector<Change>& changes, Shell shell);

/// The first line of all code; in cmd's it follows `@rem `, elsewhere `# `.
inline constexpr std::string_view k_code_mark = "govern session";

/// One line a person can type that sets a variable in this shell: `set NAME=VALUE`,
/// `$env:NAME='VALUE'`, `export NAME=VALUE`, `set -gx NAME VALUE`.
[[nodiscard]] std::string assignment_to_type(std::string_view name, std::string_view value,
                                             Shell shell);

/// One line a person can type that puts a folder first on PATH.
[[nodiscard]] std::string path_to_type(const std::string& folder, Shell shell, bool windows);

/// One line a person can type that runs a program on Windows with an administrator's rights, after
/// Windows has asked, in a window that stays open.
[[nodiscard]] std::string elevated_to_type(const std::vector<std::string>& words, Shell shell);

/// One line a person can type that removes a variable in this shell.
[[nodiscard]] std::string removal_to_type(std::string_view name, Shell shell);

} // namespace govern::shell
