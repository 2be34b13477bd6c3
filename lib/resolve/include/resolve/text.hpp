#pragma once

// The little text handling that the shared code needs. std::string_view::substr and friends can
// throw, which a program without a library cannot.

#include "resolve/arena.hpp"
#include "resolve/sys.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace govern::resolve {

[[nodiscard]] bool is_blank(char c);
[[nodiscard]] bool is_digit(char c);
[[nodiscard]] bool starts_with(const std::string_view& text, const std::string_view& prefix);
[[nodiscard]] bool ends_with(const std::string_view& text, const std::string_view& suffix);
[[nodiscard]] std::string_view slice(const std::string_view& text, std::size_t from,
                                     std::size_t count = static_cast<std::size_t>(-1));
/// Without blanks (space, tab, CR, LF, vertical tab, form feed) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Where `needle` starts, or text.size().
[[nodiscard]] std::size_t find(const std::string_view& text, char needle, std::size_t from = 0);
[[nodiscard]] std::size_t find(const std::string_view& text, const std::string_view& needle);

/// Cuts the next line off `rest`, without its LF or CRLF; false at the end.
[[nodiscard]] bool cut_line(std::string_view& rest, std::string_view& line);

/// The lines of a file of any size, read through one buffer; a line longer than that is cut.
class Lines {
public:
    static constexpr std::size_t k_buffer = 64 * 1024;

    Lines(sys::Handle file, Arena& arena);
    /// Without the LF (a CR stays); false at the end. The text is valid until the next call.
    [[nodiscard]] bool next(std::string_view& line);
    /// Of the line last read, from 1.
    [[nodiscard]] std::uint32_t number() const { return m_number; }

private:
    bool fill();

    sys::Handle m_file;
    Arena& m_arena;
    std::size_t m_mark;
    char* m_buffer;
    std::size_t m_at = 0;
    std::size_t m_end = 0;
    std::uint32_t m_number = 0;
    bool m_over;
};

} // namespace govern::resolve
