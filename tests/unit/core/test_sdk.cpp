#include "support/catch.hpp"

#include "core/sdk.hpp"

using namespace govern;

namespace {

std::string meant_by(const char* name) {
    const auto id = sdk_of_archive_name(name);
    return id ? id->text() : "";
}

} // namespace

TEST_CASE("an archive's file name means an SDK", "[sdk]") {
    CHECK(meant_by("go1.22.5.linux-amd64.tar.gz") == "go1.22.5.linux-amd64");
    CHECK(meant_by("go1.22.5.windows-arm64.zip") == "go1.22.5.windows-arm64");
    CHECK(meant_by("v0.0.1-go1.22.5.darwin-arm64.zip") == "go1.22.5.darwin-arm64");
    CHECK(meant_by("go1.20.linux-armv6l.tar.gz") == "go1.20.linux-arm");
    CHECK(meant_by("go1.4.2.darwin-amd64-osx10.8.tar.gz") == "go1.4.2.darwin-amd64");
    for (const char* const end : {".tgz", ".tar", ".tar.xz", ".tar.zst", ".tar.bz2", ""}) {
        CHECK(meant_by((std::string("go1.23rc1.linux-s390x") + end).c_str()) ==
              "go1.23rc1.linux-s390x");
    }
    for (const char* const name :
         {"", "go.tar.gz", "go1.22.5.tar.gz", "go1.22.5.linux-amd64 (1).tar.gz", "go-linux.tar.gz",
          "go1.22.5.src.tar.gz", "gox.linux-amd64.zip", "-", "go1.22.5.Linux-amd64.zip"}) {
        CAPTURE(name);
        CHECK(meant_by(name).empty());
    }
}

TEST_CASE("a tool's folder means a platform", "[sdk]") {
    const Platform linux_arm{"linux", "arm"};
    CHECK(platform_of_tool("pkg/tool/linux_arm") == linux_arm);
    CHECK(platform_of_tool("pkg/tool/linux_arm/compile") == linux_arm);
    for (const char* const name : {"pkg/tool", "pkg/tool/", "pkg/tool/README", "pkg/linux_arm/x",
                                   "go/pkg/tool/linux_arm/x", "pkg/tool/_/x", "pkg/tool/a_b_c/x"}) {
        CAPTURE(name);
        CHECK_FALSE(platform_of_tool(name));
    }
}
