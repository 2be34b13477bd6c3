#include "support/catch.hpp"
#include "support/world.hpp"

using govern::resolve::Problem;
using govern::test::World;

namespace {
std::string root(const World& world, const std::string& version) {
    return govern::path::normalize(
        world.dir.path("home/sdks/go" + version + "." + World::platform()));
}
} // namespace

TEST_CASE("a pin runs with GOTOOLCHAIN=local and its marker, others leave it as found") {
    World world;
    world.install({"1.22.5"});
    world.set_default("1.22.5\n");
    const struct {
        const char* found;
        const char* marker;
        bool pin;
        const char* toolchain;
        const char* marked;
    } table[] = {
        {"", "", true, "local", "local"},
        {"", "", false, "-", "-"},
        {"local", "local", true, "local", "local"}, // ours: decided anew
        {"local", "local", false, "-", "-"},
        {"local", "", true, "local", "-"}, // the user's
        {"local", "", false, "local", "-"},
        {"go1.23.1", "", true, "go1.23.1", "-"},
        {"go1.23.1", "local", true, "go1.23.1", "-"}, // changed since: the user's
        {"", "local", true, "local", "local"},
        {"", "local", false, "-", "-"},
        {"auto", "", false, "auto", "-"},
    };
    for (const auto& row : table) {
        INFO(row.found << " " << row.marker << " " << row.pin);
        world.environment.set("GOTOOLCHAIN", row.found);
        world.environment.set("GOVERN_GOTOOLCHAIN", row.marker);
        world.environment.set("GOVERN_VERSION", row.pin ? "1.22.5" : "");
        CHECK(world.runs() == "1.22.5");
        CHECK(world.child("GOTOOLCHAIN") == row.toolchain);
        CHECK(world.child("GOVERN_GOTOOLCHAIN") == row.marked);
    }
    world.environment.set("GOTOOLCHAIN", "");
    world.environment.set("GOVERN_GOTOOLCHAIN", "");
    CHECK(world.runs({}, "go1.22.5") == "1.22.5");
    CHECK(world.child("GOTOOLCHAIN") == "-");
    world.environment.set("GOTOOLCHAIN", "go1.25.0+auto");
    CHECK(world.runs({}, "go1.22.5") == "1.22.5");
    CHECK(world.child("GOTOOLCHAIN") == "go1.25.0+auto");
}

TEST_CASE("only +SPEC sets GOVERN_VERSION for what it starts") {
    World world;
    world.install({"1.20", "1.22.5"});
    world.set_default("1.22.5\n");
    world.runs();
    CHECK(world.child("GOVERN_VERSION") == "-");
    world.runs({"+1.22"});
    CHECK(world.child("GOVERN_VERSION") == "1.22.5");
    world.runs({"+1.20"});
    CHECK(world.child("GOVERN_VERSION") == "1.20.0");
    world.put_on_path("usr", "go", "real");
    world.runs({"+system"});
    CHECK(world.child("GOVERN_VERSION") == "system");
}

TEST_CASE("a GOROOT of another SDK goes, one before 1.9 needs its own") {
    World world;
    world.install({"1.8.7", "1.9.7", "1.22.5"});
    CHECK(world.runs({"+1.22.5"}) == "1.22.5");
    CHECK(world.child("GOROOT") == "-");
    world.environment.set("GOROOT", "/nowhere");
    world.runs({"+1.22.5"});
    CHECK(world.child("GOROOT") == "-");
    world.environment.set("GOROOT", root(world, "1.22.5"));
    world.runs({"+1.22.5"});
    CHECK(world.child("GOROOT") == root(world, "1.22.5"));
    world.runs({"+1.9.7"});
    CHECK(world.child("GOROOT") == "-");
    world.runs({"+1.8.7"});
    CHECK(govern::path::normalize(world.child("GOROOT")) == root(world, "1.8.7"));
}

TEST_CASE("system keeps GOROOT and GOTOOLCHAIN, but not what is ours") {
    World world;
    world.install({"1.22.5"});
    world.put_on_path("usr", "go", "real");
    world.environment.set("GOROOT", "/mine");
    world.environment.set("GOTOOLCHAIN", "auto");
    world.runs({"+system"});
    CHECK(world.child("GOROOT") == "/mine");
    CHECK(world.child("GOTOOLCHAIN") == "auto");
    world.environment.set("GOROOT", root(world, "1.22.5"));
    world.environment.set("GOTOOLCHAIN", "local");
    world.environment.set("GOVERN_GOTOOLCHAIN", "local");
    world.runs({"+system"});
    CHECK(world.child("GOROOT") == "-");
    CHECK(world.child("GOTOOLCHAIN") == "-");
    CHECK(world.child("GOVERN_GOTOOLCHAIN") == "-");
}

TEST_CASE("before 1.21 the traces of Go's own switch go away") {
    World world;
    world.install({"1.20", "1.21.0"});
    world.environment.set("GOTOOLCHAIN_INTERNAL_SWITCH_VERSION", "go1.20");
    world.environment.set("GOTOOLCHAIN_INTERNAL_SWITCH_COUNT", "1");
    world.runs({}, "go1.20");
    CHECK(world.child("GOTOOLCHAIN_INTERNAL_SWITCH_VERSION") == "-");
    CHECK(world.child("GOTOOLCHAIN_INTERNAL_SWITCH_COUNT") == "-");
    world.runs({}, "go1.21.0");
    CHECK(world.child("GOTOOLCHAIN_INTERNAL_SWITCH_VERSION") == "go1.20");
}

TEST_CASE("falling to system three times over is a loop that names its programs") {
    World world;
    world.install({"1.22.5"});
    const auto go = world.put_on_path("usr", "go", "wrapper");
    for (int hop = 1; hop <= 3; hop++) {
        CHECK(world.runs() == "system");
        const auto hops = world.child("GOVERN_HOPS");
        CHECK(hops.substr(0, 2) == std::to_string(hop) + govern::path::k_list_separator);
        world.environment.set("GOVERN_HOPS", hops);
    }
    CHECK(world.runs() == "shim-loop");
    const auto text = govern::render_text(govern::project::to_error(world.decision()), "error");
    CHECK(text.find(" -> ") != text.npos);
    CHECK(world.runs({"+1.22.5"}) == "1.22.5");
    CHECK(world.child("GOVERN_HOPS") == "-");
}
