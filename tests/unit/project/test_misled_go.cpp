#include "project/messages.hpp"
#include "project/truth.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

using govern::project::Truth;
using govern::test::World;

namespace {

std::string sdk(const std::string& version) {
    return "home/sdks/go" + version + "." + World::platform();
}

void install(World& world, const std::string& version) {
    world.install(version);
    world.dir.write(sdk(version) + "/VERSION", "go" + version + "\ntime 2024-01-01T00:00:00Z\n");
    world.dir.write(sdk(version) + "/go.env", "GOPROXY=https://proxy.golang.org,direct\n"
                                              "GOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n");
}

/// What Go stops at; empty if it does not.
std::string problem(World& world) {
    const auto truth = world.truth();
    return truth.failure ? govern::render(*truth.failure).text : "";
}

std::vector<std::string> hints(World& world) {
    const auto truth = world.truth();
    return truth.failure ? govern::render(*truth.failure).hints : std::vector<std::string>();
}

} // namespace

TEST_CASE("a GOROOT in the GOENV file is another Go's, and no shim takes it away") {
    World world;
    install(world, "1.22.5");
    world.set_default("1.22.5\n");
    world.write("go.mod", "module m\n");
    const auto file = world.dir.path("goenv");
    world.environment.set("GOENV", file);
    const auto with = [&](const std::string& root) {
        world.dir.write("goenv", "GOFLAGS=-v\nGOROOT=" + root + "\n");
        return problem(world);
    };
    const auto other = world.dir.path("other");
    world.dir.write("other/VERSION", "go1.26.8");
    CHECK(with(other) ==
          "would fail: GOROOT=" + other +
              ": the compiler there is of go1.26.8, and Go 1.22.5 takes its own only");
    CHECK(hints(world) == std::vector<std::string>{"go env -u GOROOT"});
    const auto gone = world.dir.path("gone");
    CHECK(with(gone) == "would fail: GOROOT=" + gone + ": there is no such folder");
    CHECK(hints(world) == std::vector<std::string>{"delete line 2 of " + file});
    CHECK(with("other") == "would fail: GOROOT=other: there is no such folder");

    CHECK(with("").empty());
    CHECK(with(world.dir.path(sdk("1.22.5"))).empty());
    world.dir.write("copy/VERSION", "go1.22.5\n");
    CHECK(with(world.dir.path("copy")).empty());
    world.dir.write("built/README", "a Go without VERSION, as in a git folder");
    CHECK(with(world.dir.path("built")).empty());

    world.environment.set("GOROOT", world.dir.path(sdk("1.22.5"))); // of `use`: it comes first
    CHECK(with(gone).empty());
    world.environment.set("GOROOT", other); // the shim removes this one
    CHECK_FALSE(with(gone).empty());
}

TEST_CASE("Go switches by the go.env of the GOROOT that it sees") {
    World world;
    install(world, "1.22.5");
    world.set_default("1.22.5\n");
    world.write("go.mod", "go 1.23.4\n");
    world.environment.set("GOENV",
                          world.dir.write("goenv", "GOROOT=" + world.dir.path("o") + "\n"));
    world.dir.write("o/VERSION", "go1.26.8\n");
    CHECK(world.truth().kind == Truth::Kind::fails); // without go.env it does not switch
    world.dir.write("o/go.env", "GOTOOLCHAIN=auto\nGOPROXY=direct\nGOSUMDB=sum.golang.org\n");
    CHECK(world.truth().kind == Truth::Kind::downloads);
    CHECK(world.truth().text() == "1.23.4");
}

