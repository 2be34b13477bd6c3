#include "os/command_line.hpp"

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
        CHECK(os::quote_arguments(arguments) == expected);
    }
}

TEST_CASE("Batch files are known however they are written", "[command_line]") {
    for (const char* path : {"a.bat", "C:\\x\\A.CMD", "a.bat.", "a.cmd . .", "a.Bat  "}) {
        CHECK(os::is_batch_file(path));
    }
    for (const char* path : {"a.exe", "bat", "a.bat.exe", "a", "", "cmd.exe", "a.bats"}) {
        CHECK_FALSE(os::is_batch_file(path));
    }
}
