#pragma once

// How a text file of somebody else is encoded: PowerShell 5.1 and editors of Windows write UTF-16.

#include <cstddef>
#include <string>
#include <string_view>

namespace govern {

enum class Encoding { utf8, utf16_le, utf16_be };

struct TextForm {
    Encoding encoding = Encoding::utf8;
    std::size_t mark = 0; ///< bytes of the byte order mark before the text
    [[nodiscard]] bool is_utf16() const { return encoding != Encoding::utf8; }
    /// Bytes of an ASCII character.
    [[nodiscard]] std::size_t unit() const { return is_utf16() ? 2 : 1; }
};

/// By the byte order mark; UTF-8 without one. No heap: the shim uses it.
[[nodiscard]] inline TextForm form_of_text(const std::string_view& bytes) {
    const auto is = [&](std::size_t i, char wanted) { return bytes[i] == wanted; };
    if (bytes.size() >= 3 && is(0, '\xEF') && is(1, '\xBB') && is(2, '\xBF')) {
        return {Encoding::utf8, 3};
    }
    if (bytes.size() >= 2 && is(0, '\xFF') && is(1, '\xFE')) {
        return {Encoding::utf16_le, 2};
    }
    if (bytes.size() >= 2 && is(0, '\xFE') && is(1, '\xFF')) {
        return {Encoding::utf16_be, 2};
    }
    return {};
}

/// The same for a text that begins with ASCII: without a mark, a zero beside its first character
/// tells UTF-16.
[[nodiscard]] inline TextForm form_of_ascii(const std::string_view& bytes) {
    const auto form = form_of_text(bytes);
    if (form.mark != 0 || bytes.size() < 2 || (bytes[0] == '\0') == (bytes[1] == '\0')) {
        return form;
    }
    return {bytes[0] == '\0' ? Encoding::utf16_be : Encoding::utf16_le, 0};
}

/// ASCII as a file of this encoding has it.
[[nodiscard]] std::string encode_ascii(std::string_view ascii, Encoding encoding);

} // namespace govern
