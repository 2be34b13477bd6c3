#include "resolve/marker.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

using govern::resolve::Problem;
using govern::resolve::Source;
using govern::resolve::Verdict;
using govern::test::World;

TEST_CASE("the first wish wins: name, argument, variable, file, default, system") {
    World world;
    world.install({"1.20", "1.21.13", "1.22.3", "1.22.5", "1.23.1", "1.24rc1"});
    const auto system = world.put_on_path("usr", "go", "a real go");
    CHECK(world.runs() == "system");
    CHECK(govern::path::normalize(std::string(world.decision().program)) == system);
    world.set_default("1.20.0\n");
    CHECK(world.runs() == "1.20");
    CHECK(world.decision().decider->source == Source::default_file);
    world.write(".tool-versions", "golang 1.21.13\n");
    CHECK(world.runs() == "1.21.13");
    world.write(".go-version", "1.22.3\n");
    CHECK(world.runs() == "1.22.3");
    world.environment.set("GOVERN_VERSION", "1.22");
    CHECK(world.runs() == "1.22.5");
    CHECK(world.runs({"+1.23", "build"}) == "1.23.1");
    CHECK(world.decision().dropped == 1);
    CHECK(world.runs({"+1.23", "build"}, "go1.24rc1") == "1.24rc1");
    CHECK(world.decision().dropped == 0);
    CHECK(world.runs({"+system"}) == "system");
}

TEST_CASE("the nearest folder decides, .go-version before .tool-versions only in one folder") {
    World world;
    world.install({"1.21.13", "1.22.5"});
    world.write(".go-version", "1.21.13\n");
    world.write("a/b/.tool-versions", "golang 1.22.5\n");
    world.write("a/b/c/d/file", "");
    world.folder = world.dir.path("project/a/b/c/d");
    CHECK(world.runs() == "1.22.5");
    world.folder = world.dir.path("project/a");
    CHECK(world.runs() == "1.21.13");
}

TEST_CASE("-C as the first flag moves the start, for go only, as Go itself reads it") {
    World world;
    world.install({"1.21.13", "1.22.5", "1.23.1"});
    world.set_default("1.23.1\n");
    world.write("a/.go-version", "1.22.5\n");
    world.write("b/.go-version", "1.21.13\n");
    const auto a = world.dir.path("project/a");
    const auto b = world.dir.path("project/b");
    const struct {
        std::vector<std::string> arguments;
        std::string version;
        std::string folder; ///< where the search for files starts
        std::string program = "go";
    } table[] = {
        {{"-C", "a", "build"}, "1.22.5", a},
        {{"--C=b", "build"}, "1.21.13", b},
        {{"-C=a/../b"}, "1.21.13", b},
        {{"-C", a}, "1.22.5", a},
        {{"build", "-C", "a"}, "1.22.5", a},
        {{"mod", "tidy", "-C=a"}, "1.22.5", a},
        {{"mod", "tidy", "-C", "a"}, "1.22.5", a},
        {{"+1.23.1", "-C", "a"}, "1.23.1", a},
        {{"+1.23.1", "mod", "tidy", "-C", "a"}, "1.23.1", a},
        {{"build", "-v", "-C", "a"}, "1.23.1", world.project},
        {{"run", "main.go", "-C", "a"}, "1.23.1", world.project},
        {{"build", "./...", "-C=a"}, "1.23.1", world.project},
        {{"-C", "a"}, "1.23.1", world.project, "gofmt"},
        {{"-C"}, "1.23.1", world.project},
    };
    // Everything is looked at, or +SPEC would end the search before a folder is asked for. What the
    // shim does not hand over must not matter either.
    for (const bool every_argument : {false, true}) {
        for (const bool everything : {false, true}) {
            world.every_argument = every_argument;
            world.everything = everything;
            for (const auto& row : table) {
                INFO(row.arguments[0] << " .. " << row.arguments.back() << every_argument);
                CHECK(world.runs(row.arguments, row.program) == row.version);
                if (everything) {
                    CHECK(govern::path::normalize(std::string(world.decision().folder)) ==
                          govern::path::normalize(row.folder));
                }
            }
        }
    }
}

