#pragma once

#include <cstddef>
#include <string_view>

namespace govern::config {

/// The parts of one line of a config file, without its line end. All are views into it.
struct LineParts {
    bool is_empty = true; ///< blank, or a comment alone
    bool has_equals = false;
    std::string_view key;   ///< without `=`: the whole text
    std::string_view value; ///< may be empty
    /// From the end of the value, or of the `=`, on: blanks and a comment.
    std::string_view rest;
};

/// A comment begins with a `#` that begins the line or follows white space: URLs and paths may hold
/// one.
[[nodiscard]] LineParts parse_line(std::string_view line);

/// True where `key = value` gives back this value.
[[nodiscard]] bool fits_in_line(std::string_view value);

} // namespace govern::config
