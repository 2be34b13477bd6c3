#include "ops/account/look_up_go.hpp"
#include "shell/messages.hpp"

#include "support/catch.hpp"
#include "support/fake_user_environment.hpp"
#include "support/skipped.hpp"
#include "support/test_host.hpp"

using namespace govern;
using Scope = os::UserEnvironment::Scope;

namespace {

const std::string k_exe(path::k_exe_suffix);

struct Fixture {
    test::TestHost host;
    test::FakeUserEnvironment stored;
    Layout layout{host.path("home")};

    Fixture() { put(layout.shims()); }
    /// A program `go` in this folder.
    std::string put(const std::string& folder) {
        REQUIRE(host.files->make_folders(folder));
        const auto source = host.write("program", "x");
        REQUIRE(host.files->install_program(source, path::join(folder, "go" + k_exe)));
        return folder;
    }
    void path(const std::vector<std::string>& folders) {
        std::string list;
        for (const auto& folder : folders) {
            list += (list.empty() ? "" : std::string(1, path::k_list_separator)) + folder;
        }
        host.host.environment.set("PATH", list);
    }
    std::optional<Message> look_up() { return ops::look_up_go(host.host, stored, layout); }
};

} // namespace

TEST_CASE("Our shim first on PATH is as it should be") {
    Fixture f;
    f.path({f.host.path("empty"), f.layout.shims(), f.put(f.host.path("other"))});
    CHECK_FALSE(f.look_up());
}

TEST_CASE("Another go before our shims is named, with where it comes from") {
    Fixture f;
    f.path({f.put(path::join(f.host.path(".asdf"), "shims")), f.layout.shims()});
    const auto warning = f.look_up();
    REQUIRE(warning);
    CHECK(warning->is(msg::go_shadowed));
    CHECK(warning->fact("found") ==
          path::join(path::join(f.host.path(".asdf"), "shims"), "go" + k_exe));
    CHECK(warning->fact("origin") == "asdf");
    CHECK(warning->fact("position") == "come later on PATH");
    CHECK(warning->fact("command") == "govern setup");
    CHECK(render(*warning).notes.size() == 2);
}

TEST_CASE("A folder that tells nothing leaves no empty note") {
    Fixture f;
    f.path({f.put(f.host.path("somewhere"))});
    const auto warning = f.look_up();
    REQUIRE(warning);
    CHECK(warning->fact("origin").empty());
    CHECK(render(*warning).notes.size() == 1);
    CHECK(warning->fact("position") == "are not on PATH");
}

TEST_CASE("No go at all is said too") {
    Fixture f;
    f.path({f.host.path("empty")});
    const auto warning = f.look_up();
    REQUIRE(warning);
    CHECK(warning->is(msg::go_not_found));
    CHECK(warning->fact("command") == "govern setup");
}

TEST_CASE("A PATHEXT without .EXE is named") {
    if (!test::on_windows("look_up_go: PATHEXT")) {
        return;
    }
    Fixture f;
    f.path({f.layout.shims()});
    f.host.host.environment.set("PATHEXT", ".RB;.RBW");
    const auto warning = f.look_up();
    REQUIRE(warning);
    CHECK(warning->fact("position") == "are on PATH, but PATHEXT does not list .EXE");
    CHECK(warning->fact("command").find(".EXE;.RB;.RBW") != std::string_view::npos);
}

TEST_CASE("Another govern home is known by what lies in it") {
    Fixture f;
    const auto other = f.host.path("machine");
    const auto shims = f.put(path::join(other, "shims"));
    REQUIRE(f.host.files->make_folders(path::join(other, "receipts")));
    f.path({shims, f.layout.shims()});
    const auto warning = f.look_up();
    REQUIRE(warning);
    CHECK(warning->fact("origin") == "another govern home, " + other);
}

TEST_CASE("After setup a shell that was open before gets the line that helps now") {
    Fixture f;
    REQUIRE(f.host.files->make_folders(f.layout.state()));
    REQUIRE(f.host.files->write_atomic(f.layout.setup_record(), "{}"));
    REQUIRE(f.host.files->make_folders(f.layout.shell_files()));
    f.path({f.host.path("empty")});
    f.stored.parent = "fish";
    const auto warning = f.look_up();
    REQUIRE(warning);
    CHECK(std::string(warning->fact("command")).rfind("source '", 0) == 0);
    CHECK(warning->fact("position") ==
          "are not on the PATH of this shell: it was opened before setup");
    f.stored.parent = "cmd";
    CHECK(f.look_up()->fact("command") == "set \"PATH=" + f.layout.shims() + ";%PATH%\"");
}

TEST_CASE("A stored PATH tells where the other go comes from") {
    Fixture f;
    f.stored.store = true;
    const auto other = f.put(f.host.path("Go"));
    f.stored.values[{Scope::machine, "Path"}] = {"C:\\x", true};
    f.path({other});
    CHECK(f.look_up()->fact("origin").empty());
    if (path::k_separator == '\\') { // entries of a stored PATH are separated as Windows does
        f.stored.values[{Scope::machine, "Path"}] = {"C:\\x;" + other, true};
        CHECK(f.look_up()->fact("origin") == "the machine PATH");
    }
}

TEST_CASE("What is no program does not count") {
    Fixture f;
    const auto folder = f.host.path("text");
    REQUIRE(f.host.files->make_folders(folder));
    REQUIRE(f.host.files->make_folders(path::join(f.host.path("dir"), "go" + k_exe)));
    if (path::k_exe_suffix.empty()) {
        REQUIRE(f.host.files->write_atomic(path::join(folder, "go"), "not executable"));
    }
    f.path({folder, f.host.path("dir"), f.layout.shims()});
    CHECK_FALSE(f.look_up());
}