TEST_CASE("a download that Go's settings forbid does not happen") {
    World world;
    install(world, "1.22.5");
    world.set_default("1.22.5\n");
    world.write("go.mod", "go 1.27.2\n");
    world.environment.set("GOMODCACHE", world.dir.path("cache"));
    CHECK(world.truth().kind == Truth::Kind::downloads);
    const auto with = [&](const char* name, const std::string& value) {
        world.environment.set(name, value);
        return world.truth().kind != Truth::Kind::downloads;
    };
    for (const char* const bad :
         {"off", " off", "off,direct", ",", " ", "foo", "https://a,ftp://b", "ftp://a|direct"}) {
        INFO(bad);
        CHECK(with("GOPROXY", bad));
    }
    CHECK(problem(world) == "would fail: go.mod line 1 makes Go download go1.27.2, which it does "
                            "not do with GOPROXY=ftp://a|direct");
    CHECK(hints(world) == std::vector<std::string>{"govern install 1.27.2", "unset GOPROXY"});
    CHECK(govern::render(*world.truth().failure).notes ==
          std::vector<std::string>{"'ftp://a' is not a URL that Go can use"});
    for (const char* const good : {"direct", "https://a,off", "a.test|off", "localhost:8080",
                                   "HTTPS://a", "direct,foo", "file:///a,direct"}) {
        INFO(good);
        CHECK_FALSE(with("GOPROXY", good));
    }
    with("GOPROXY", "off");
    CHECK(with("GOPRIVATE", "corp.test/*,*.corp.test"));
    CHECK_FALSE(with("GOPRIVATE", "golang.org"));
    CHECK_FALSE(with("GOPRIVATE", "*"));
    CHECK(with("GONOPROXY", "corp.test"));
    world.environment.unset("GOPROXY");

    for (const char* const bad : {"off", "foo", "a b c", " ", "sum.golang.google.cn https://a"}) {
        INFO(bad);
        CHECK(with("GOSUMDB", bad));
    }
    for (const char* const good : {"sum.golang.org", "sum.golang.google.cn", "log+1a2b3c4d+abc+d",
                                   "sum.golang.org https://a"}) {
        INFO(good);
        CHECK_FALSE(with("GOSUMDB", good));
    }
    CHECK(with("GOSUMDB", "off"));
    CHECK(with("GONOSUMDB", "*")); // it does not count for toolchains
    CHECK_FALSE(with("GOPROXY", "file:///mirror"));
    CHECK(with("GOPROXY", "file:///mirror,direct"));
    world.environment.set("GOENV", world.dir.write("goenv", "GOPROXY=off\n"));
    world.environment.unset("GOPROXY");
    world.environment.unset("GONOPROXY");
    world.environment.unset("GOPRIVATE");
    world.environment.unset("GOSUMDB");
    CHECK(hints(world) == std::vector<std::string>{"govern install 1.27.2", "go env -u GOPROXY"});

    const std::string version = "v0.0.1-go1.27.2." + World::platform();
    world.dir.write("cache/golang.org/toolchain@" + version + "/VERSION", "go1.27.2\n");
    CHECK(world.truth().kind == Truth::Kind::downloads);
    world.environment.unset("GOMODCACHE");
    world.environment.set("GOPATH", world.dir.path("gopath"));
    CHECK(world.truth().kind == Truth::Kind::fails);
    world.dir.write("gopath/pkg/mod/cache/download/golang.org/toolchain/@v/" + version + ".zip",
                    "");
    CHECK(world.truth().kind == Truth::Kind::downloads);
}

TEST_CASE("godebug lines that the Go which runs does not take") {
    World world;
    install(world, "1.24.13");
    world.write(".go-version", "1.24.13\n");
    world.dir.write(sdk("1.24.13") + "/src/internal/godebugs/table.go",
                    "package godebugs\n\nvar All = []Info{\n"
                    "\t{Name: \"panicnil\", Package: \"runtime\"},\n"
                    "\t//{Name: \"multipartfiles\"},\n}\n\n"
                    "var Removed = []RemovedInfo{\n\t{Name: \"x509sha1\", Removed: 24},\n}\n");
    const auto with = [&](const std::string& lines) {
        world.write("go.mod", "module m\ngo 1.24\n" + lines);
        return problem(world);
    };
    CHECK(with("godebug default=go1.25\n") ==
          "would fail: go.mod line 3 needs 1.25, .go-version line 1 pins 1.24.13");
    CHECK(hints(world) == std::vector<std::string>{"govern pin 1.25"});
    CHECK(with("godebug (\n\tpanicnil=1\n\tdefault=go1.24.14\n)\n") ==
          "would fail: go.mod line 5 needs 1.24.14, .go-version line 1 pins 1.24.13");
    CHECK(with("godebug default=1.24\n") ==
          "would fail: go.mod line 3: default= takes a name such as go1.22");
    CHECK(with("godebug panicnil\n") == "would fail: go.mod line 3: this is not key=value");
    for (const char* const unknown : {"containermaxprocs", "multipartfiles", "x509sha1"}) {
        CHECK(with(std::string("godebug ") + unknown + "=0\n") ==
              std::string("would fail: go.mod line 3: Go 1.24.13 has no setting ") + unknown);
    }
    for (const char* const good : {"default=go1.24", "default=go1.24.13 // x", "default=go1.20",
                                   "default=go1.24rc1", "panicnil=1", "panicnil="}) {
        INFO(good);
        CHECK(with(std::string("godebug ") + good + "\n").empty());
    }
    world.write("m/go.mod", "module m\ngo 1.24\ngodebug default=go1.99\n");
    world.write("go.work", "go 1.24\nuse ./m\n");
    world.folder = world.project + "/m";
    CHECK(problem(world).empty()); // a member's do not count
    world.write("go.work", "go 1.24\nuse ./m\ngodebug default=go1.25\n");
    CHECK_FALSE(problem(world).empty());
}

