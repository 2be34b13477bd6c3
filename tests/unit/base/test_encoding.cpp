#include "base/encoding.hpp"

#include "support/catch.hpp"

using namespace govern;

namespace {

std::string form(std::string_view bytes, bool begins_with_ascii) {
    const auto found = begins_with_ascii ? form_of_ascii(bytes) : form_of_text(bytes);
    const auto* const name = found.encoding == Encoding::utf8       ? "utf8"
                             : found.encoding == Encoding::utf16_le ? "le"
                                                                    : "be";
    return name + std::to_string(found.mark);
}

} // namespace

TEST_CASE("A text's encoding is told by its mark, and of ASCII by a zero", "[encoding]") {
    struct Case {
        std::string bytes;
        const char* text;
        const char* ascii;
    };
    const std::vector<Case> cases = {
        {"", "utf80", "utf80"},
        {"1", "utf80", "utf80"},
        {"1.22\n", "utf80", "utf80"},
        {"\xEF\xBB\xBF"
         "1",
         "utf83", "utf83"},
        {"\xEF\xBB", "utf80", "utf80"},
        {"\xFF\xFE", "le2", "le2"},
        {"\xFE\xFF", "be2", "be2"},
        {std::string("1\0", 2), "utf80", "le0"},
        {std::string("\0"
                     "1",
                     2),
         "utf80", "be0"},
        {std::string("\0\0", 2), "utf80", "utf80"},
    };
    for (const auto& one : cases) {
        CHECK(form(one.bytes, false) == one.text);
        CHECK(form(one.bytes, true) == one.ascii);
    }
}

TEST_CASE("ASCII is written as its file is", "[encoding]") {
    CHECK(encode_ascii("ab", Encoding::utf8) == "ab");
    CHECK(encode_ascii("ab", Encoding::utf16_le) == std::string("a\0b\0", 4));
    CHECK(encode_ascii("ab", Encoding::utf16_be) == std::string("\0a\0b", 4));
}
