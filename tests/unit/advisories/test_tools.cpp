#include "advisories/tools.hpp"
#include "support/catch.hpp"

using namespace govern;
using namespace govern::advisories;

namespace {

Version go(const char* text) {
    Version out;
    REQUIRE(Version::parse(text, out));
    return out;
}

/// The newest release in the table that fits; empty if none does.
std::string fitting(const char* tool, const char* version) {
    for (const auto& release : tool_releases(tool)) {
        if (release.fits(go(version))) {
            return std::string(release.version);
        }
    }
    return {};
}

} // namespace

TEST_CASE("the newest release in the tables that fits a Go") {
    const struct {
        const char* tool;
        const char* go;
        const char* version;
    } table[] = {
        {"dlv", "1.27.0", "v1.27.1"},
        {"dlv", "1.25.3", "v1.27.1"},
        {"dlv", "1.25rc1", "v1.27.0"}, // v1.27.1 needs 1.25.0
        {"dlv", "1.24.0", "v1.26.3"},
        {"dlv", "1.22.5", "v1.25.2"},
        {"dlv", "1.21.13", "v1.25.0"},
        {"dlv", "1.20.14", "v1.21.2"}, // v1.22.1 accepts it, and its go.mod does not
        {"dlv", "1.16.15", "v1.9.0"},
        {"dlv", "1.28.0", ""},
        {"gopls", "1.28.0", "v0.23.0"},
        {"gopls", "1.25.0", "v0.21.1"},
        {"gopls", "1.23.4", "v0.18.1"},
        {"gopls", "1.23.3", "v0.17.1"},
        {"gopls", "1.22.12", "v0.16.2"},
        {"gopls", "1.18.10", "v0.15.3"},
        {"staticcheck", "1.26.1", "v0.7.0"},
        {"staticcheck", "1.22.12", "v0.5.1"},
        {"staticcheck", "1.19.13", "v0.4.7"},
    };
    for (const auto& row : table) {
        INFO(row.tool << ' ' << row.go);
        CHECK(fitting(row.tool, row.go) == row.version);
    }
}

TEST_CASE("why a release does not fit") {
    const auto dlv = tool_releases("dlv").front();
    CHECK(dlv.why_unfit(go("1.28.0")) == "it accepts Go 1.25 to 1.27");
    CHECK(dlv.why_unfit(go("1.25rc1")) == "it needs Go 1.25.0");
    CHECK(dlv.why_unfit(go("1.25.0")).empty());
    CHECK(tool_releases("gofumpt").empty());
}

TEST_CASE("tools by name and by package") {
    const auto* lint = known_tool("golangci-lint");
    REQUIRE(lint != nullptr);
    CHECK(lint->package_of("v2.1.0") == "github.com/golangci/golangci-lint/v2/cmd/golangci-lint");
    CHECK(lint->package_of("v1.60.0") == "github.com/golangci/golangci-lint/cmd/golangci-lint");
    CHECK(lint->package_of("latest") == "github.com/golangci/golangci-lint/v2/cmd/golangci-lint");
    CHECK(known_tool("github.com/golangci/golangci-lint/cmd/golangci-lint") == lint);
    CHECK(known_tool("golang.org/x/tools/gopls") == known_tool("gopls"));
    CHECK(known_tool("golang.org/x/tools") == nullptr);
}

TEST_CASE("the name of a package's program is the one that go install gives") {
    CHECK(program_of("example.com/cmd/hi") == "hi");
    CHECK(program_of("example.com/lint/v3") == "lint");
    CHECK(program_of("example.com/lint/v10") == "lint");
    CHECK(program_of("example.com/lint/v99999999999999999999999") == "lint");
    for (const auto* name : {"v0", "v1", "v01", "v2x", "v"}) {
        CHECK(program_of("example.com/cmd/" + std::string(name)) == name);
    }
}

TEST_CASE("versions of modules") {
    for (const auto* good :
         {"v1.2.3", "v0.0.0-20240101000000-abcdefabcdef", "v2.0.0+incompatible", "v1.2.3-rc.1"}) {
        CHECK(is_module_version(good));
    }
    for (const auto* bad :
         {"", "v1", "v1.2", "1.2.3", "latest", "v1.2.3 x", "v1.2.3;x", "v1.2.x"}) {
        CHECK_FALSE(is_module_version(bad));
    }
    CHECK(releases_in("v1.9.0\nv1.10.0\r\nv1.11.0-rc.1\nnonsense\nv0.1.0\nv2.0.0+incompatible\n") ==
          std::vector<std::string>{"v1.10.0", "v1.9.0", "v0.1.0"});
}
