#include "base/text.hpp"
#include "support/catch.hpp"

#include <string>
#include <utility>

using namespace govern;

TEST_CASE("Lines end with LF or CRLF, and a last newline begins no line", "[text]") {
    using Lines = std::vector<std::string_view>;
    CHECK(lines_of("a\r\nb\n\nc") == Lines{"a", "b", "", "c"});
    CHECK(lines_of("a\n") == Lines{"a"});
    CHECK(lines_of("").empty());
    CHECK(lines_of("\n") == Lines{""});
    CHECK(split("a,b,,c", ',') == Lines{"a", "b", "", "c"});
    CHECK(split("", ',') == Lines{""});
    CHECK(trim(" \t a b\r\n") == "a b");
    CHECK(trim(" \n").empty());
}

TEST_CASE("base64 goes there and back", "[text]") {
    const std::pair<const char*, const char*> table[] = {
        // RFC 4648, section 10
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [plain, coded] : table) {
        CHECK(to_base64(plain) == coded);
        CHECK(from_base64(coded) == plain);
    }
    std::string all;
    for (int i = 0; i < 256; ++i) {
        all += static_cast<char>(i);
    }
    CHECK(from_base64(to_base64(all)) == all);
}

TEST_CASE("base64 that is not canonical is refused", "[text]") {
    for (const char* text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n",
                             " Zm9v", "Zm-_", "Zg==Zg==", "=Zg=", "Z=g=", "Zm9vZ"}) {
        CAPTURE(text);
        CHECK_FALSE(from_base64(text));
    }
}

TEST_CASE("Hexadecimal goes there and back", "[text]") {
    CHECK(to_hex(std::string_view("\x00\xff\x1a", 3)) == "00ff1a");
    CHECK(from_hex("00fF1A") == std::string("\x00\xff\x1a", 3));
    CHECK_FALSE(from_hex("0"));
    CHECK_FALSE(from_hex("0g"));
}

TEST_CASE("UTF-8 is checked strictly", "[text]") {
    for (const char* good : {"", "abc", "\xc3\xa4", "\xe6\x97\xa5", "\xf0\x9f\x98\x80",
                             "\xf4\x8f\xbf\xbf", "\xee\x80\x80"}) {
        CHECK(is_utf8(good));
    }
    for (const char* bad : {"\x80", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80",
                            "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe6\x97",
                            "a\xff", "\xc3\x28"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_utf8(bad));
    }
}

TEST_CASE("Numbers have no sign, no space and fit 64 bits", "[text]") {
    CHECK(parse_number("0") == 0);
    CHECK(parse_number("007") == 7);
    CHECK(parse_number("18446744073709551615") == 18446744073709551615ULL);
    for (const char* text : {"", "-1", "+1", " 1", "1 ", "1x", "0x1", "18446744073709551616"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_number(text));
    }
}

TEST_CASE("A percentage has digits, a point at most and a sign at most", "[text]") {
    CHECK(parse_percent("20%") == 0.2);
    CHECK(parse_percent("20") == 0.2);
    CHECK(parse_percent("7.5%") == 0.075);
    CHECK(parse_percent("0") == 0.0);
    for (const char* text :
         {"", "%", ".", ".%", "x", "1.2.3", "-1", "+1", " 1", "5%%", "1e3", "123456789012"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_percent(text));
    }
}

TEST_CASE("Sizes are told in decimal units", "[text]") {
    CHECK(format_bytes(0) == "0 B");
    CHECK(format_bytes(999) == "999 B");
    CHECK(format_bytes(1000) == "1.0 kB");
    CHECK(format_bytes(72'900'000) == "72.9 MB");
    CHECK(format_bytes(1'250'000'000) == "1.2 GB");
}

TEST_CASE("Edit distance counts a swap as one", "[text]") {
    CHECK(edit_distance("install", "instal", 3) == 1);
    CHECK(edit_distance("lsit", "list", 3) == 1);
    CHECK(edit_distance("", "abc", 5) == 3);
    CHECK(edit_distance("same", "same", 3) == 0);
    CHECK(edit_distance("abcdef", "uvwxyz", 2) == 3);
}

TEST_CASE("Near words are offered, far ones are not", "[text]") {
    const std::vector<std::string> words = {"install", "uninstall", "list", "use", "which"};
    CHECK(nearest("instal", words).front() == "install");
    CHECK(nearest("wich", words) == std::vector<std::string>{"which"});
    CHECK(nearest("frobnicate", words).empty());
}

TEST_CASE("what is shown steers no terminal and commands no CI host") {
    CHECK(printable("a\x1b[31m\x7f\r") == "a\\x1b[31m\\x7f\\x0d");
    CHECK(printable("\xc2\x9b\xe2\x80\xae\xe2\x81\xa6") == "\\x9b\\xae\\xa6");
    CHECK(printable("a\tb\nc", true) == "a\tb\nc");
    CHECK(printable("a\tb\nc") == "a\\x09b\\x0ac");
    CHECK(printable("x ##vso[task.x]y") == "x #\\x23vso[task.x]y");
    CHECK(printable("##[error]") == "#\\x23[error]");
    CHECK(printable("###teamcity[x]") == "##\\x23teamcity[x]");
    CHECK(printable("::set-env name=PATH::x") == ":\\x3aset-env name=PATH::x");
    // What looks alike and is none.
    for (const std::string text :
         {"[::1]:8080", "::ffff:10.0.0.1", "## title", "a::b", "é ✓ 日本"}) {
        CHECK(printable(text) == text);
        CHECK(printable(printable(text)) == printable(text));
    }
}
