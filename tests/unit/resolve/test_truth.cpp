#include "resolve/truth.hpp"

#include "base/messages/resolve.hpp"
#include "resolve/fit.hpp"
#include "support/catch.hpp"
#include "world.hpp"

using govern::Version;
using govern::resolve::Truth;
using govern::test::World;

namespace {

void make_sdks(World& world) {
    for (const char* const version : {"1.20.14", "1.21.3", "1.22.5", "1.23.4"}) {
        world.install(std::string(version));
        if (std::string_view(version) != "1.20.14") {
            world.dir.write("home/sdks/go" + std::string(version) + "." + World::platform() +
                                "/go.env",
                            "# defaults\nGOTOOLCHAIN=auto\n");
        }
    }
    world.environment.set("PATH", world.dir.path("home/shims"));
    for (const char* const version : {"1.20.14", "1.21.3", "1.22.5", "1.23.4"}) {
        world.dir.write("home/shims/" + World::program("go" + std::string(version)), "shim");
    }
}

std::vector<std::string> codes(const std::vector<govern::Message>& messages) {
    std::vector<std::string> out;
    for (const auto& message : messages) {
        out.emplace_back(message.spec().code);
    }
    return out;
}

Version version(std::string_view text) {
    Version out;
    REQUIRE(Version::parse(text, out));
    return out;
}

} // namespace

TEST_CASE("what Go ends up running") {
    World world;
    make_sdks(world);
    const struct {
        const char* base;
        const char* toolchain;
        const char* go_mod;
        Truth::Kind kind;
        const char* version;
        const char* because;
    } table[] = {
        {"1.22.5", "", "go 1.21\n", Truth::Kind::runs, "1.22.5", ""},
        {"1.22.5", "", "go 1.21\ntoolchain go1.23.4\n", Truth::Kind::switches, "1.23.4",
         "go.mod line 2"},
        {"1.22.5", "", "go 1.23.4\n", Truth::Kind::switches, "1.23.4", "go.mod line 1"},
        {"1.22.5", "", "go 1.23\n", Truth::Kind::downloads, "1.23.0", "go.mod line 1"},
        {"1.22.5", "", "go 1.25\ntoolchain default\n", Truth::Kind::fails, "1.22.5", ""},
        {"1.22.5", "local", "go 1.21\ntoolchain go1.23.4\n", Truth::Kind::runs, "1.22.5", ""},
        {"1.22.5", "local", "go 1.23\n", Truth::Kind::fails, "1.22.5", ""},
        {"1.22.5", "go1.21.3", "go 1.21\n", Truth::Kind::switches, "1.21.3",
         "GOTOOLCHAIN=go1.21.3"},
        {"1.22.5", "go1.21.3", "go 1.22\n", Truth::Kind::fails, "1.21.3", "GOTOOLCHAIN=go1.21.3"},
        {"1.22.5", "go1.21.3+auto", "go 1.23.4\n", Truth::Kind::switches, "1.23.4",
         "go.mod line 1"},
        {"1.22.5", "path", "go 1.24\n", Truth::Kind::fails, "1.22.5", "go.mod line 1"},
        {"1.22.5", "go1.25", "go 1.21\n", Truth::Kind::fails, "1.22.5",
         "GOTOOLCHAIN=go1.25"}, // no release
        {"1.22.5", "go1.25+path", "go 1.21\n", Truth::Kind::fails, "1.22.5",
         "GOTOOLCHAIN=go1.25+path"},
        {"1.22.5", "go1.20", "go 1.20\n", Truth::Kind::downloads, "1.20", "GOTOOLCHAIN=go1.20"},
        {"1.22.5", "", "go 1.21\ntoolchain go1.24\n", Truth::Kind::fails, "1.22.5",
         "go.mod line 2"},
        {"1.22.5", "nonsense", "go 1.21\n", Truth::Kind::fails, "1.22.5", ""},
        {"1.22.5", "auto+path", "go 1.21\n", Truth::Kind::fails, "1.22.5", ""},
        {"1.20.14", "go1.22.5", "go 1.20\n", Truth::Kind::runs, "1.20.14", ""},
        {"1.20.14", "", "go 1.21\n", Truth::Kind::runs, "1.20.14", ""},
        {"1.20.14", "", "go 1.22\n", Truth::Kind::fails, "1.20.14",
         ""}, // "cannot compile Go 1.22 code"
        {"1.20.14", "", "go 1.20\ntoolchain go1.22.5\n", Truth::Kind::fails, "1.20.14", ""},
        {"1.20.14", "", "go 1.21.0\n", Truth::Kind::fails, "1.20.14", ""},
    };
    for (const auto& row : table) {
        INFO(row.base << " " << row.toolchain << " " << row.go_mod);
        world.environment.set("GOTOOLCHAIN", row.toolchain);
        world.write("go.mod", row.go_mod);
        world.choose({}, "go" + std::string(row.base)); // as called by name: no marker, no pin
        world.decision().folder = world.project;
        const auto truth = govern::resolve::truth_of(world.question, world.decision());
        CHECK(truth.kind == row.kind);
        CHECK(truth.version.text() == row.version);
        CHECK(truth.because == row.because);
        CHECK(truth.failure.has_value() == (row.kind == Truth::Kind::fails));
    }
}

