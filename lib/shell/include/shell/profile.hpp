#pragma once

#include "shell/shell.hpp"

#include <string>
#include <string_view>

namespace govern::shell {

// Our lines in somebody's profile, between two marker lines. Contents are bytes as they are on
// disk: any encoding that has ASCII in it, or UTF-16 little endian with a byte order mark (Windows
// PowerShell 5.1's `>`). The block takes the file's own line ends in
// PowerShell's profiles; elsewhere a line feed, as no other shell takes a carriage return for one.

/// False for what this cannot edit: UTF-16 without the mark that tells so.
[[nodiscard]] bool is_text(std::string_view content);
/// True for a PowerShell script with a signature (about_Signing): text behind it is a syntax error,
/// and any change makes it void.
[[nodiscard]] bool is_signed(std::string_view content);
[[nodiscard]] bool has_block(std::string_view content);
/// The line in the first block; empty if there is none, or no complete block.
[[nodiscard]] std::string line_of_block(std::string_view content);
/// The content with one block holding this line, as its last lines; unchanged where that is so
/// already. `line` must be ASCII in UTF-16 files; elsewhere it is written as it is.
[[nodiscard]] std::string with_block(std::string_view content, std::string_view line, Shell shell);
/// True if the content is the former one, or that with the line end that a block needed.
[[nodiscard]] bool is_but_for_line_end(std::string_view content, std::string_view former);
/// The content without any block of ours.
[[nodiscard]] std::string without_block(std::string_view content);

} // namespace govern::shell
