#include "project/pin_file.hpp"
#include "support/catch.hpp"

using govern::project::pin_file_with;
using govern::project::with_value_on_line;

namespace {

std::string utf16(const std::string& ascii, bool big) {
    std::string out;
    for (const char c : ascii) {
        out += big ? std::string{'\0', c} : std::string{c, '\0'};
    }
    return out;
}

const std::string k_bom = "\xEF\xBB\xBF";
const std::string k_little = "\xFF\xFE";
const std::string k_big = "\xFE\xFF";

} // namespace

TEST_CASE("a pin replaces the version and keeps the rest of the file") {
    const struct {
        std::string old;
        std::string expected;
    } table[] = {
        {"", "1.22.5\n"},
        {"1.21.13\n", "1.22.5\n"},
        {"1.21.13", "1.22.5"},
        {"1.21.13\r\n", "1.22.5\r\n"},
        {"  1.21.13 \n", "  1.22.5 \n"},
        {"# ours\n\n1.21.13 # until May\n# end\n", "# ours\n\n1.22.5 # until May\n# end\n"},
        {"1.21#13\n", "1.22.5\n"},
        {"1.21.13\n1.20\n# end\n", "1.22.5\n# end\n"},
        {"1.21.13\n\n1.20", "1.22.5\n\n"},
        {"two words\n", "1.22.5\n"},
        {"# only a comment\n", "# only a comment\n1.22.5\n"},
        {"# only a comment", "# only a comment\n1.22.5\n"},
        {"# only\r\n# comments", "# only\r\n# comments\r\n1.22.5\r\n"},
        {"\n\n", "\n\n1.22.5\n"},
    };
    for (const auto& row : table) {
        INFO(row.old);
        CHECK(pin_file_with(row.old, "1.22.5") == row.expected);
        // With a byte order mark, and in UTF-16, the same comes out in the same encoding.
        if (row.old.empty()) {
            continue;
        }
        CHECK(pin_file_with(k_bom + row.old, "1.22.5") == k_bom + row.expected);
        CHECK(pin_file_with(k_little + utf16(row.old, false), "1.22.5") ==
              k_little + utf16(row.expected, false));
        CHECK(pin_file_with(k_big + utf16(row.old, true), "1.22.5") ==
              k_big + utf16(row.expected, true));
        CHECK(pin_file_with(utf16(row.old, false), "1.22.5") == utf16(row.expected, false));
        CHECK(pin_file_with(utf16(row.old, true), "1.22.5") == utf16(row.expected, true));
    }
}

TEST_CASE("letters outside ASCII stay as they are in every encoding") {
    CHECK(pin_file_with("# \xC3\xA9\n1.20\n", "1.22.5") == "# \xC3\xA9\n1.22.5\n");
    const auto before = k_little + utf16("# ", false) + "\xE5\x65" + utf16("\n", false);
    CHECK(pin_file_with(before + utf16("1.20\n", false), "1.22.5") ==
          before + utf16("1.22.5\n", false));
}

TEST_CASE("a pin that is written twice is the same file") {
    for (const std::string old : {"", "# a\n1.20 # b\n", "1.20\r\n"}) {
        const auto once = pin_file_with(old, "1.22.5");
        CHECK(pin_file_with(once, "1.22.5") == once);
    }
}

TEST_CASE("a value on its line is replaced in every encoding") {
    const std::string old = "1.9 node 1.9\n\ngolang 1.9 1.9 # 1.9\r\ngo 1.9";
    const std::string expected = "1.9 node 1.9\n\ngolang 1.22.5 1.9 # 1.9\r\ngo 1.9";
    CHECK(with_value_on_line(old, 3, "1.9", "1.22.5") == expected);
    CHECK(with_value_on_line(k_bom + old, 3, "1.9", "1.22.5") == k_bom + expected);
    for (const bool big : {false, true}) {
        const auto mark = big ? k_big : k_little;
        CHECK(with_value_on_line(mark + utf16(old, big), 3, "1.9", "1.22.5") ==
              mark + utf16(expected, big));
        CHECK(with_value_on_line(utf16(old, big), 3, "1.9", "1.22.5") == utf16(expected, big));
    }
    CHECK_FALSE(with_value_on_line(old, 2, "1.9", "1.22.5"));
    CHECK_FALSE(with_value_on_line(old, 5, "1.9", "1.22.5"));
    CHECK_FALSE(with_value_on_line("", 1, "1.9", "1.22.5"));
}
