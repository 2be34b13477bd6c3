#include "support/catch.hpp"
#include "support/world.hpp"

using govern::resolve::Source;
using govern::resolve::Verdict;
using govern::test::World;

namespace {

struct Row {
    const char* go_mod;
    const char* runs;
};

} // namespace

TEST_CASE("go.mod is a floor under the default") {
    World world;
    world.install(
        {"1.19.13", "1.21.3", "1.22.1", "1.22.5", "1.23rc1", "1.23.4", "1.25.0", "1.26rc1"});
    world.set_default("1.21.3\n");
    const Row table[] = {
        {"module m\n", "1.21.3"},
        {"go 1.19\n", "1.21.3"},
        {"go 1.21\n", "1.21.3"}, // a language version is met by any patch
        {"go 1.21.3\n", "1.21.3"},
        {"go 1.21.9\n", "1.25.0"}, // no such patch here: the newest above
        {"go 1.22\n", "1.22.5"},   // the newest patch of the floor's own line
        {"go 1.22.2\n", "1.22.5"},
        {"go 1.22.6\n", "1.25.0"},
        {"go 1.24\n", "1.25.0"},
        {"go 1.26\n", "1.21.3"},                     // nothing meets it: Go itself complains
        {"go 1.21\ntoolchain go1.22.1\n", "1.22.1"}, // named, so not the newest patch
        {"go 1.21\ntoolchain go1.22.1-corp\n", "1.22.1"},
        {"go 1.21\ntoolchain go1.22.2\n", "1.22.5"},
        {"go 1.23\ntoolchain go1.22.1\n", "1.23.4"}, // the go line asks for more
        {"go 1.25\ntoolchain default\n", "1.21.3"},
        {"go 1.25\ntoolchain nonsense\n", "1.25.0"},
        {"go 1.23rc1\n", "1.23.4"},
        {"go 1.21\ntoolchain go1.23rc1\n", "1.23rc1"},
        {"go 1.26rc1\n", "1.26rc1"}, // a candidate only where it is named
        {"go 1.26rc2\n", "1.21.3"},
        {"go nonsense\n", "1.21.3"},
        {"go\t1.22 // comment\n", "1.22.5"},
        {"  go 1.22  \r\n", "1.22.5"},
        {"gopher 1.25\n", "1.21.3"},
        {"go 1.19\ngo 1.25\n", "1.21.3"}, // the first line counts
    };
    for (const auto& row : table) {
        INFO(row.go_mod);
        world.write("go.mod", row.go_mod);
        CHECK(world.runs() == row.runs);
        CHECK_FALSE(world.decision().pinned);
    }
}

TEST_CASE("the floor never lowers and never competes with a pin") {
    World world;
    world.install({"1.21.3", "1.22.5", "1.25.0"});
    world.set_default("1.25.0\n");
    world.write("go.mod", "go 1.22\ntoolchain go1.22.5\n");
    CHECK(world.runs() == "1.25.0");
    CHECK(world.decision().candidates[1].verdict == Verdict::met);
    world.write(".go-version", "1.21.3\n");
    CHECK(world.runs() == "1.21.3");
}

TEST_CASE("a default that is not there still gives way to a floor above it") {
    World world;
    world.install({"1.23.4"});
    world.set_default("1.22.5\n");
    world.write("go.mod", "go 1.23\n");
    CHECK(world.runs() == "1.23.4");
    world.write("go.mod", "go 1.22\n");
    CHECK(world.runs() == "wanted-not-installed");
}

TEST_CASE("system as the default knows no floor") {
    World world;
    world.install({"1.23.4"});
    world.put_on_path("usr", "go", "real");
    world.set_default("system\n");
    world.write("go.mod", "go 1.23\n");
    CHECK(world.runs() == "system");
}

TEST_CASE("without a default go.mod chooses") {
    World world;
    world.install({"1.21.3", "1.22.1", "1.22.5", "1.26rc1"});
    const Row table[] = {
        {"go 1.22\n", "1.22.5"},
        {"go 1.22.1\n", "1.22.5"},
        {"go 1.21\ntoolchain go1.22.1\n", "1.22.1"},
        {"go 1.21\ntoolchain default\n", "1.21.3"},
        {"go 1.26rc1\n", "1.26rc1"},
        {"go 1.26\n", "wanted-not-installed"},
        {"go 1.22.9\n", "wanted-not-installed"},
        {"go 1.20\n", "wanted-not-installed"},
        {"go 1.21\ntoolchain go1.22.2\n", "wanted-not-installed"},
        {"module m\n", "no-version-chosen"},
    };
    for (const auto& row : table) {
        INFO(row.go_mod);
        world.write("go.mod", row.go_mod);
        CHECK(world.runs() == row.runs);
    }
    world.write("go.mod", "module m\n\ngo 1.20\n");
    world.runs();
    CHECK(govern::project::to_error(world.decision()).fact("install") == "1.20");
    world.put_on_path("usr", "go", "real");
    CHECK(world.runs() == "system");
}

TEST_CASE("the file that Go would read is the floor") {
    World world;
    world.install({"1.20", "1.22.5", "1.23.4", "1.24.0"});
    world.set_default("1.20.0\n");
    world.write("go.mod", "go 1.22\n");
    world.write("sub/deep/x", "");
    world.folder = world.dir.path("project/sub/deep");
    CHECK(world.runs() == "1.22.5");
    SECTION("go.work wins over go.mod, wherever it is") {
        world.dir.write("go.work", "go 1.23\nuse ./project\n");
        CHECK(world.runs() == "1.23.4");
        CHECK(world.decision().decider->source == Source::go_line);
        world.environment.set("GOWORK", "off");
        CHECK(world.runs() == "1.22.5");
        world.environment.set("GOWORK", "auto");
        CHECK(world.runs() == "1.23.4");
    }
    SECTION("GOWORK names a file") {
        world.environment.set("GOWORK", world.dir.write("other/x.work", "go 1.24\n"));
        CHECK(world.runs() == "1.24.0");
        world.environment.set("GOWORK", world.dir.path("other/not-yet.work"));
        CHECK(world.runs() == "1.22.5");
        world.environment.set("GOWORK", "relative.work");
        CHECK(world.runs() == "1.22.5");
    }
    SECTION("Go does not ask the file of -modfile for its toolchain") {
        world.write("sub/deep/other.mod", "go 1.24\n");
        world.environment.set("GOFLAGS", "-modfile=other.mod");
        CHECK(world.runs() == "1.22.5");
    }
    SECTION("GO111MODULE=off reads none") {
        world.environment.set("GO111MODULE", "off");
        CHECK(world.runs() == "1.20");
        world.environment.set("GO111MODULE", "auto");
        CHECK(world.runs() == "1.22.5");
    }
    SECTION("settings come from the GOENV file too, the environment first") {
        world.dir.write("go.work", "go 1.23\nuse ./project\n");
        world.environment.set("GOENV", world.dir.write("goenv", "GOWORK=auto\nGOWORK=off\n"));
        CHECK(world.runs() == "1.22.5");
        world.environment.set("GOWORK", "auto");
        CHECK(world.runs() == "1.23.4");
    }
    SECTION("a go.mod in the temporary folder itself counts for nobody") {
        const auto variable = govern::path::k_separator == '\\' ? "TMP" : "TMPDIR";
        world.environment.set(variable, world.project);
        CHECK(world.runs() == "1.20");
    }
    SECTION("a folder named go.mod is no file") {
        world.write("sub/go.mod/x", "");
        CHECK(world.runs() == "1.22.5");
    }
}
