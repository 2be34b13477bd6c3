#include "base/path.hpp"
#include "project/fit.hpp"
#include "project/messages.hpp"
#include "project/truth.hpp"
#include "resolve/marker.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

using govern::Version;
using govern::project::Truth;
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
    (void)world.files->make_folders(world.dir.path("home/shims"));
    for (const char* const version : {"1.20.14", "1.21.3", "1.22.5", "1.23.4"}) {
        const auto raw = world.dir.write("home/raw", "shim");
        (void)world.files->install_program(
            raw, world.dir.path("home/shims/" + World::program("go" + std::string(version))));
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
        {"1.22.5", "", "go 1.21\ntoolchain go1.21\n", Truth::Kind::fails, "1.22.5", ""},
        {"1.22.5", "", "go 1.21\ntoolchain go1.20.3\n", Truth::Kind::fails, "1.22.5", ""},
        {"1.22.5", "", "go 1.21.3\ntoolchain go1.21.0\n", Truth::Kind::runs, "1.22.5", ""},
        {"1.21.3", "auto", "go 1.22\n", Truth::Kind::fails, "1.21.3", "go.mod line 1"}, // go1.22
        {"1.22.5", "go1.22.5 ", "go 1.21\n", Truth::Kind::fails, "1.22.5", "GOTOOLCHAIN=go1.22.5 "},
        {"1.22.5", "go2", "go 1.21\n", Truth::Kind::fails, "1.22.5", "GOTOOLCHAIN=go2"},
        {"1.22.5", "", "go 2\n", Truth::Kind::fails, "1.22.5", "go.mod line 1"},
        {"1.22.5", "go1.20.0", "go 1.20\n", Truth::Kind::fails, "1.22.5", "GOTOOLCHAIN=go1.20.0"},
        {"1.22.5", "go1.22.5+", "go 1.21\n", Truth::Kind::fails, "1.22.5", ""},
        {"1.22.5", "", "go 1\n", Truth::Kind::fails, "1.22.5", ""},
        {"1.22.5", "go1.22.5", "go 1.26.0rc1\n", Truth::Kind::fails, "1.22.5", ""},
        {"1.22.5", "", "exclude (\n\tgo v1.99.0\n)\n", Truth::Kind::runs, "1.22.5", ""},
        {"1.22.5", "", "\xC2\xA0go 1.23.4\n", Truth::Kind::switches, "1.23.4", "go.mod line 1"},
        {"1.22.5", "", "go 1.22\ngo 1.22\n", Truth::Kind::fails, "1.22.5", ""},
        {"1.22.5", "go1.20.14", "go 1.21\n", Truth::Kind::switches, "1.20.14",
         "GOTOOLCHAIN=go1.20.14"},
        {"1.20.14", "", "go latest\n", Truth::Kind::fails, "1.20.14", ""},
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
        const auto truth = govern::project::truth_of(world.question, world.decision());
        CHECK(truth.kind == row.kind);
        CHECK(truth.version.text() == row.version);
        CHECK(truth.because == row.because);
        CHECK(truth.failure.has_value() == (row.kind == Truth::Kind::fails));
    }
}

