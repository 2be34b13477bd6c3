#include "config/file_text.hpp"

#include "resolve/utf16.hpp"

namespace govern::config {

std::string text_of(std::string_view bytes, const TextForm& form) {
    bytes.remove_prefix(form.mark);
    if (!form.is_utf16()) {
        return std::string(bytes);
    }
    const auto units = bytes.size() / 2;
    std::string out(units * 3, '\0');
    out.resize(resolve::utf8_from_utf16(bytes.data(), units, form.encoding == Encoding::utf16_be,
                                        out.data()));
    return out;
}

std::string bytes_of(std::string_view text, const TextForm& form) {
    if (!form.is_utf16()) {
        return std::string(text);
    }
    std::wstring units(text.size(), L'\0');
    units.resize(resolve::utf16_from_utf8(text.data(), text.size(), units.data(), units.size()));
    std::string out;
    for (const auto unit : units) {
        const auto low = static_cast<char>(unit & 0xFF);
        const auto high = static_cast<char>(unit >> 8 & 0xFF);
        out += form.encoding == Encoding::utf16_le ? low : high;
        out += form.encoding == Encoding::utf16_le ? high : low;
    }
    return out;
}

} // namespace govern::config
