#pragma once

// Part of the code that the shim shares: no heap, no exceptions, no library I/O.

#include <cstddef>
#include <string_view>

namespace govern {

/// True for a text of the form that a link's NAME has: `[a-z][a-z0-9_-]{1,31}`. `link` refuses
/// more of them (words of SPEC, names of shims).
[[nodiscard]] inline bool is_link_name(const std::string_view& text) {
    constexpr std::size_t k_max_name = 32;
    for (std::size_t i = 0; i < text.size(); i++) {
        const char c = text[i];
        const bool letter = c >= 'a' && c <= 'z';
        const bool other = (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!letter && (i == 0 || !other)) {
            return false;
        }
    }
    return text.size() >= 2 && text.size() <= k_max_name;
}

} // namespace govern
