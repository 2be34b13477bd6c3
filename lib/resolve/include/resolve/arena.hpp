#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace govern::resolve {

/// For a static object that is all zero without a constructor.
struct AllZero {};

/// Memory for the texts of one decision, and for the files that are read for it.
class Arena {
public:
    static constexpr std::size_t k_size = 512 * 1024;

    // Leaves the bytes alone: a shim must not pay for pages that it does not use.
    Arena() {} // NOLINT(modernize-use-equals-default)
    constexpr explicit Arena(AllZero /*zero*/) : m_bytes{} {}
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    /// The parts in a row, followed by a NUL that is not counted. Empty once full() is true.
    std::string_view join(std::initializer_list<std::string_view> parts);
    std::string_view copy(const std::string_view& text);

    /// Room for `size` bytes; nothing once full() is true.
    char* take(std::size_t size);
    /// A place in the arena, and the way back to it: for paths that led nowhere.
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
