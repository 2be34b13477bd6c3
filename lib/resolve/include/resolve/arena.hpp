#pragma once

#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <string_view>

namespace govern::resolve {

/// Memory for the texts of one decision.
class Arena {
public:
    static constexpr std::size_t k_size = 256 * 1024;

    // Leaves the bytes alone: a shim must not pay for pages that it does not use.
    Arena() {} // NOLINT(modernize-use-equals-default)
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    /// The parts in a row, followed by a NUL that is not counted. Empty once full() is true.
    std::string_view join(std::initializer_list<std::string_view> parts) {
        std::size_t size = 0;
        for (const auto part : parts) {
            size += part.size();
        }
        char* const out = take(size + 1);
        if (out == nullptr) {
            return {"", 0};
        }
        char* at = out;
        for (const auto part : parts) {
            if (!part.empty()) {
                std::memcpy(at, part.data(), part.size());
                at += part.size();
            }
        }
        *at = '\0';
        return {out, size};
    }
    std::string_view copy(std::string_view text) { return join({text}); }

    /// Room for `size` bytes; nothing once full() is true.
    char* take(std::size_t size) {
        if (size > k_size - m_used) {
            m_full = true;
            return nullptr;
        }
        char* const out = m_bytes + m_used;
        m_used += size;
        return out;
    }
    /// Where we are, and back to it: for paths that led nowhere.
    [[nodiscard]] std::size_t mark() const { return m_used; }
    void rewind(std::size_t mark) { m_used = mark; }

    /// True if something did not fit: what was decided is then worth nothing.
    [[nodiscard]] bool full() const { return m_full; }

private:
    std::size_t m_used = 0;
    bool m_full = false;
    char m_bytes[k_size];
};

} // namespace govern::resolve
