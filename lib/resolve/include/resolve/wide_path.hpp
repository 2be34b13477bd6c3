#pragma once

// Windows only.

#include <cstddef>

namespace govern::resolve::sys {

/// A path as the system's functions take it: from 240 bytes on with the prefix that lifts MAX_PATH
/// (260 units, folders 248).
struct WidePath {
    static constexpr std::size_t k_max_units = 4096;

    explicit WidePath(const char* path); ///< UTF-8
    wchar_t text[k_max_units + 16];      ///< with room for the prefix and a pattern
    bool fits = false;                   ///< false: `text` is empty
};

} // namespace govern::resolve::sys
