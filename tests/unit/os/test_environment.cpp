#include "os/environment.hpp"

#include "base/path.hpp"
#include "support/catch.hpp"
#ifdef _WIN32
#include "system/environment_windows.hpp"
#endif

using namespace govern;

TEST_CASE("An empty variable is there, but unset for those who ask for its value",
          "[environment]") {
    os::Environment environment({{"EMPTY", ""}, {"FULL", "x"}});
    CHECK_FALSE(environment.get("EMPTY"));
    CHECK(environment.has("EMPTY"));
    CHECK(environment.raw("EMPTY") == "");
    CHECK(environment.get("FULL") == "x");
    CHECK_FALSE(environment.raw("NONE"));
    CHECK_FALSE(environment.has("NONE"));
}

TEST_CASE("Names ignore case on Windows only, and keep their first spelling", "[environment]") {
    os::Environment environment;
    environment.set("Path", "a");
    environment.set("PATH", "b");
    CHECK(environment.all().size() == (path::k_names_ignore_case ? 1 : 2));
    CHECK(environment.get("Path") == (path::k_names_ignore_case ? "b" : "a"));
    environment.unset("path");
    CHECK(environment.has("Path") == !path::k_names_ignore_case);
}

TEST_CASE("PATH falls into its entries", "[environment]") {
#ifdef _WIN32
    os::Environment environment;
    environment.set("Path", R"(C:\a;;"C:\b;c";C:\d e;)");
    CHECK(environment.path_entries() ==
          std::vector<std::string>{R"(C:\a)", R"(C:\b;c)", R"(C:\d e)"});
#else // ^^^ Windows, POSIX vvv
    os::Environment environment;
    environment.set("PATH", ":/a::/b c:\"/d\":");
    CHECK(environment.path_entries() == std::vector<std::string>{"/a", "/b c", "\"/d\""});
#endif
    CHECK(os::Environment().path_entries().empty());
}

#ifdef _WIN32
TEST_CASE("Of two spellings of one variable the first counts", "[environment]") {
    const auto environment = os::environment_of_block(
        L"=C:=C:\\here\0Path=C:\\first\0PATH=C:\\second\0Empty=\0EMPTY=x\0");
    CHECK(environment.get("PATH") == "C:\\first");
    CHECK(environment.raw("Empty") == "");
    CHECK(environment.raw("=C:") == "C:\\here");
    CHECK(environment.all().size() == 3);
}
#endif

TEST_CASE("The process's own environment is read", "[environment]") {
    const auto environment = os::process_environment();
    CHECK(environment.has("PATH"));
    CHECK_FALSE(environment.path_entries().empty());
}
