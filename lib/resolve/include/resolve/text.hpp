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
/// Equal to a literal.
[[nodiscard]] bool is(const std::string_view& text, const char* word);
[[nodiscard]] bool starts_with(const std::string_view& text, const char* prefix);
[[nodiscard]] bool ends_with(const std::string_view& text, const std::string_view& suffix);
[[nodiscard]] std::string_view slice(const std::string_view& text, std::size_t from,
                                     std::size_t count = static_cast<std::size_t>(-1));
/// Without blanks (space, tab, CR, LF, vertical tab, form feed) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// The place where `needle` starts, or text.size().
[[nodiscard]] std::size_t find(const std::string_view& text, char needle, std::size_t from = 0);
[[nodiscard]] std::size_t find(const std::string_view& text, const std::string_view& needle);

/// In digits.
[[nodiscard]] std::string_view decimal(std::uint32_t value, Arena& arena);

/// Cuts the next line off `rest`, without its LF (a CR stays); false at the end.
[[nodiscard]] bool cut_line(std::string_view& rest, std::string_view& line);

/// The first 128 KiB of a file, kept in the arena. In every file of Go's that is read here, the
/// wanted lines stand before that.
inline constexpr std::size_t k_max_read = 128 * 1024;
[[nodiscard]] sys::Opened read_file(const char* path, Arena& arena, std::string_view& text);

} // namespace govern::resolve