TEST_CASE("the shim hands over no more arguments than can matter") {
    World world;
    const struct {
        std::vector<std::string> arguments;
        std::size_t taken;
    } table[] = {
        {{"build", "./...", "-v"}, 2},       {{"-v", "-C", "a"}, 1},
        {{"-C", "a", "build"}, 2},           {{"+1.22", "build", "-C", "a", "x"}, 4},
        {{"+1.22", "run", "main.go"}, 3},    {{"mod", "tidy", "-C", "a", "x"}, 4},
        {{"+1.22", "mod", "tidy", "-v"}, 4}, {{"+1.22", "mod", "tidy", "-C", "a", "x"}, 5},
    };
    for (const auto& row : table) {
        INFO(row.arguments[0] << ' ' << row.arguments[1]);
        world.choose(row.arguments);
        CHECK(world.question.argument_count == row.taken);
    }
}

TEST_CASE("partial and latest mean the newest installed release") {
    World world;
    world.install({"1.9.7", "1.21.9", "1.21.13", "1.22rc2", "1.22.0", "1.20", "1.20.14"});
    CHECK(world.runs({"+1.21"}) == "1.21.13");
    CHECK(world.runs({"+1.22"}) == "1.22.0");
    CHECK(world.runs({"+1.20"}) == "1.20.14");
    CHECK(world.runs({"+1.20.0"}) == "1.20");
    CHECK(world.runs({"+latest"}) == "1.22.0");
    CHECK(world.runs({"+oldstable"}) == "1.21.13");
    CHECK(world.runs({"+1.22rc2"}) == "1.22rc2");
    CHECK(world.runs({"+1.22.0-rc.2"}) == "1.22rc2");
    CHECK(world.runs({"+1.23"}) == "wanted-not-installed");
    CHECK(world.runs({}, "go1.20") == "1.20");
}

TEST_CASE("an SDK counts only with its receipt, a receipt only with its folder") {
    World world;
    world.install("1.22.5");
    world.install("1.22.6", false);
    world.dir.write("home/receipts/go1.22.7." + World::platform() + ".json", "{}");
    world.dir.write("home/sdks/go1.22.8.plan9-amd64/bin/go", "x");
    world.dir.write("home/sdks/go1.22.0.0." + World::platform() + "/bin/go", "x");
    world.dir.write("home/sdks/go1.20.0." + World::platform() + "/bin/go", "x");
    CHECK(world.runs({"+1.22"}) == "1.22.5");
    CHECK(world.runs({"+latest"}) == "1.22.5");
    CHECK(world.runs({"+1.22.6"}) == "wanted-not-installed");
    CHECK(world.runs({"+1.22.7"}) == "wanted-not-installed");
    CHECK(world.runs({}, "go1.22.6") == "wanted-not-installed");
}

TEST_CASE("system is the first go in an absolute PATH entry that is no shim of any home") {
    World world;
    world.environment.set("PATH", "");
    CHECK(world.runs({"+system"}) == "no-system-go");
    world.environment.set("PATH", "usr");
    CHECK(world.runs({"+system"}) == "no-system-go");
    world.environment.set("PATH", "");
    const std::string marker(govern::resolve::k_shim_marker, govern::resolve::k_shim_marker_size);
    world.put_on_path("shims", "go", std::string(70000, 'x') + marker + "yz");
    // Across the border of two reads.
    world.put_on_path("shims2", "go", std::string(64 * 1024 - 10, 'x') + marker);
    CHECK(world.runs({"+system"}) == "no-system-go");
    world.put_on_path("go is a folder", "x", "x");
    world.dir.write("go is a folder/" + World::program("go") + "/x", "x");
    const auto real = world.put_on_path("real", "go", "real");
    CHECK(world.runs({"+system"}) == "system");
    CHECK(govern::path::normalize(std::string(world.decision().program)) == real);
    CHECK(world.runs({"+system"}, "gofmt") == "no-such-program");
    const auto gofmt = world.put_on_path("real", "gofmt", "real");
    CHECK(world.runs({"+system"}, "gofmt") == "system");
    CHECK(govern::path::normalize(std::string(world.decision().program)) == gofmt);
}