TEST_CASE("a flag in GOFLAGS whose value Go does not take") {
    World world;
    install(world, "1.22.5");
    world.set_default("1.22.5\n");
    world.write("go.mod", "go 1.21\n");
    world.environment.set("GOFLAGS", "-v -trimpath=maybe");
    CHECK(problem(world) == "would fail: GOFLAGS=-trimpath=maybe: it is true or false");
    CHECK(hints(world) == std::vector<std::string>{"unset GOFLAGS"});
    world.environment.set("GO111MODULE", "off");
    CHECK_FALSE(problem(world).empty());
}

TEST_CASE("a GOOS and GOARCH that the Go which runs does not build for") {
    World world;
    world.write("go.mod", "module m\n");
    const auto with = [&](const char* version, const char* os, const char* arch) {
        world.install(std::string(version));
        world.set_default(std::string(version) + "\n");
        world.environment.set("GOOS", os);
        world.environment.set("GOARCH", arch);
        return problem(world);
    };
    CHECK(with("1.20.14", "wasip1", "wasm") ==
          "would fail: GOOS=wasip1: Go 1.20.14 does not build for wasip1/wasm; Go 1.21 is the "
          "first that does");
    CHECK(with("1.26.10", "windows", "arm") ==
          "would fail: GOARCH=arm: Go 1.26.10 does not build for windows/arm; Go 1.25 was the "
          "last that did");
    CHECK(with("1.26.10", "", "bogus").find("would fail: GOARCH=bogus: ") == 0);
    CHECK(with("1.26.10", "bogus", "").find("would fail: GOOS=bogus: ") == 0);
    CHECK(with("1.26.10", "Linux", "amd64").find("would fail: GOOS=Linux: ") == 0);
    CHECK(with("1.21.13", "wasip1", "wasm").empty());
    CHECK(with("1.25.9", "windows", "arm").empty());
    CHECK(with("1.26.10", "windows", "arm64").empty());
    CHECK(with("1.26.10", "linux", "").empty());
    CHECK(with("1.22.5", "linux", "sparc64").empty()); // unfinished, and not refused
    CHECK(with("1.99.1", "nosuch", "nosuch").empty()); // newer than the table
    world.environment.set("GOFLAGS", "-compiler=gccgo");
    CHECK(with("1.26.10", "linux", "alpha").empty());
    world.environment.unset("GOFLAGS");
    world.environment.unset("GOOS");
    world.environment.unset("GOARCH");
    world.environment.set("GOENV", world.dir.write("goenv", "GOOS=bogus\n"));
    CHECK_FALSE(problem(world).empty());
    CHECK(hints(world) == std::vector<std::string>{"go env -u GOOS"});
}

TEST_CASE("a go.mod in GOPATH stops Go before 1.22") {
    World world;
    world.install({"1.20.14", "1.21.3", "1.22.5"});
    world.write("go.mod", "module m\ngo 1.20\n");
    world.environment.set("GOPATH",
                          world.project + govern::path::k_list_separator + world.dir.path("other"));
    const auto with = [&](const char* version) {
        world.set_default(std::string(version) + "\n");
        return problem(world);
    };
    CHECK(with("1.20.14") == "would fail: Go 1.20.14 builds nothing while " + world.project +
                                 govern::resolve::native::k_separator +
                                 "go.mod exists: " + world.project + " is its GOPATH");
    CHECK_FALSE(with("1.21.3").empty());
    CHECK(with("1.22.5").empty());
    world.environment.set("GO111MODULE", "off");
    CHECK(with("1.21.3").empty());
    world.environment.set("GO111MODULE", "auto");
    CHECK_FALSE(with("1.21.3").empty());
    world.folder = world.dir.path("elsewhere");
    (void)world.files->make_folders(world.folder);
    CHECK(with("1.21.3").empty()); // without modules
    world.environment.unset("GO111MODULE");
    CHECK_FALSE(with("1.21.3").empty());
    world.environment.set("GOPATH",
                          world.dir.path("other") + govern::path::k_list_separator + world.project);
    CHECK(with("1.21.3").empty());
    world.environment.unset("GOPATH");
    world.environment.set(govern::path::k_windows ? "USERPROFILE" : "HOME", world.dir.path("user"));
    CHECK(with("1.21.3").empty());
    world.dir.write("user/go/go.mod", "module mine\n");
    CHECK_FALSE(with("1.21.3").empty());
}
