#include "shell/path_list.hpp"

#include "base/path.hpp"
#include "support/catch.hpp"

#include <optional>

using namespace govern::shell;

TEST_CASE("Entries are compared as the platform does") {
    CHECK(same_entry("/a/", "/a", false));
    CHECK_FALSE(same_entry("/A", "/a", false));
    CHECK(same_entry("C:\\Shims\\", "c:/shims", true));
    CHECK(same_entry("\"C:\\Shims\"", "c:\\shims", true));
    CHECK(same_entry("/", "/", false));
    if constexpr (govern::path::k_separator == '/') {
        CHECK(same_entry("/a//b/./c/../d", "/a/b/d", false));
    } else {
        CHECK(same_entry("C:\\a\\\\b\\x\\..\\c", "c:/a/b/./c", true));
    }
}

TEST_CASE("Moving to the front keeps everything else as it was") {
    CHECK(move_to_front("/a:/s:/b:/s/", "/s", false) == "/s:/a:/b");
    CHECK(move_to_front("", "/s", false) == "/s");
    CHECK(move_to_front("C:\\A;%X%\\b;c:\\S\\", "C:\\s", true) == "C:\\s;C:\\A;%X%\\b");
    CHECK(append_entry("C:\\A;", "C:\\go\\bin", true) == "C:\\A;C:\\go\\bin");
    CHECK(append_entry("C:\\GO\\bin", "C:\\go\\bin", true) == "C:\\GO\\bin");
    CHECK(contains_entry("/a:/b", "/b/", false));
}

TEST_CASE("Folders that PATH cannot hold are known") {
    CHECK(is_representable("/a b'\"$;", false));
    CHECK_FALSE(is_representable("/a:b", false));
    CHECK_FALSE(is_representable("/a\nb", false));
    CHECK(is_representable("C:\\a:b", true));
    CHECK_FALSE(is_representable("C:\\a;b", true));
    CHECK_FALSE(is_representable("C:\\a\"b", true));
    CHECK_FALSE(is_representable("", true));
}

TEST_CASE("Percent names expand as Windows expands them") {
    const auto lookup = [](std::string_view name) -> std::optional<std::string> {
        return name == "SystemRoot" ? std::optional<std::string>("C:\\Windows") : std::nullopt;
    };
    CHECK(expand_percent("%SystemRoot%\\x;%No%;50%", lookup) == "C:\\Windows\\x;%No%;50%");
    CHECK(expand_percent("%No%SystemRoot%", lookup) == "%NoC:\\Windows");
    CHECK(expand_percent("", lookup).empty());
}

TEST_CASE("Git Bash writes Windows folders its own way") {
    CHECK(msys_path("C:\\Users\\x y\\shims") == "/c/Users/x y/shims");
    CHECK(msys_path("d:/Go") == "/d/Go");
    CHECK(msys_path("C:") == "/c");
    CHECK(msys_path("\\\\server\\share\\a") == "//server/share/a");
    CHECK(msys_path_list("C:\\a;;\"D:\\b;c\";E:\\") == "/c/a:/d/b;c:/e/");
}