TEST_CASE("a pin below the go line would fail, and both lines are named") {
    World world;
    make_sdks(world);
    world.write("go.mod", "module m\n\ngo 1.23\n");
    world.write(".go-version", "1.22.5\n");
    const auto truth = world.truth();
    REQUIRE(truth.kind == Truth::Kind::fails);
    CHECK(govern::render(*truth.failure).text ==
          "would fail: go.mod line 3 needs 1.23, .go-version line 1 pins 1.22.5");
    CHECK(truth.setting == "local");
}

TEST_CASE("fit: what stands against building the project with a version") {
    World world;
    const govern::resolve::OsVersion modern{"linux", {6, 1}};
    const struct {
        const char* go_mod;
        const char* flags;
        const char* version;
        std::vector<std::string> codes;
    } table[] = {
        {"go 1.22\n", "", "1.22.5", {}},
        {"go 1.22\n", "", "1.21.3", {"project-needs-newer"}},
        {"go 1.22\n", "", "1.20.14", {"project-needs-newer"}},
        {"go 1.22.1\n", "", "1.20.14", {"project-unreadable"}},
        {"go 1.20\ntoolchain go1.22.5\n", "", "1.20.14", {"project-unreadable"}},
        {"go 1.21.0\ntoolchain go1.22.5\n", "", "1.20.14", {"project-unreadable"}},
        {"go 1.20\ntoolchain go1.22.5\n", "", "1.21.3", {}},
        {"go 1.21\ngodebug default=go1.21\n", "", "1.22.5", {"project-unreadable"}},
        {"go 1.21\ntool (\n\tx/y\n)\n", "", "1.23.4", {"project-unreadable"}},
        {"go 1.21\nrequire (\n\ttool v1.0.0\n)\n", "", "1.23.4", {}},
        {"go 1.11\n", "-buildvcs=false -trimpath", "1.17.13", {"goflags-unknown"}},
        {"go 1.11\n", "-buildvcs=false -trimpath", "1.18", {}},
        {"go 1.11\n", "'-pgo=off'", "1.19.13", {"goflags-unknown"}},
    };
    for (const auto& row : table) {
        INFO(row.go_mod << " " << row.flags << " " << row.version);
        world.write("go.mod", row.go_mod);
        world.environment.set("GOFLAGS", row.flags);
        const auto found =
            govern::resolve::misfits(version(row.version), world.project,
                                     govern::resolve::variables_of(world.environment), modern);
        CHECK(codes(found) == row.codes);
    }
    world.environment.set("GOFLAGS", "");
    world.write("go.mod", "go 1.11\n");
    const auto on = [&](const char* os, int major, int minor, const char* text) {
        return codes(govern::resolve::misfits(version(text), world.project,
                                              govern::resolve::variables_of(world.environment),
                                              {os, {major, minor}}))
            .size();
    };
    CHECK(on("windows", 6, 1, "1.21.0") == 1);
    CHECK(on("windows", 6, 1, "1.20.14") == 0);
    CHECK(on("windows", 10, 0, "1.27.0") == 0);
    CHECK(on("darwin", 11, 7, "1.25.0") == 1);
    CHECK(on("darwin", 11, 7, "1.24.0") == 0);
    CHECK(on("linux", 2, 6, "1.24.0") == 1);
    CHECK(on("linux", 0, 0, "1.24.0") == 0);
}

