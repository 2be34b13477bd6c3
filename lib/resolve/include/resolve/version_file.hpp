#pragma once

#include "resolve/decision.hpp"

namespace govern::resolve {

/// The version that a version file names, or the reason why it names none.
struct FileWish : Line {
    Problem error = Problem::none; ///< malformed_file, unreadable_file, oversized_file, empty_file,
                                   ///< second_version
    bool found = false;            ///< there is a file (and, in .tool-versions, a line) to go by
    Spec spec;                     ///< of `value`, if there was no error
};

/// Reads a `.go-version` (or state/default): UTF-8 with or without BOM, UTF-16 of either order,
/// CRLF, blank lines and `#` comments.
[[nodiscard]] FileWish read_go_version(const char* path, Arena& arena);
/// Reads the first `golang` or `go` line of a `.tool-versions`.
[[nodiscard]] FileWish read_tool_versions(const char* path, Arena& arena);

/// The same for text that is already at hand (UTF-8).
void parse_go_version(std::string_view text, FileWish& out);
void parse_tool_versions(std::string_view text, FileWish& out);

} // namespace govern::resolve
