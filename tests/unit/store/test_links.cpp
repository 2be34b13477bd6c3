#include "home.hpp"
#include "os/messages.hpp"
#include "store/messages.hpp"

using namespace govern;
using test::note;
using test::StoreHome;

namespace {

store::ChangeNote link_note(std::string command) {
    auto out = note(std::move(command));
    out.kind = store::ChangeKind::link;
    return out;
}

} // namespace

TEST_CASE("a link is one file, and each change of it a change in the history") {
    StoreHome home;
    CHECK(home.store.links().empty());
    CHECK_FALSE(home.exists(home.layout.links())); // made by the first one
    REQUIRE(home.store.add_link({"tip", "/src/go"}, link_note("link tip /src/go")));
    REQUIRE(home.store.add_link({"abc", "/src/b"}, link_note("link abc /src/b")));
    CHECK(home.read(home.layout.link("tip")) == "/src/go\n");
    CHECK(home.store.link("tip")->goroot == "/src/go");
    home.write(path::join(home.layout.links(), "+tip.tmp-1-2"), "/half");
    home.write(path::join(home.layout.links(), "+Tip!"), "/no name");
    home.write(path::join(home.layout.links(), "plain"), "/no sign");
    const auto links = home.store.links();
    REQUIRE(links.size() == 2);
    CHECK(links[0].name == "abc");
    CHECK(links[1].name == "tip");
    const auto again = home.store.add_link({"tip", "/other"}, link_note("link tip /other"));
    REQUIRE_FALSE(again);
    CHECK(again.error().is(msg::link_exists));
    CHECK(home.store.link("tip")->goroot == "/src/go");
    const auto lines = home.store.history().value();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].kind == store::ChangeKind::link);
    CHECK(lines[0].command == "link tip /src/go");
    CHECK(lines[0].end == store::ChangeEnd::done);
    CHECK_FALSE(lines[0].changes_default());
    home.store.sweep();
    CHECK_FALSE(home.exists(path::join(home.layout.links(), "+tip.tmp-1-2")));
    CHECK(home.exists(home.layout.link("tip")));
}

TEST_CASE("a link as the default is no release, and no install takes it away") {
    StoreHome home;
    home.publish(home.sdk("1.22.5"));
    REQUIRE(home.store.set_default(home.version("1.22.5"), note("default 1.22.5")));
    const auto absent = home.store.set_default_link("tip", note("default tip --unverified"));
    REQUIRE_FALSE(absent);
    CHECK(absent.error().is(msg::no_such_link));
    REQUIRE(home.store.add_link({"tip", "/src/go"}, link_note("link tip /src/go")));
    const auto set = home.store.set_default_link("tip", note("default tip --unverified"));
    REQUIRE(set);
    CHECK(set->from == "1.22.5");
    CHECK(home.read(home.layout.default_file()) == "tip\n");
    CHECK(home.store.default_name().value() == "tip");
    CHECK_FALSE(home.store.default_version().value());
    const auto first = home.store.set_first_default(home.version("1.22.5"), note("install"));
    REQUIRE(first);
    CHECK_FALSE(first->happened());
    CHECK_FALSE(home.store.set_default_link("tip", note("again"))->happened());
    // A rollback goes back over it.
    const auto steps = home.store.undo_steps(2).value();
    REQUIRE(steps.size() == 1);
    CHECK(steps.front().target == "1.22.5");
    SECTION("another default") {
        REQUIRE(home.store.set_default(home.version("1.22.5"), note("default 1.22.5")));
        CHECK(home.store.history()->back().from == "tip");
        CHECK(home.store.undo_steps(1)->front().target == "tip");
        CHECK_FALSE(home.store.previous_default().value());
    }
    SECTION("unlinked") {
        const auto gone =
            home.store.remove_link("tip", link_note("unlink tip --force"), StoreHome::allowed);
        REQUIRE(gone);
        CHECK(gone->happened());
        CHECK_FALSE(home.store.default_name().value());
        CHECK_FALSE(home.store.link("tip"));
        CHECK(home.store.history()->back().from == "tip");
        CHECK(home.store.history()->back().to.empty());
    }
    SECTION("its link lost") {
        REQUIRE(home.host.files->remove(home.layout.link("tip")));
        const auto found = home.store.default_name();
        REQUIRE_FALSE(found);
        CHECK(found.error().is(msg::default_malformed));
    }
}

TEST_CASE("a link that may not go stays, and nothing is recorded") {
    StoreHome home;
    REQUIRE(home.store.add_link({"tip", "/src/go"}, link_note("link tip /src/go")));
    const auto refused = home.store.remove_link(
        "tip", link_note("unlink tip"), [] { return Result<void>(fail(msg::link_exists)); });
    CHECK_FALSE(refused);
    CHECK(home.store.link("tip"));
    CHECK(home.store.history()->size() == 1);
}
