#include "project/fit.hpp"
#include "project/messages.hpp"
#include "project/truth.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

using govern::test::World;

namespace {

std::string sdk(const std::string& version) {
    return "home/sdks/go" + version + "." + World::platform() + "/";
}

/// What Go stops at; empty if it does not.
std::string problem(World& world) {
    const auto truth = world.truth();
    return truth.failure ? govern::render(*truth.failure).text : "";
}

} // namespace

TEST_CASE("values that the Go which runs does not know") {
    World world;
    for (const char* const version : {"1.16.15", "1.20.14", "1.22.5", "1.26.1", "1.28.0"}) {
        world.install(std::string(version));
    }
    world.write("go.mod", "module m\n");
    const struct {
        const char* version;
        const char* name;
        const char* value;
        const char* why; ///< empty: Go takes it
    } table[] = {
        {"1.26.1", "GOEXPERIMENT", "foo", "Go 1.26.1 has no experiment 'foo'"},
        {"1.26.1", "GOEXPERIMENT", "none,nofoo", "Go 1.26.1 has no experiment 'foo'"},
        {"1.26.1", "GOEXPERIMENT", "nojsonv2,,noregabi", ""},
        {"1.26.1", "GOEXPERIMENT", "none", ""},
        {"1.26.1", "GOEXPERIMENT", "nonone", "Go 1.26.1 has no experiment 'none'"},
        {"1.20.14", "GOEXPERIMENT", "loopvar",
         "Go 1.20.14 has no experiment 'loopvar'; it came with Go 1.21"},
        {"1.26.1", "GOEXPERIMENT", "rangefunc",
         "Go 1.26.1 has no experiment 'rangefunc'; Go 1.25 was the last that knew it"},
        {"1.16.15", "GOEXPERIMENT", "foo", ""}, // of make.bash alone
        {"1.28.0", "GOEXPERIMENT", "foo", ""},  // newer than the table
        {"1.22.5", "GOAMD64", "v5", "Go 1.22.5 knows v1, v2, v3, v4"},
        {"1.22.5", "GOAMD64", "v3", ""},
        {"1.26.1", "GOAMD64", "v5", ""}, // a good GOARM64 hides it
        {"1.20.14", "GOARM", "7,softfloat", "Go 1.20.14 knows 5, 6, 7"},
        {"1.22.5", "GOARM", "7,softfloat", ""},
        {"1.22.5", "GOARM64", "x", ""},
        {"1.26.1", "GOARM64", "v8.1,lse,crypto", ""},
        {"1.26.1", "GOARM64", "v8.0,foo",
         "Go 1.26.1 knows v8.0, v8.1, v8.2, v8.3, v8.4, v8.5, v8.6, v8.7, v8.8, v8.9, "
         "v9.0, v9.1, v9.2, v9.3, v9.4, v9.5"},
        {"1.26.1", "GOWASM", "satconv,x", "Go 1.26.1 knows satconv, signext"},
        {"1.26.1", "GOMIPS", "x", "Go 1.26.1 knows hardfloat, softfloat"},
        {"1.22.5", "GO386", "x", ""}, // for GOARCH=386 alone
        {"1.26.1", "GOFIPS140", "x", "Go 1.26.1 has no such FIPS 140 module"},
        {"1.26.1", "GOFIPS140", "latest", ""},
        {"1.22.5", "GOFIPS140", "x", ""},
    };
    for (const auto& row : table) {
        INFO(row.version << ' ' << row.name << '=' << row.value);
        world.set_default(std::string(row.version) + "\n");
        world.environment.set(row.name, row.value);
        const std::string why = row.why;
        CHECK(problem(world) == (why.empty() ? why
                                             : std::string("would fail: ") + row.name + '=' +
                                                   row.value + ": " + why));
        world.environment.unset(row.name);
    }
}

TEST_CASE("a value in the GOENV file counts for its own GOARCH") {
    World world;
    world.install("1.22.5");
    world.set_default("1.22.5\n");
    world.write("go.mod", "module m\n");
    world.dir.write(sdk("1.22.5") + "VERSION", "go1.22.5\n");
    const auto with = [&](const std::string& lines) {
        world.environment.set("GOENV", world.dir.write("env", lines));
        return problem(world);
    };
    CHECK(with("GOOS=linux\nGOARCH=riscv64\nGOARM=8\n").empty());
    CHECK(with("GOOS=linux\nGOARCH=arm\nGOARM=8\n") ==
          "would fail: GOARM=8: Go 1.22.5 knows 5, 6, 7");
    CHECK(with("GOOS=linux\nGOARCH=mipsle\nGOMIPS=x\n") ==
          "would fail: GOMIPS=x: Go 1.22.5 knows hardfloat, softfloat");
    CHECK(with("GOOS=linux\nGOARCH=386\nGO386=387\n") ==
          "would fail: GO386=387: Go 1.22.5 knows sse2, softfloat");
    CHECK(with("GOEXPERIMENT=foo\n") ==
          "would fail: GOEXPERIMENT=foo: Go 1.22.5 has no experiment 'foo'");
    const std::string platform = World::platform();
    const auto arch = platform.substr(platform.rfind('-') + 1);
    if (arch == "amd64") { // the SDK's own
        CHECK(with("GOAMD64=v5\n") == "would fail: GOAMD64=v5: Go 1.22.5 knows v1, v2, v3, v4");
    }
}

