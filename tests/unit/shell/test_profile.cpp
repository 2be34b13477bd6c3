#include "shell/profile.hpp"

#include "support/catch.hpp"

using govern::shell::has_block;
using govern::shell::is_text;
using govern::shell::line_of_block;
using govern::shell::without_block;

namespace {

std::string with_block(std::string_view content, std::string_view line) {
    return govern::shell::with_block(content, line, govern::shell::Shell::pwsh);
}

const std::string k_block = "# >>> govern setup >>>\nx\n# <<< govern setup <<<\n";

std::string utf16(std::string_view text) {
    std::string out = "\xFF\xFE";
    for (const char c : text) {
        out += c;
        out += '\0';
    }
    return out;
}

std::string utf16_big(std::string_view text) {
    std::string out = "\xFE\xFF";
    for (const char c : text) {
        out += '\0';
        out += c;
    }
    return out;
}

} // namespace

TEST_CASE("A profile gets one block, at its end") {
    CHECK(with_block("", "x") == k_block);
    CHECK(with_block("a\n", "x") == "a\n" + k_block);
    CHECK(with_block("a", "x") == "a\n" + k_block);
    CHECK(with_block("a\r\nb\r\n", "x") ==
          "a\r\nb\r\n# >>> govern setup >>>\r\nx\r\n# <<< govern setup <<<\r\n");
    CHECK(govern::shell::with_block("a\r\nb\r\n", "x", govern::shell::Shell::bash) ==
          "a\r\nb\r\n" + k_block);
}

TEST_CASE(
    "A second time changes nothing, a new line replaces the old, a later line comes before it") {
    const auto once = with_block("a\n", "x");
    CHECK(with_block(once, "x") == once);
    CHECK(with_block(with_block("a\n", "old"), "x") == once);
    CHECK(with_block(once + "PATH=/late:$PATH\n", "x") == "a\nPATH=/late:$PATH\n" + k_block);
    CHECK(with_block(once + once, "x") == "a\na\n" + k_block);
}

TEST_CASE("A signature is seen in every encoding") {
    const std::string text =
        "a\r\n# SIG # Begin signature block\r\n# x\r\n# SIG # End signature block\r\n";
    for (const auto& content : {text, utf16(text), utf16_big(text)}) {
        CHECK(govern::shell::is_signed(content));
    }
    CHECK_FALSE(govern::shell::is_signed("# SIG #\n"));
}

TEST_CASE("The line end that a block needed is known in every encoding") {
    for (const std::string& content :
         {std::string("a"), utf16("a"), utf16_big("a"), utf16("a\r\nb")}) {
        CHECK(govern::shell::is_but_for_line_end(without_block(with_block(content, "x")), content));
        CHECK_FALSE(govern::shell::is_but_for_line_end(content + content, content));
    }
}

TEST_CASE("Taking it out leaves everything else") {
    CHECK(without_block(with_block("a\n", "x")) == "a\n");
    CHECK(without_block("a\n" + k_block + "b\n" + k_block) == "a\nb\n");
    CHECK(without_block("a\n# >>> govern setup >>>\nb\n") == "a\nb\n");
    CHECK(without_block("nothing of ours\n") == "nothing of ours\n");
    CHECK(has_block(k_block));
    CHECK_FALSE(has_block("a\n"));
}

TEST_CASE("A profile written by PowerShell 5.1 as UTF-16 stays that") {
    const auto before = utf16("$a = 1\r\n");
    const auto after = with_block(before, "y");
    CHECK(after == utf16("$a = 1\r\n# >>> govern setup >>>\r\ny\r\n# <<< govern setup <<<\r\n"));
    CHECK(has_block(after));
    CHECK(with_block(after, "y") == after);
    CHECK(without_block(after) == before);
}

TEST_CASE("So does one in UTF-16 that begins with the big end") {
    const auto before = utf16_big("$a = 1\r\n");
    const auto after = with_block(before, "x y");
    CHECK(after ==
          utf16_big("$a = 1\r\n# >>> govern setup >>>\r\nx y\r\n# <<< govern setup <<<\r\n"));
    CHECK(with_block(after, "x y") == after);
    CHECK(line_of_block(after) == "x y");
    CHECK(without_block(after) == before);
    CHECK(with_block(utf16_big(""), "x") == utf16_big(k_block));
}

TEST_CASE("UTF-16 without a mark is not taken for text") {
    CHECK(is_text(""));
    CHECK(is_text("$a = 1\r\n"));
    CHECK(is_text(utf16("$a = 1")));
    CHECK(is_text(utf16_big("$a = 1")));
    CHECK_FALSE(is_text(utf16("$a = 1").substr(2)));
    CHECK_FALSE(is_text(utf16_big("$a = 1").substr(2)));
}

TEST_CASE("The line of a block is read whatever the file's encoding and line ends") {
    CHECK(line_of_block("a\n" + with_block("", ". '/h/init.sh'") + "b\n") == ". '/h/init.sh'");
    CHECK(line_of_block(with_block("a\r\n", "x y")) == "x y");
    CHECK(line_of_block(with_block(utf16("a\r\n"), "x y")) == "x y");
    CHECK(line_of_block("# >>> govern setup >>>\nx\n") == "");
    CHECK(line_of_block("x\n") == "");
}