TEST_CASE("the hint for an old Go takes away what it cannot read") {
    World world;
    world.write("go.mod", "module m\ngo 1.21.0\ntoolchain go1.22.5\n");
    const auto found = govern::resolve::misfits(version("1.20.14"), world.project,
                                                govern::resolve::variables_of(world.environment),
                                                {"linux", {6, 1}});
    REQUIRE(found.size() == 1);
    CHECK(govern::render(found[0]).hints ==
          std::vector<std::string>{"go mod edit -go=1.20 -toolchain=none"});
}

namespace {

/// What Go would fail by under a default of 1.22.5, as code and text; nothing where it runs.
std::string failure_of(World& world) {
    const auto truth = world.truth();
    CHECK(truth.failure.has_value() == (truth.kind == Truth::Kind::fails));
    return truth.failure ? std::string(truth.failure->spec().code) + ": " +
                               govern::render(*truth.failure).text
                         : "";
}

} // namespace

TEST_CASE("-modfile counts for what Go builds with, not for what it switches by") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    world.environment.set("GOFLAGS", "-modfile=alt.mod");
    world.write("go.mod", "go 1.23\n");
    world.write("alt.mod", "go 1.20\n");
    CHECK(world.truth().version.text() == "1.23.4");
    CHECK(failure_of(world).empty());
    world.write("go.mod", "go 1.20\n");
    world.write("alt.mod", "module m\ngo 1.99\n");
    CHECK(world.truth().version.text() == "1.22.5");
    CHECK(failure_of(world).find("would-fail: would fail: alt.mod line 2 needs 1.99, ") == 0);
    for (const char* const flags :
         {"-v --modfile=alt.mod -x", "'-modfile=alt.mod'", "-tags=a \"-modfile=alt.mod\"",
          "-modfile=go.mod -modfile=alt.mod"}) {
        world.environment.set("GOFLAGS", flags);
        CHECK(failure_of(world).find("alt.mod line 2") != std::string::npos);
    }
    for (const char* const flags : {"-modfiles=alt.mod", "-modfile=alt.mod -modfile=go.mod"}) {
        world.environment.set("GOFLAGS", flags);
        CHECK(failure_of(world).empty());
    }
    world.environment.set("GOFLAGS", "-modfile=go.mod");
    world.write("go.work", "go 1.20\n");
    CHECK(failure_of(world).find("would-fail-go-setting: would fail: GOFLAGS=-modfile=go.mod: ") ==
          0);
}

TEST_CASE("a GOWORK that Go refuses") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    world.write("go.mod", "go 1.20\n");
    world.environment.set("GOWORK", "x.work");
    CHECK(failure_of(world) ==
          "would-fail-go-setting: would fail: GOWORK=x.work: it is no absolute path");
    world.environment.set("GOWORK", world.dir.path("none.work"));
    CHECK(failure_of(world).find(": there is no such file") != std::string::npos);
    world.environment.set("GOWORK", world.dir.write("some.work", "go 1.20\n"));
    CHECK(failure_of(world).empty());
    world.environment.set("GOWORK", "off");
    CHECK(failure_of(world).empty());
}

TEST_CASE("without modules Go looks at neither GOTOOLCHAIN nor go.mod") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    world.environment.set("GOTOOLCHAIN", "go1.21.3");
    CHECK(world.truth().version.text() == "1.21.3");
    for (const char* const mode : {"auto", "off", "nonsense"}) {
        INFO(mode);
        world.environment.set("GO111MODULE", mode);
        CHECK(world.truth().kind == Truth::Kind::runs);
        CHECK(world.truth().version.text() == "1.22.5");
    }
    world.environment.unset("GO111MODULE");
    world.environment.set("GOENV", world.dir.write("env", "GO111MODULE=off\n"));
    CHECK(world.truth().version.text() == "1.22.5");
    world.environment.set("GO111MODULE", "auto");
    world.write("go.mod", "go 1.20\n");
    CHECK(world.truth().version.text() == "1.21.3");
}