TEST_CASE("GOFIPS140 names what the SDK has") {
    World world;
    world.install("1.26.1");
    world.set_default("1.26.1\n");
    world.write("go.mod", "module m\n");
    world.dir.write(sdk("1.26.1") + "VERSION", "go1.26.1\n");
    world.dir.write(sdk("1.26.1") + "lib/fips140/v1.0.0.zip", "PK");
    world.dir.write(sdk("1.26.1") + "lib/fips140/inprocess.txt", "v1.0.0\n");
    const auto fits = [&](const std::string& goroot) {
        govern::Version version;
        REQUIRE(govern::Version::parse("1.26.1", version));
        return govern::project::misfits(version, world.project,
                                        govern::project::variables_of(world.environment),
                                        {"linux", {6, 1}}, {}, goroot)
            .empty();
    };
    for (const char* const good : {"v1.0.0", "inprocess"}) {
        world.environment.set("GOFIPS140", good);
        CHECK(problem(world).empty());
        CHECK(fits(world.dir.path(sdk("1.26.1").substr(0, sdk("1.26.1").size() - 1))));
    }
    world.environment.set("GOFIPS140", "v1.9.9");
    CHECK(problem(world) == "would fail: GOFIPS140=v1.9.9: Go 1.26.1 has no such FIPS 140 module");
    CHECK_FALSE(fits(world.dir.path(sdk("1.26.1").substr(0, sdk("1.26.1").size() - 1))));
    CHECK(fits("")); // not here yet
    for (const char* const bad : {"../x", "x"}) {
        world.environment.set("GOFIPS140", bad);
        CHECK_FALSE(problem(world).empty());
        CHECK_FALSE(fits(""));
    }
}

TEST_CASE("a cache that Go cannot use") {
    World world;
    world.install({"1.23.4", "1.24.1"});
    world.write("go.mod", "module m\n");
    const bool xdg = govern::project::GoSettings::has_xdg();
    for (const std::string version : {"1.23.4", "1.24.1"}) {
        world.set_default(version + "\n");
        world.environment.set("GOCACHE", "off");
        CHECK(problem(world) == "would fail: GOCACHE=off: Go builds nothing without its cache");
        world.environment.set("GOCACHE", "cache");
        CHECK(problem(world) == "would fail: GOCACHE=cache: it is not an absolute path");
        world.environment.unset("GOCACHE");
        world.environment.set("XDG_CACHE_HOME", "cache");
        CHECK(problem(world) ==
              (xdg && version == "1.24.1"
                   ? "would fail: XDG_CACHE_HOME=cache: it is not an absolute path"
                   : ""));
        world.environment.set("GOCACHE", world.dir.path("cache"));
        CHECK(problem(world).empty());
        world.environment.unset("XDG_CACHE_HOME");
        world.environment.unset("GOCACHE");
    }
}

TEST_CASE("no folder for the cache") {
    World world;
    world.install({"1.11.13", "1.20.14", "1.26.1"});
    world.write("go.mod", "module m\n");
    world.set_default("1.26.1\n");
    CHECK(problem(world).empty());
    world.environment.unset(govern::path::k_windows ? "LocalAppData" : "HOME");
    const auto said = problem(world);
    CHECK(said.find("would fail: Go finds no folder for its cache: ") == 0);
    world.set_default("1.20.14\n");
    CHECK(problem(world) == said);
    world.set_default("1.11.13\n");
    CHECK(problem(world).empty());
    world.set_default("1.20.14\n");
    if (govern::project::GoSettings::has_xdg()) {
        world.environment.set("XDG_CACHE_HOME", world.dir.path("cache"));
        CHECK(problem(world).empty());
        world.environment.unset("XDG_CACHE_HOME");
    }
    world.environment.set("GOCACHE", world.dir.path("cache"));
    CHECK(problem(world).empty());
}
