#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace govern::binary {

/// The length of the quoted text at the start of `text`, both quotes counted: `"…"` or `` `…` ``.
/// Nothing if it does not end, or holds a character that Go does not allow there.
[[nodiscard]] std::optional<std::size_t> quoted_length(std::string_view text);

/// The value of a quoted text; nothing if it is not one quoted text from end to end. Source: "The
/// Go Programming Language Specification", String literals.
[[nodiscard]] std::optional<std::string> unquote(std::string_view quoted);

} // namespace govern::binary
