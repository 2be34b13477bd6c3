#include "support/catch.hpp"
#include "support/world.hpp"

using govern::resolve::Problem;
using govern::resolve::Source;
using govern::resolve::Verdict;
using govern::test::World;

namespace {

std::string normal(std::string_view path) {
    return govern::path::normalize(std::string(path));
}

} // namespace

TEST_CASE("a link runs by +NAME and by GOVERN_VERSION, with GOTOOLCHAIN=local") {
    World world;
    world.install({"1.22.5"});
    world.set_default("1.22.5\n");
    const auto goroot = world.link("gotip", "src/go tip");
    CHECK(world.runs({"+gotip", "version"}) == "gotip");
    auto& by_argument = world.decision();
    CHECK(by_argument.is_link());
    CHECK(by_argument.dropped == 1);
    CHECK(by_argument.pinned);
    CHECK(normal(by_argument.sdk) == goroot);
    CHECK(normal(by_argument.program) ==
          normal(govern::path::join(goroot, World::program("bin/go"))));
    CHECK(by_argument.version.empty());
    CHECK(by_argument.platform.empty());
    CHECK(world.child("GOTOOLCHAIN") == "local");
    CHECK(world.child("GOVERN_VERSION") == "gotip"); // for what it starts
    CHECK(world.child("GOROOT") == "-");             // a `system` below would keep it
    // cmd leaves a blank in `set GOVERN_VERSION=gotip & go build`.
    world.environment.set("GOVERN_VERSION", "gotip ");
    CHECK(world.runs() == "gotip");
    CHECK(world.decision().decider->source == Source::variable);
    CHECK(world.runs({}, "gofmt") == "gotip");
    CHECK(normal(world.decision().program) ==
          normal(govern::path::join(goroot, World::program("bin/gofmt"))));
    CHECK(world.runs({"+1.22"}) == "1.22.5");
    CHECK_FALSE(world.decision().is_link());
}

TEST_CASE("what a link's Go finds: no GOROOT of another, the user's GOTOOLCHAIN") {
    World world;
    const auto goroot = world.link("gotip", "src/tip");
    world.environment.set("GOROOT", "/usr/lib/go");
    world.environment.set("GOTOOLCHAIN_INTERNAL_SWITCH_COUNT", "1");
    CHECK(world.runs({"+gotip"}) == "gotip");
    CHECK(world.child("GOROOT") == "-");
    CHECK(world.child("GOTOOLCHAIN_INTERNAL_SWITCH_COUNT") == "1"); // new enough, as far as known
    world.environment.set("GOROOT", goroot);
    CHECK(world.runs({"+gotip"}) == "gotip");
    CHECK(world.child("GOROOT") == goroot);
    world.environment.set("GOTOOLCHAIN", "go1.22.5");
    CHECK(world.runs({"+gotip"}) == "gotip");
    CHECK(world.child("GOTOOLCHAIN") == "go1.22.5");
}

TEST_CASE("the default may be a link; no file of a project may") {
    World world;
    world.install({"1.22.5", "1.26.1"});
    world.link("gotip", "src/tip");
    world.set_default("gotip\n");
    CHECK(world.runs() == "gotip");
    CHECK(world.child("GOTOOLCHAIN") == "local");
    CHECK(world.decision().decider->source == Source::default_file);
    world.write("go.mod", "module m\n\ngo 1.26\n"); // no floor: its version is not known
    CHECK(world.runs() == "gotip");
    CHECK(world.runs({"+1.22"}) == "1.22.5");
    world.write(".tool-versions", "golang gotip\n");
    CHECK(world.runs() == "bad-version-file");
    world.write(".go-version", "gotip\n");
    CHECK(world.runs() == "bad-version-file");
    world.write(".go-version", "1.22.5\n");
    CHECK(world.runs() == "1.22.5");
    world.everything = true;
    CHECK(world.runs() == "1.22.5");
    const auto& decision = world.decision();
    const auto& last = decision.candidates[decision.candidate_count - 2];
    CHECK(last.verdict == Verdict::lost);
}

TEST_CASE("a link that leads nowhere, and names that lead to no link") {
    World world;
    world.install({"1.22.5"});
    world.set_default("1.22.5\n");
    const auto goroot = world.link("gotip", "src/tip");
    REQUIRE(world.files->remove(world.dir.path("src/tip/" + World::program("bin/go"))));
    CHECK(world.runs({"+gotip"}) == "link-gone");
    CHECK(normal(world.decision().gone) == goroot);
    const auto error = render(govern::project::to_error(world.decision()));
    CHECK(error.text.find("gotip") != error.text.npos);
    CHECK(error.text.find(std::string(world.decision().gone)) != error.text.npos);
    world.environment.set("GOVERN_VERSION", "gotip");
    CHECK(world.runs() == "link-gone");
    world.environment.set("GOVERN_VERSION", "");
    world.set_default("gotip\n");
    CHECK(world.runs() == "link-gone");
    world.set_default("other\n");
    CHECK(world.runs() == "bad-version-file");
    world.dir.write("home/links/+empty", "");
    world.dir.write("outside", goroot + "\n");
    for (const std::string name :
         {"other", "empty", "Gotip", "../outside", "..\\outside", "go/tip", "con"}) {
        INFO(name);
        CHECK(world.runs({"+" + name}) == "bad-plus-version");
        world.environment.set("GOVERN_VERSION", name);
        CHECK(world.runs() == "bad-version-variable");
        world.environment.set("GOVERN_VERSION", "");
    }
}

TEST_CASE("what runs in the end under a link is the link, whatever go.mod says") {
    World world;
    world.link("gotip", "src/tip");
    world.environment.set("GOVERN_VERSION", "gotip");
    world.write("go.mod", "module m\n\ngo 1.99\n");
    const auto truth = world.truth();
    CHECK(truth.kind == govern::project::Truth::Kind::unknown);
    CHECK(truth.text() == "gotip");
    CHECK(truth.shown() == "gotip");
    CHECK_FALSE(truth.failure);
}
