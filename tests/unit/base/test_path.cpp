#include "base/path.hpp"

#include "support/catch.hpp"

#include <string>
#include <utility>

using namespace govern;

#ifdef _WIN32

TEST_CASE("Windows paths: what is absolute", "[path]") {
    for (const char* path :
         {"C:\\", "c:/x", "C:\\x\\y", "\\\\server\\share", "//server/share/x", "\\\\?\\C:\\x"}) {
        CAPTURE(path);
        CHECK(path::is_absolute(path));
    }
    for (const char* path : {"", "x", "\\x", "/x", "C:", "C:x", "x:\\y\\..\\"}) {
        CAPTURE(path);
        CHECK(path::is_absolute(path) == (std::string(path) == "x:\\y\\..\\"));
    }
}

TEST_CASE("Windows paths: parents end at the root", "[path]") {
    const std::pair<const char*, const char*> table[] = {
        {"C:\\a\\b", "C:\\a"},
        {"C:\\a", "C:\\"},
        {"C:\\", "C:\\"},
        {"C:/a/b/", "C:/a"},
        {"\\\\s\\h\\x", "\\\\s\\h\\"},
        {"\\\\s\\h\\", "\\\\s\\h\\"},
        {"\\\\?\\C:\\x", "\\\\?\\C:\\"},
        {"a\\b", "a"},
        {"a", ""},
        {"\\\\?\\UNC\\s\\h\\x\\y", "\\\\?\\UNC\\s\\h\\x"},
        {"\\\\?\\UNC\\s\\h\\x", "\\\\?\\UNC\\s\\h\\"},
    };
    for (const auto& [path, expected] : table) {
        CAPTURE(path);
        CHECK(path::parent(path) == expected);
    }
    CHECK(path::filename("C:\\a\\b.exe") == "b.exe");
    CHECK(path::filename("C:/a/b/") == "b");
    CHECK(path::filename("C:\\") == "");
}

TEST_CASE("Windows paths: normal form", "[path]") {
    const std::pair<const char*, const char*> table[] = {
        {"C:/a/./b//c/", "C:\\a\\b\\c"},
        {"C:\\a\\..\\..\\b", "C:\\b"},
        {"C:\\", "C:\\"},
        {"a/../..", ".."},
        {"\\\\s/h\\x\\..", "\\\\s\\h\\"},
        {"a\\..", "."},
        {"", ""},
        {"C:a\\b", "C:a\\b"},
    };
    for (const auto& [path, expected] : table) {
        CAPTURE(path);
        CHECK(path::normalize(path) == expected);
    }
}

TEST_CASE("Windows paths: comparing and joining", "[path]") {
    CHECK(path::same_path("C:\\Go\\Bin", "c:/go/bin/"));
    CHECK_FALSE(path::same_path("C:\\go", "D:\\go"));
    CHECK(path::is_within("C:\\Users\\a\\x", "c:\\users\\A"));
    CHECK(path::is_within("C:\\x", "C:\\"));
    CHECK_FALSE(path::is_within("C:\\usersx", "C:\\users"));
    CHECK(path::join("C:\\a", "b") == "C:\\a\\b");
    CHECK(path::join("C:\\", "b") == "C:\\b");
    CHECK(path::join("C:\\a/", "b") == "C:\\a/b");
    CHECK(path::join("C:\\a", "D:\\b") == "D:\\b");
}

#else // ^^^ Windows, POSIX vvv

TEST_CASE("POSIX paths: what is absolute", "[path]") {
    CHECK(path::is_absolute("/"));
    CHECK(path::is_absolute("/x"));
    for (const char* path : {"", "x", "./x", "C:\\x", "\\x"}) {
        CHECK_FALSE(path::is_absolute(path));
    }
}

TEST_CASE("POSIX paths: parents end at the root", "[path]") {
    const std::pair<const char*, const char*> table[] = {
        {"/a/b", "/a"},  {"/a", "/"},  {"/", "/"}, {"/a/b/", "/a"},
        {"/a//b", "/a"}, {"a/b", "a"}, {"a", ""},  {"", ""},
    };
    for (const auto& [path, expected] : table) {
        CAPTURE(path);
        CHECK(path::parent(path) == expected);
    }
    CHECK(path::filename("/a/b") == "b");
    CHECK(path::filename("/a/b/") == "b");
    CHECK(path::filename("/").empty());
    CHECK(path::filename("a\\b") == "a\\b");
}

TEST_CASE("POSIX paths: normal form", "[path]") {
    const std::pair<const char*, const char*> table[] = {
        {"/a/./b//c/", "/a/b/c"}, {"/a/../../b", "/b"}, {"/", "/"}, {"//", "/"}, {"a/../..", ".."},
        {"../a", "../a"},         {"a/..", "."},        {"", ""},   {".", "."},  {"/a\\b", "/a\\b"},
    };
    for (const auto& [path, expected] : table) {
        CAPTURE(path);
        CHECK(path::normalize(path) == expected);
    }
}

TEST_CASE("POSIX paths: comparing and joining", "[path]") {
    CHECK(path::same_path("/a/b", "/a//b/"));
    CHECK_FALSE(path::same_path("/a", "/A"));
    CHECK(path::is_within("/a/b", "/a"));
    CHECK(path::is_within("/a", "/a/"));
    CHECK(path::is_within("/a", "/"));
    CHECK_FALSE(path::is_within("/ab", "/a"));
    CHECK_FALSE(path::is_within("/a/../b", "/a"));
    CHECK_FALSE(path::is_within("/a", "/a/b"));
    CHECK(path::join("/a", "b/c") == "/a/b/c");
    CHECK(path::join("/", "b") == "/b");
    CHECK(path::join("/a", "/b") == "/b");
    CHECK(path::join("", "b") == "b");
}

#endif

TEST_CASE("Names that Windows takes for something else are not safe, on any system", "[path]") {
    for (const char* name :
         {"",     ".",         "..",          "a.",         "a ",      "a..",    "CON",
          "con",  "nul.txt",   "NUL .txt",    "aux.tar.gz", "prn",     "COM1",   "com9.c",
          "lpt0", "LPT\u00b2", "com\u00b9.x", "CONIN$",     "conout$", "clock$", "a:b",
          "a/b",  "a\\b",      "a*",          "a?",         "a\"",     "a<",     "a>",
          "a|",   "a\n",       "a\x01",       "a\x7f",      "\xff",    "a\xc3"}) {
        CAPTURE(name);
        CHECK_FALSE(path::is_safe_name(name));
    }
    for (const char* name :
         {"a", ".a", "a.b", "go1.22.5.windows-amd64", "console", "com", "com10", "comma", "lpt",
          "nulx", "a b", "null", "auxiliary.go", "\u00e4\u65e5", "...a", "-", "~", "COM\u00b4"}) {
        CAPTURE(name);
        CHECK(path::is_safe_name(name));
    }
}
