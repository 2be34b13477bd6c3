#include "resolve/decision.hpp"

#include "resolve/text.hpp"

namespace govern::resolve {

void Line::set(std::uint32_t number, const std::string_view& the_text,
               const std::string_view& the_value) {
    line = number;
    text = slice(the_text, 0, the_text.size() - (ends_with(the_text, "\r") ? 1 : 0));
    text = slice(text, 0, k_max_text);
    offset = static_cast<std::size_t>(the_value.data() - the_text.data());
    value = slice(text, offset, the_value.size());
}

} // namespace govern::resolve
