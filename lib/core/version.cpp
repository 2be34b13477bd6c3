#include "core/version.hpp"

#include <cstring>

namespace govern {

/// Reads a text from left to right and keeps the characters of Go's own spelling.
class Version::Reader {
public:
    Reader(const std::string_view& text, Version& out) : m_text(text), m_out(out) {}

    [[nodiscard]] std::size_t at() const { return m_at; }
    [[nodiscard]] bool done() const { return m_at == m_text.size(); }
    void back_to(std::size_t at) { m_at = at; }
    bool skip(char c) {
        const bool there = peek() == c;
        m_at += there ? 1 : 0;
        return there;
    }
    bool dot() {
        const bool there = peek() == '.';
        if (there) {
            keep();
        }
        return there;
    }

    /// Reads at most nine digits without a leading zero. Stays before any other digits.
    bool number(Part part) {
        const auto start = m_at;
        std::uint32_t value = 0;
        while (peek() >= '0' && peek() <= '9' && m_at - start < 10) {
            value = value * 10 + static_cast<std::uint32_t>(peek() - '0');
            keep();
        }
        const auto digits = m_at - start;
        if (digits == 0 || digits == 10 || (digits > 1 && m_text[start] == '0')) {
            m_at = start;
            return false;
        }
        m_out.m_key[part] = value;
        return true;
    }

    bool kind() {
        static constexpr char k_words[3][8] = {"alpha", "beta", "rc"};
        for (std::uint32_t i = 0; i < 3; i++) {
            const auto size = std::strlen(k_words[i]);
            if (m_text.size() - m_at >= size &&
                std::memcmp(m_text.data() + m_at, k_words[i], size) == 0) {
                for (const auto end = m_at + size; m_at < end;) {
                    keep();
                }
                m_out.m_key[k_kind] = k_alpha + i;
                return true;
            }
        }
        return false;
    }

private:
    [[nodiscard]] char peek() const { return done() ? '\0' : m_text[m_at]; }
    void keep() { m_out.m_text[m_out.m_length++] = m_text[m_at++]; }

    const std::string_view& m_text;
    Version& m_out;
    std::size_t m_at = 0;
};

bool Version::read(const std::string_view& text, bool liberal, Version& out, std::size_t& stopped) {
    Version v;
    Reader in(text, v);
    bool good = in.number(k_major);
    if (good && !in.dot()) {
        good = !liberal; // A SPEC has at least a minor.
    } else if (good) {
        good = in.number(k_minor);
        const auto line_end = v.m_length;
        if (good && in.dot()) {
            good = in.number(k_patch);
            v.m_has_patch = true;
            // Go calls the first release of these lines by the line's name alone, and semver's
            // 1.23.0-rc.1 is a candidate of 1.23.
            if (v.m_key[k_patch] == 0 && (in.done() ? v.minor() < 21 : liberal)) {
                v.m_has_patch = false;
                v.m_length = line_end;
            }
        }
        if (good && !in.done()) {
            const auto start = in.at();
            const bool dash = liberal && in.skip('-');
            good = in.kind();
            if (!good) {
                in.back_to(start);
            } else {
                if (dash) {
                    in.skip('.');
                }
                good = in.number(k_pre);
            }
        }
    }
    stopped = in.at();
    if (!good || !in.done() || v.m_length > k_max_text) {
        return false;
    }
    const bool release = v.m_key[k_kind] == k_language;
    const bool patch_counts = v.m_has_patch || (release && v.minor() < 21);
    v.m_key[k_patch] += patch_counts ? 1 : 0;
    if (release && patch_counts) {
        v.m_key[k_kind] = k_release;
    }
    out = v;
    return true;
}

bool Version::parse(std::string_view text, Version& out) {
    std::size_t stopped = 0;
    return read(text, false, out, stopped);
}

bool Version::parse_liberal(const std::string_view& text, Version& out, std::size_t& stopped) {
    return read(text, true, out, stopped);
}

bool Version::parse_toolchain(std::string_view name, Version& out) {
    // Go looks up a program by path, not on PATH, if its name has a separator: refuse it.
    std::size_t end = name.size();
    for (std::size_t i = name.size(); i-- > 0;) {
        const char c = name[i];
        if (c == '/' || c == '\\') {
            return false;
        }
        end = c == ' ' || c == '\t' || c == '-' ? i : end;
    }
    return end > 2 && name[0] == 'g' && name[1] == 'o' && parse({name.data() + 2, end - 2}, out);
}

std::weak_ordering operator<=>(const Version& a, const Version& b) {
    for (int i = 0; i < Version::k_parts; i++) {
        if (a.m_key[i] != b.m_key[i]) {
            return a.m_key[i] < b.m_key[i] ? std::weak_ordering::less : std::weak_ordering::greater;
        }
    }
    return std::weak_ordering::equivalent;
}

} // namespace govern
