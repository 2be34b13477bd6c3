#pragma once

#include "base/encoding.hpp"

#include <string>
#include <string_view>

namespace govern::config {

/// The text behind the mark as UTF-8. A lone surrogate becomes three bytes, which is_utf8 refuses;
/// half a unit at the end is left out. UTF-8 is taken as it is.
[[nodiscard]] std::string text_of(std::string_view bytes, const TextForm& form);

/// The way back, without a mark: what text_of gave becomes the bytes that it came from.
[[nodiscard]] std::string bytes_of(std::string_view text, const TextForm& form);

} // namespace govern::config