TEST_CASE("a GOTOOLCHAIN=local without which Go would switch is named with its place") {
    World world;
    make_sdks(world);
    const auto goenv = world.dir.write("goenv", "GOFLAGS=-v\nGOTOOLCHAIN=local\n");
    const auto held = [&](const char* variable, const std::string& file, const char* go_mod) {
        world.environment.set("GOTOOLCHAIN", variable);
        world.environment.set("GOENV", file);
        world.write("go.mod", go_mod);
        world.choose({}, "go1.22.5");
        world.decision().folder = world.project;
        const auto truth = govern::project::truth_of(world.question, world.decision());
        return truth.held ? truth.held->setting + ", " + truth.held->place + ": not " +
                                truth.held->version + " of " + truth.held->because
                          : std::string();
    };
    const auto* const newer = "go 1.21\ntoolchain go1.23.4\n";
    CHECK(held("local", "off", newer) ==
          "GOTOOLCHAIN=local, the environment: not 1.23.4 of go.mod line 2");
    CHECK(held("", goenv, newer) ==
          "GOTOOLCHAIN=local, " + goenv + " line 2: not 1.23.4 of go.mod line 2");
    CHECK(held("local", "off", "go 1.21\n") == "");
    CHECK(held("local", "off", "go 1.23\ntoolchain default\n") == "");
    CHECK(held("auto", goenv, newer) == "");
    const auto sdk = "home/sdks/go1.22.5." + World::platform() + "/go.env";
    world.dir.write(sdk, "# a distribution's\nGOTOOLCHAIN=local\n");
    CHECK(held("", "off", "go 1.23.4\n") == "GOTOOLCHAIN=local, " +
                                                govern::path::normalize(world.dir.path(sdk)) +
                                                " line 2: not 1.23.4 of go.mod line 1");
    // A pin's own is not the user's.
    world.write(".go-version", "1.22.5\n");
    CHECK_FALSE(world.truth().held);
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
    const govern::project::OsVersion modern{"linux", {6, 1}};
    const struct {
        const char* go_mod;
        const char* flags;
        const char* version;
        std::vector<std::string> codes;
    } table[] = {
        {"go 1.22\n", "", "1.22.5", {}},
        {"go 1.22\n", "", "1.21.3", {"project-needs-newer"}},
        {"go 1.22\n", "", "1.20.14", {"project-needs-newer"}},
        {"go 1.21\n", "", "1.20.14", {}},
        {"go 1.22\n", "", "1.20.11", {}}, // tries what may not compile
        {"go 1.22.1\n", "", "1.20.14", {"project-unreadable"}},
        {"go 1.20\ntoolchain go1.22.5\n", "", "1.20.14", {"project-unreadable"}},
        {"go 1.21.0\ntoolchain go1.22.5\n", "", "1.20.14", {"project-unreadable"}},
        {"go 1.20\ntoolchain go1.22.5\n", "", "1.21.3", {}},
        {"go 1.21\ngodebug default=go1.21\n", "", "1.22.5", {"project-unreadable"}},
        {"go 1.21\ntool (\n\tx/y\n)\n", "", "1.23.4", {"project-unreadable"}},
        {"go 1.21\nrequire (\n\ttool v1.0.0\n)\n", "", "1.23.4", {}},
        {"go 1.11\n", "-buildvcs=false -trimpath", "1.17.13", {"goflags-unknown"}},
        {"go 1.11\n", "-buildvcs=false -trimpath", "1.18", {}},
        {"go 1.11\n", "'-fullpath'", "1.20.14", {"goflags-unknown"}},
        {"go 1.11\n", "nonsense", "1.22.5", {"would-fail-go-setting"}},
    };
    for (const auto& row : table) {
        INFO(row.go_mod << " " << row.flags << " " << row.version);
        world.write("go.mod", row.go_mod);
        world.environment.set("GOFLAGS", row.flags);
        const auto found =
            govern::project::misfits(version(row.version), world.project,
                                     govern::project::variables_of(world.environment), modern);
        CHECK(codes(found) == row.codes);
    }
    world.environment.set("GOFLAGS", "");
    world.write("go.mod", "go 1.11\n");
    const auto on = [&](const char* os, int major, int minor, const char* text) {
        return codes(govern::project::misfits(version(text), world.project,
                                              govern::project::variables_of(world.environment),
                                              {os, {major, minor}}));
    };
    const std::vector<std::string> none;
    const std::vector<std::string> too_old{"os-too-old"};
    CHECK(on("windows", 6, 1, "1.21.0") == too_old);
    CHECK(on("windows", 6, 1, "1.20.14") == none);
    CHECK(on("windows", 10, 0, "1.27.0") == none);
    CHECK(on("darwin", 11, 7, "1.25.0") == too_old);
    CHECK(on("darwin", 11, 7, "1.24.0") == none);
    CHECK(on("linux", 2, 6, "1.24.0") == too_old);
    CHECK(on("linux", 0, 0, "1.24.0") == none);
}

