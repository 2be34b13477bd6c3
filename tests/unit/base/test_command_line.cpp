#include "base/command_line.hpp"

#include "support/catch.hpp"

#include <utility>

using namespace govern;

TEST_CASE("Arguments are quoted as Microsoft's C runtime reads them", "[command_line]") {
    const std::pair<std::vector<std::string>, const char*> table[] = {
        {{}, ""},
        {{"a"}, "a"},
        {{""}, R"("")"},
        {{"a", "b c"}, R"(a "b c")"},
        {{R"(C:\a\)"}, R"(C:\a\)"},
        {{R"(C:\a b\)"}, R"("C:\a b\\")"},
        {{R"(a"b)"}, R"("a\"b")"},
        {{R"(a\"b)"}, R"("a\\\"b")"},
        {{R"(a\\b)"}, R"(a\\b)"},
        {{R"(a \\b)"}, R"("a \\b")"},
        {{"tab\there"}, "\"tab\there\""},
        {{R"(")"}, R"("\"")"},
        {{R"(\)", R"(\ )"}, R"(\ "\ ")"},
    };
    for (const auto& [arguments, expected] : table) {
        CHECK(quote_arguments(arguments) == expected);
    }
}

TEST_CASE("A word is quoted for the shell that it is typed in, only where it must be",
          "[command_line]") {
    struct Row {
        std::string_view text;
        std::optional<std::string> posix;
        std::optional<std::string> windows;
    };
    const Row table[] = {
        {"/tmp/a-b_c.tar.gz", "/tmp/a-b_c.tar.gz", "/tmp/a-b_c.tar.gz"},
        {R"(C:\a\RUNNER~1)", R"('C:\a\RUNNER~1')", R"(C:\a\RUNNER~1)"},
        {"1.22.5", "1.22.5", "1.22.5"},
        {"example.com/m@v1", "example.com/m@v1", "example.com/m@v1"},
        {"", "''", "\"\""},
        {"/tmp/sp d/x", "'/tmp/sp d/x'", "\"/tmp/sp d/x\""},
        {"it's", R"('it'\''s')", "\"it's\""},
        {"a;b&c|d(e)<f>*?[g]{h}#i", "'a;b&c|d(e)<f>*?[g]{h}#i'", "\"a;b&c|d(e)<f>*?[g]{h}#i\""},
        {"$(touch x)", "'$(touch x)'", std::nullopt},
        {"`touch x`", "'`touch x`'", std::nullopt},
        {"%PATH%", "%PATH%", std::nullopt},
        {"a!b", "'a!b'", std::nullopt},
        {"a\"b", "'a\"b'", std::nullopt},
        {"a \u201d; b", "'a \u201d; b'", std::nullopt},
        {R"(a b\)", R"('a b\')", R"("a b\\")"},
        {"~x", "'~x'", "\"~x\""},
        {"=x", "'=x'", "\"=x\""},
        {"\u00e9", "\u00e9", "\"\u00e9\""},
        {"a\nb", std::nullopt, std::nullopt},
        {"a\x1b[2J", std::nullopt, std::nullopt},
        {"\u202e", std::nullopt, std::nullopt},
    };
    for (const auto& [text, posix, windows] : table) {
        INFO(text);
        CHECK(word_to_type(text, false) == posix);
        CHECK(word_to_type(text, true) == windows);
    }
}

TEST_CASE("The program of CC is its first word, quoted or not", "[command_line]") {
    CHECK(first_word("gcc -m32") == "gcc");
    CHECK(first_word(" gcc\t-m32 ") == "gcc");
    CHECK(first_word("'/a b/cc' -g") == "/a b/cc");
    CHECK(first_word("\"C:\\a b\\cc.exe\"") == "C:\\a b\\cc.exe");
    CHECK(first_word("'open") == "open");
    CHECK(first_word(" ").empty());
}

TEST_CASE("Batch files are known however they are written", "[command_line]") {
    for (const char* path : {"a.bat", "C:\\x\\A.CMD", "a.bat.", "a.cmd . .", "a.Bat  "}) {
        CHECK(is_batch_file(path));
    }
    for (const char* path : {"a.exe", "bat", "a.bat.exe", "a", "", "cmd.exe", "a.bats"}) {
        CHECK_FALSE(is_batch_file(path));
    }
}
