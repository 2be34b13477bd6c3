#include "core/platform.hpp"

#include "support/catch.hpp"

#include <string>

using namespace govern;

namespace {

std::string run_on(const Platform& host) {
    std::string out;
    for (const auto& platform : runnable_platforms(host)) {
        out += platform.text() + ' ';
    }
    return out;
}

} // namespace

TEST_CASE("a machine runs its own platform's SDKs first, then those that it emulates", "[core]") {
    CHECK(run_on({"windows", "arm64"}) == "windows-arm64 windows-amd64 windows-386 ");
    CHECK(run_on({"windows", "amd64"}) == "windows-amd64 windows-386 ");
    CHECK(run_on({"windows", "386"}) == "windows-386 ");
    CHECK(run_on({"darwin", "arm64"}) == "darwin-arm64 darwin-amd64 ");
    CHECK(run_on({"darwin", "amd64"}) == "darwin-amd64 ");
    CHECK(run_on({"linux", "arm64"}) == "linux-arm64 ");
}

TEST_CASE("platforms are written as in folder names or as Go writes them", "[core]") {
    CHECK(parse_platform("windows/arm64") == Platform{"windows", "arm64"});
    CHECK(parse_platform("windows-arm64")->text() == "windows-arm64");
    for (const auto* wrong :
         {"", "windows", "windows/", "/arm64", "Windows/arm64", "windows/arm/64", "../x"}) {
        CHECK_FALSE(parse_platform(wrong));
    }
    CHECK(archive_arch({"linux", "arm"}) == "armv6l");
    CHECK(go_arch("armv6l") == "arm");
    CHECK(archive_arch({"windows", "arm"}) == "arm");
}