TEST_CASE("the hint for an old Go takes away what it cannot read") {
    World world;
    world.write("go.mod", "module m\ngo 1.21.0\ntoolchain go1.22.5\n");
    const auto found = govern::project::misfits(version("1.20.14"), world.project,
                                                govern::project::variables_of(world.environment),
                                                {"linux", {6, 1}});
    REQUIRE(found.size() == 1);
    CHECK(govern::render(found[0]).hints ==
          std::vector<std::string>{"go +latest mod edit -go=1.20 -toolchain=none"});
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
    for (const char* const flags : {"-modcacherw", "-modfile=alt.mod -modfile=go.mod"}) {
        world.environment.set("GOFLAGS", flags);
        CHECK(failure_of(world).empty());
    }
    for (const char* const flags : {"-modfile=none.mod", "-modfile=alt", "-mod=nonsense"}) {
        world.environment.set("GOFLAGS", flags);
        CHECK(failure_of(world).find("would-fail-go-setting: would fail: GOFLAGS=-mod") == 0);
    }
    world.environment.set("GO111MODULE", "off");
    world.environment.set("GOFLAGS", "-modfile=go.mod");
    CHECK(failure_of(world).ends_with("Go takes it only where it uses modules"));
    world.environment.set("GOFLAGS", "-modfile=go.mod -mod=mod");
    CHECK(failure_of(world).empty());
    world.environment.unset("GO111MODULE");
    world.environment.set("GOFLAGS", "-modfile=go.mod");
    world.write("go.work", "go 1.20\nuse .\n");
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
          "would-fail-go-setting: would fail: GOWORK=x.work: it is not an absolute path");
    world.environment.set("GO111MODULE", "off");
    CHECK(failure_of(world).find(": it is not an absolute path") != std::string::npos);
    world.environment.unset("GO111MODULE");
    world.environment.set("GOWORK", world.dir.path("none.work"));
    CHECK(failure_of(world).find(": there is no such file") != std::string::npos);
    world.environment.set("GOWORK", world.dir.write("some.work", "go 1.20\nuse ./project\n"));
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
    for (const char* const mode : {"auto", "off"}) {
        INFO(mode);
        world.environment.set("GO111MODULE", mode);
        CHECK(world.truth().kind == Truth::Kind::runs);
        CHECK(world.truth().version.text() == "1.22.5");
    }
    world.environment.set("GO111MODULE", "nonsense");
    CHECK(failure_of(world) ==
          "would-fail-go-setting: would fail: GO111MODULE=nonsense: Go knows on, off and auto");
    world.environment.set("GO111MODULE", "auto");
    world.write("go.work", "go 1.99.1\n"); // no switch, but Go builds by it
    CHECK(failure_of(world).find("would-fail: would fail: go.work line 1 needs 1.99.1") == 0);
    world.write("go.work", "go 1.20\n");
    CHECK(failure_of(world).empty());
    world.environment.set("GOWORK", "off");
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
    world.environment.set("GOENV", world.dir.write("env", "GOFLAGS=-v\n"));
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
        return codes(govern::project::misfits(version(text), world.project,
                                              govern::project::variables_of(world.environment),
                                              {"linux", {6, 1}}));
    };
    CHECK(fits("1.20.14") == std::vector<std::string>{"project-unreadable"});
    CHECK(fits("1.21.3") == std::vector<std::string>{"project-needs-newer"});
    CHECK(fits("1.22.5") == std::vector<std::string>{"would-fail-workspace"});
    world.write(".go-version", "1.20.14\n");
    CHECK(failure_of(world).find("would-not-parse: ") == 0);
    CHECK(failure_of(world).find("go.mod line 3, and ") != std::string::npos);
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
    CHECK(failure_of(world).empty()); // Go 1.20 looks at the module that it compiles
    world.folder = world.dir.path("project/m");
    CHECK(failure_of(world).find("would-fail: would fail: ") == 0);
    world.write(".go-version", "1.22.5\n");
    world.write("go.work", "go 1.22\nuse ./n\n");
    CHECK(failure_of(world).find("would-fail-not-listed: would fail: ") == 0);
    world.write("go.work", "go 1.22\nuse ./m\nuse ./gone\n");
    CHECK(failure_of(world).find("would-fail-file: would fail: ") == 0);
    world.write("go.work", "go 1.22\nuse (\n./m\n../project/m\n)\n");
    CHECK(failure_of(world).find("line 4: this module is there twice") != std::string::npos);
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
        {"go 1.22\ntoolchain default\n", "would-fail-dropped"},
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
    CHECK(failure_of(world) == "would-not-parse: would fail: Go 1.20.14 cannot read go.mod line 2, "
                               "and .go-version line 1 asks for that version");
}

TEST_CASE("a current folder that is gone") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    world.choose();
    world.decision().folder = {};
    const auto truth = govern::project::truth_of(world.question, world.decision());
    REQUIRE(truth.failure);
    CHECK(truth.failure->is(govern::msg::would_fail_no_folder));
}