TEST_CASE("a tool of the SDK that is chosen runs by its own name") {
    World world;
    world.install({"1.21.13", "1.22.5"});
    world.set_default("1.22.5\n");
    CHECK(world.runs({}, "dlv") == "no-such-program");
    const auto tool = [](const std::string& version) {
        return "tools/go" + version + '.' + World::platform() + '/' + World::program("dlv");
    };
    const auto program = [&] {
        return govern::path::normalize(std::string(world.decision().program));
    };
    const auto old = govern::path::normalize(world.dir.write("home/" + tool("1.21.13"), "x"));
    CHECK(world.runs({}, "dlv") == "no-such-program");
    CHECK(world.runs({"+1.21", "debug"}, "dlv") == "1.21.13");
    CHECK(program() == old);
    const auto newer = govern::path::normalize(world.dir.write("home/" + tool("1.22.5"), "x"));
    CHECK(world.runs({}, "dlv") == "1.22.5");
    CHECK(program() == newer);
    world.write(".go-version", "1.21.13\n");
    CHECK(world.runs({"-C", "a"}, "dlv") == "1.21.13");
    world.put_on_path("usr", "go", "a real go");
    CHECK(world.runs({"+system"}, "dlv") == "no-such-program");
    const auto other = world.put_on_path("other", "dlv", "another");
    CHECK(world.runs({"+system"}, "dlv") == "system");
    CHECK(program() == other);
}

TEST_CASE("programs run out of the SDK's bin by their own name") {
    World world;
    world.install({"1.22.5"});
    world.set_default("1.22.5\n");
    CHECK(world.runs({}, "gofmt") == "1.22.5");
    CHECK(std::string(world.decision().program).find(World::program("gofmt")) != std::string::npos);
    CHECK(world.runs({}, "godoc") == "no-such-program");
}

TEST_CASE("what cannot be run says who asked and what to type") {
    World world;
    const struct {
        std::vector<std::string> arguments;
        std::string name;
        std::string code;
        std::string hint;
        int exit;
    } table[] = {
        {{"+1.22.5"}, "go", "wanted-not-installed", "govern install 1.22.5", 4},
        {{"+1.22"}, "go", "wanted-not-installed", "govern install 1.22", 4},
        {{"+latest"}, "go", "wanted-not-installed", "govern install latest", 4},
        {{}, "go1.20", "wanted-not-installed", "govern install 1.20.0", 4},
        {{}, "go", "no-version-chosen", "govern install latest", 4},
        {{"+system"}, "go", "no-system-go", "govern install latest", 4},
        {{"+^1.22"}, "go", "bad-plus-version", "write 1.22", 2},
        {{"+stable"}, "go", "bad-plus-version", "write latest", 2},
    };
    for (const auto& row : table) {
        CHECK(world.runs(row.arguments, row.name) == row.code);
        const auto error = govern::project::to_error(world.decision());
        CHECK(static_cast<int>(error.exit()) == row.exit);
        const auto text = govern::render_text(error, "error");
        INFO(text);
        CHECK(text.find("hint: " + row.hint) != text.npos);
    }
    world.environment.set("GOVERN_VERSION", "1.2x");
    CHECK(world.runs() == "bad-version-variable");
    world.environment.set("GOVERN_VERSION", "oldstable");
    CHECK(world.runs() == "bad-version-variable");
    world.environment.set("GOVERN_VERSION", "");
    const auto file = world.write(".go-version", "\n1.22.9\n");
    CHECK(world.runs() == "wanted-not-installed");
    CHECK(govern::project::to_error(world.decision()).fact("asker") == file + ":2");
    world.set_default("1.21.1\n");
    world.write(".go-version", "system");
    CHECK(world.runs() == "no-system-go");
    (void)world.files->remove(file);
    CHECK(world.runs() == "wanted-not-installed");
    world.set_default("nonsense\n");
    CHECK(world.runs() == "bad-version-file");
}

TEST_CASE("everything is looked at for why, and nothing changes by it") {
    World world;
    world.install({"1.21.13", "1.22.5"});
    world.set_default("1.21.13\n");
    world.write("go.mod", "module m\n\ngo 1.25\n");
    world.write(".go-version", "1.22.5\n");
    world.write(".tool-versions", "golang nonsense\n");
    world.environment.set("GOVERN_VERSION", "1.22.5");
    world.everything = true;
    CHECK(world.runs() == "1.22.5");
    const auto& decision = world.decision();
    std::vector<std::pair<Source, Verdict>> seen;
    for (std::size_t i = 0; i < decision.candidate_count; i++) {
        seen.emplace_back(decision.candidates[i].source, decision.candidates[i].verdict);
    }
    const std::vector<std::pair<Source, Verdict>> expected = {
        {Source::variable, Verdict::chosen},
        {Source::go_version, Verdict::lost},
        {Source::tool_versions, Verdict::malformed},
        {Source::default_file, Verdict::lost},
        {Source::go_line, Verdict::lost}};
    CHECK(seen == expected);
    CHECK(decision.candidates[4].line == 3);
    CHECK(decision.candidates[4].text == "go 1.25");
}
