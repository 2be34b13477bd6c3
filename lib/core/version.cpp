#include "core/version.hpp"

#include <array>
#include <cstring>

namespace govern {

namespace {

/// Cuts a decimal number without leading zeros off the front of `text`; false if there is none or
/// it does not fit 32 bits.
bool cut_number(std::string_view& text, std::uint32_t& out) {
    std::uint64_t value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
        value = value * 10 + static_cast<std::uint64_t>(text[digits] - '0');
        if (++digits > 9) {
            return false;
        }
    }
    if (digits == 0 || (text[0] == '0' && digits != 1)) {
        return false;
    }
    text.remove_prefix(digits);
    out = static_cast<std::uint32_t>(value);
    return true;
}

bool cut(std::string_view& text, const std::string_view& prefix) {
    if (text.size() < prefix.size() ||
        std::memcmp(text.data(), prefix.data(), prefix.size()) != 0) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

} // namespace

bool Version::parse(std::string_view text, Version& out) {
    if (text.size() > k_max_text) {
        return false;
    }
    Version v;
    auto rest = text;
    if (!cut_number(rest, v.m_major)) {
        return false;
    }
    if (cut(rest, ".")) {
        v.m_has_minor = true;
        if (!cut_number(rest, v.m_minor)) {
            return false;
        }
        const auto minor_end = text.size() - rest.size();
        if (cut(rest, ".")) {
            v.m_has_patch = true;
            if (!cut_number(rest, v.m_patch)) {
                return false;
            }
            // Go calls the first release of these lines by the line's name alone.
            if (rest.empty() && v.m_minor < 21 && v.m_patch == 0) {
                v.m_has_patch = false;
                text.remove_suffix(text.size() - minor_end);
            }
        }
        if (!rest.empty()) {
            v.m_kind = cut(rest, "alpha")  ? Kind::alpha
                       : cut(rest, "beta") ? Kind::beta
                       : cut(rest, "rc")   ? Kind::rc
                                           : Kind::release;
            if (v.m_kind == Kind::release || !cut_number(rest, v.m_pre)) {
                return false;
            }
        }
    }
    if (!rest.empty()) {
        return false;
    }
    std::memcpy(v.m_text, text.data(), text.size());
    v.m_length = static_cast<std::uint8_t>(text.size());
    out = v;
    return true;
}

bool Version::parse_toolchain(std::string_view name, Version& out) {
    // A separator would make Go look the program up by path instead of on PATH: no version.
    for (const char c : name) {
        if (c == '/' || c == '\\') {
            return false;
        }
    }
    if (!cut(name, "go")) {
        return false;
    }
    for (std::size_t i = 0; i < name.size(); i++) {
        if (name[i] == ' ' || name[i] == '\t' || name[i] == '-') {
            name.remove_suffix(name.size() - i);
        }
    }
    return parse(name, out);
}

bool Version::is_language_version() const {
    return m_has_minor && m_minor >= 21 && !m_has_patch && m_kind == Kind::release;
}

std::weak_ordering operator<=>(const Version& a, const Version& b) {
    // Missing parts sort below zero, but for the first release of an old line. What a kind means
    // depends on the patch: `1.21` < `1.21rc1` < `1.21.0`, yet `1.9.2rc2` < `1.9.2`.
    const auto key = [](const Version& v) {
        const bool release = v.m_kind == Version::Kind::release;
        const bool patch_counts = v.m_has_patch || (release && v.m_minor < 21);
        const auto kind = static_cast<std::uint32_t>(v.m_kind);
        return std::array<std::uint32_t, 6>{
            v.empty() ? 0U : 1U,
            v.m_major,
            v.m_minor,
            patch_counts ? v.m_patch + 1 : 0,
            release && !patch_counts ? 0 : kind + 1,
            v.m_pre,
        };
    };
    const auto left = key(a);
    const auto right = key(b);
    for (std::size_t i = 0; i < left.size(); i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? std::weak_ordering::less : std::weak_ordering::greater;
        }
    }
    return std::weak_ordering::equivalent;
}

} // namespace govern
