#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern {

/// Without leading and trailing space, tab, CR and LF.
[[nodiscard]] std::string_view trim(std::string_view text);

/// Splits at every `separator`; n separators give n + 1 parts.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// The lines of a text without their LF or CRLF; no empty last line after a final newline.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

/// ASCII only.
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);

[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// True for well-formed UTF-8 (no overlong forms, no surrogates).
[[nodiscard]] bool is_utf8(std::string_view text);

[[nodiscard]] std::string to_hex(std::string_view bytes);
/// Lower or upper case digits; nothing for odd length or other characters.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view hex);

/// For people's eyes: control characters, and those that turn the direction of writing, as `\xNN`,
/// so that what others named cannot steer a terminal or forge lines. Newlines and tabs stay with
/// `lines`. What CI hosts take for a command in a log (`##vso[…]`, `##[…]`, `::name …::`) is broken
/// in the same way.
[[nodiscard]] std::string printable(std::string_view text, bool lines = false);
[[nodiscard]] std::string to_base64(std::string_view bytes);
/// Standard alphabet with padding, canonical only: unused trailing bits must be zero.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

/// Damerau-Levenshtein distance, at most `limit` (then `limit + 1`).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// The candidates nearest to `word`, best first, at most three. Those that are far off are left
/// out.
[[nodiscard]] std::vector<std::string> nearest(std::string_view word,
                                               const std::vector<std::string>& candidates);

/// A decimal number without sign or spaces that fits 64 bits.
[[nodiscard]] std::optional<unsigned long long> parse_number(std::string_view digits);
/// `20%`, `20` and `7.5%`, without sign or spaces, as a part of one: 0.2 and 0.075.
[[nodiscard]] std::optional<double> parse_percent(std::string_view text);

/// `72.9 MB`: decimal units, as download sizes are usually given.
[[nodiscard]] std::string format_bytes(unsigned long long bytes);

} // namespace govern
