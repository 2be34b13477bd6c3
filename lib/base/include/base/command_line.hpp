#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern {

/// The arguments as one Windows command line that the C runtime and CommandLineToArgvW split into
/// the same arguments again (Microsoft, "Parsing C command-line arguments"). Text only, on any
/// system.
[[nodiscard]] std::string quote_arguments(const std::vector<std::string>& arguments);

/// The program of a command as Go takes CC apart: its first word, without the quotes round it.
[[nodiscard]] std::string first_word(std::string_view command);

/// True for a path that Windows would run as a batch file: `.bat` or `.cmd`, also with trailing
/// dots and spaces, which Windows drops (CVE-2024-43402).
[[nodiscard]] bool is_batch_file(std::string_view path);

/// `text` as one word of a command that a person types: as it is where every shell reads it so,
/// else in single quotes for POSIX shells, on Windows in double quotes for cmd and PowerShell
/// alike. Nothing where no quotes help: a text that is not shown as it is (printable), and on
/// Windows one with a character that a shell replaces within double quotes.
[[nodiscard]] std::optional<std::string> word_to_type(std::string_view text, bool windows);

/// A text to paste behind `cmd /c call` in cmd and PowerShell. Empty if the program's path is not
/// safe there; without the arguments if one of them is not.
[[nodiscard]] std::string line_for_cmd(const std::vector<std::string>& words);

} // namespace govern