TEST_CASE("an empty GOTOOLCHAIN that `go env -w` wrote hides the SDK's own") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    world.write("go.mod", "go 1.20\ntoolchain go1.99.1\n");
    world.environment.set("GOENV", world.dir.write("env", "GOPROXY=off\n"));
    CHECK(world.truth().kind == Truth::Kind::downloads);
    world.environment.set("GOENV", world.dir.write("env", "GOTOOLCHAIN=\n"));
    CHECK(world.truth().kind == Truth::Kind::runs);
}

TEST_CASE("the modules of a workspace count too") {
    World world;
    make_sdks(world);
    world.write("go.work", "go 1.20\nuse (\n\t./m // mine\n)\nuse \"./n\"\n");
    world.write("m/go.mod", "module m\n\ngo 1.22.3\n");
    world.write("n/go.mod", "module n\n\ngo 1.20\n");
    world.write("unused/go.mod", "module u\n\ngo 1.99.3\n");
    const auto fits = [&](const char* text) {
        return codes(govern::resolve::misfits(version(text), world.project,
                                              govern::resolve::variables_of(world.environment),
                                              {"linux", {6, 1}}));
    };
    CHECK(fits("1.20.14") == std::vector<std::string>{"project-unreadable"});
    CHECK(fits("1.21.3") == std::vector<std::string>{"project-needs-newer"});
    CHECK(fits("1.22.5").empty());
    world.write(".go-version", "1.20.14\n");
    CHECK(failure_of(world).find("would-not-parse: ") == 0);
    CHECK(failure_of(world).find("go.mod line 3 holds") != std::string::npos);
    for (const char* const pin :
         {"1.21.3\n", "1.22.5\n"}) { // whichever it is: go.work has to say it
        world.write(".go-version", pin);
        const auto failure = failure_of(world);
        CHECK(failure.find("would-fail-workspace: would fail: ") == 0);
        CHECK(failure.find("go.mod line 3 needs 1.22.3, but go.work line 1 lets it have 1.20") !=
              std::string::npos);
    }
    world.write("go.work", "go 1.22.3\nuse ./m\nuse ./n\n");
    CHECK(failure_of(world).empty());
    world.write("m/go.mod", "module m\n\ngo 1.22\n");
    world.write("go.work", "go 1.20\nuse ./m\n");
    world.write(".go-version", "1.20.14\n");
    CHECK(failure_of(world).find("would-fail: would fail: ") == 0);
}

TEST_CASE("lines that the Go which runs cannot read") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    const struct {
        const char* go_mod;
        const char* code;
    } table[] = {
        {"go 1.22\ntoolchain 1.22.5\n", "would-fail-line"},
        {"go 1.22\ntoolchain default\n", ""},
        {"go 1.x\n", "would-fail-line"},
        {"go 1.22\ntool x/y\n", "would-not-parse"},
        {"go 1.22\ngodebug default=go1.21\n", "would-not-parse"},
        {"go 1.23\ngodebug default=go1.21\n", ""}, // 1.23.4 runs
    };
    for (const auto& row : table) {
        INFO(row.go_mod);
        world.write("go.mod", row.go_mod);
        const auto found = failure_of(world);
        CHECK(found.substr(0, found.find(':')) == row.code);
    }
    world.write(".go-version", "1.20.14\n");
    world.write("go.mod", "go 1.20\ntool x/y\n");
    CHECK(failure_of(world) == "would-not-parse: would fail: go.mod line 2 holds what Go 1.20.14 "
                               "cannot read, and .go-version line 1 asks for that");
}

TEST_CASE("a current folder that is gone") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    world.choose();
    world.decision().folder = {};
    const auto truth = govern::resolve::truth_of(world.question, world.decision());
    REQUIRE(truth.failure);
    CHECK(truth.failure->is(govern::msg::would_fail_no_folder));
}