namespace {

/// The hint of the one failure.
std::string way_out(World& world) {
    const auto truth = world.truth();
    REQUIRE(truth.failure);
    const auto hints = govern::render(*truth.failure).hints;
    REQUIRE(hints.size() == 1);
    return hints[0];
}

} // namespace

TEST_CASE("the hint goes by where the setting stands") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    world.write("go.mod", "module m\n\ngo 1.20\n");
    const auto goenv = world.dir.write("env", "");
    world.environment.set("GOENV", goenv);
    const struct {
        const char* name;
        const char* value;
        const char* in_file; ///< `DELETE`: the line of the file
    } table[] = {
        {"GOTOOLCHAIN", "bogus", "go env -w GOTOOLCHAIN=auto"},
        {"GOWORK", "nope", "DELETE"},
        {"GOPATH", "relative", "DELETE"},
        {"GOFLAGS", "nonsense", "go env -u GOFLAGS"},
        {"GO111MODULE", "nonsense", "go env -u GO111MODULE"},
    };
    for (const auto& row : table) {
        INFO(row.name);
        world.environment.set(row.name, row.value);
        CHECK(way_out(world) == std::string("unset ") + row.name);
        world.environment.unset(row.name);
        world.dir.write("env", std::string("A=b\n") + row.name + "=" + row.value + "\n");
        const std::string wanted = row.in_file;
        CHECK(way_out(world) == (wanted == "DELETE" ? "delete line 2 of " + goenv : wanted));
        world.dir.write("env", "");
        const auto sdk = "home/sdks/go1.22.5." + World::platform() + "/go.env";
        const auto file = world.dir.write(sdk, std::string(row.name) + "=" + row.value + "\n");
        CHECK(way_out(world).starts_with("delete line 1 of "));
        world.dir.write(sdk, "GOTOOLCHAIN=auto\n");
    }
}

TEST_CASE("the toolchain that runs keeps its whole name") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    world.put_on_path("extra", "go1.23.4-custom", "a Go of one's own");
    world.write("go.mod", "go 1.21\n");
    world.environment.set("GOTOOLCHAIN", "go1.23.4-custom");
    CHECK(world.truth().go_version == "go1.23.4-custom");
    CHECK(world.truth().shown() == "1.23.4-custom");
    CHECK(world.truth().text() == "1.23.4");
    CHECK(world.truth().kind == Truth::Kind::switches);
    world.environment.set("GOTOOLCHAIN", "go1.23.4-other");
    CHECK(world.truth().kind == Truth::Kind::downloads);
    world.environment.set("GOTOOLCHAIN", "go1.20.14");
    CHECK(world.truth().shown() == "1.20.14");
}

TEST_CASE("a toolchain is looked up on PATH as Go does it") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    world.write("go.mod", "go 1.21\n");
    world.environment.set("GOTOOLCHAIN", "go1.24.1");
    world.put_on_path(
        "other/shims", "go1.24.1",
        std::string(govern::resolve::k_shim_marker, govern::resolve::k_shim_marker_size));
    CHECK(world.truth().kind == Truth::Kind::downloads); // that home has no such SDK
    const auto id = "go1.24.1." + World::platform();
    world.dir.write("other/receipts/" + id + ".json", "{}");
    world.dir.write("other/sdks/" + id + "/" + World::program("bin/go"), "go");
    CHECK(world.truth().kind == Truth::Kind::switches);
    // A program in a relative entry ends the look-up.
    const auto path = world.environment.raw("PATH").value_or("");
    const std::string separator(1, govern::path::k_list_separator);
    (void)world.files->install_program(world.dir.write("raw", "x"),
                                       world.write(World::program("go1.24.1"), ""));
    for (const auto* const entry : {"", "."}) {
        world.environment.set("PATH", entry + separator + path);
        CHECK(world.truth().kind == Truth::Kind::downloads);
    }
    world.environment.set("PATH", path + separator + ".");
    CHECK(world.truth().kind == Truth::Kind::switches);
}

TEST_CASE("a go line far down counts, as Go reads the whole file") {
    World world;
    make_sdks(world);
    world.set_default("1.22.5\n");
    std::string text = "module m\n";
    for (int i = 0; i < 6000; i++) {
        text += "// a line of a comment, many of them\n";
    }
    world.write("go.mod", text + "go 1.23.4\n");
    CHECK(world.truth().version.text() == "1.23.4");
}
