#include "shell/messages.hpp"
#include "shell/path_list.hpp"
#include "shell/session.hpp"

#include "base/path_list.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cctype>

using namespace govern;
using shell::Change;
using shell::Shell;

namespace {

os::Environment variables(std::map<std::string, std::string> all) {
    return os::Environment(std::move(all));
}

os::Environment with(os::Environment environment, const std::vector<Change>& changes) {
    for (const auto& change : changes) {
        if (change.value) {
            environment.set(change.name, *change.value);
        } else {
            environment.unset(change.name);
        }
    }
    return environment;
}

os::Environment use(const os::Environment& environment, const std::string& version,
                    const std::optional<std::string>& goroot,
                    const std::string& shims = "/h/shims") {
    const auto path = shell::session_path(environment, shims, Shell::bash, false);
    return with(environment, shell::use_changes(environment, *path, {version, goroot}));
}

os::Environment unset(const os::Environment& environment, const std::string& shims = "/h/shims") {
    const auto path = shell::session_path(environment, shims, Shell::bash, false);
    return with(environment, shell::unset_changes(environment, *path));
}

} // namespace

TEST_CASE("Undo takes away the shims of the home that use put there") {
    for (const char* const list : {"/a:/h/shims:/b", "/a:/b", "/a:/other/shims:/h/shims"}) {
        const auto start = variables({{"PATH", list}});
        const auto other = use(start, "1.20.12", "/other/sdks/x", "/other/shims");
        CHECK(unset(other).all() == start.all());
        const auto both = use(other, "1.22.5", "/h/sdks/x");
        CHECK(both.raw("PATH") == use(start, "1.22.5", "/h/sdks/x").raw("PATH"));
        CHECK(unset(both).all() == start.all());
        CHECK(unset(both, "/other/shims").all() == start.all());
    }
}

TEST_CASE("use sets three variables and keeps what was there") {
    const auto before = variables({{"PATH", "/a:/h/shims:/b"}, {"HOME", "/root"}});
    const auto after = use(before, "1.22.5", "/h/sdks/go1.22.5.linux-amd64");
    CHECK(after.raw("GOVERN_VERSION") == "1.22.5");
    CHECK(after.raw("GOROOT") == "/h/sdks/go1.22.5.linux-amd64");
    CHECK(after.raw("PATH") == "/h/shims:/a:/b");
    CHECK(after.raw("GOVERN_UNDO_VERSION") == "-");
    CHECK(after.raw("GOVERN_UNDO_GOROOT") == "-");
    CHECK(after.raw("GOVERN_UNDO_PATH") == "=1 /b");
    CHECK(after.all().size() == before.all().size() + 6);
}

TEST_CASE("Undo is exact, also after a second use and after system") {
    const std::vector<os::Environment> starts = {
        variables({{"PATH", "/a:/b"}}),
        variables({{"PATH", "/h/shims:/a:/b"}}),
        variables({{"PATH", "/a:/h/shims:/b:/h/shims"}}),
        variables({{"PATH", ":/a::/h/shims/:/b:"}, {"GOROOT", ""}, {"GOVERN_VERSION", ""}}),
        variables(
            {{"PATH", "/a:/h/shims"}, {"GOROOT", "/usr/lib/go"}, {"GOVERN_VERSION", "1.20.0"}}),
        variables({{"PATH", "/x y:/q'\"$`:/h/shims:/h/shims:/\xC3\xA9"}, {"GOROOT", "=-"}}),
    };
    for (const auto& start : starts) {
        CAPTURE(*start.raw("PATH"));
        const auto once = use(start, "1.22.5", "/sdk/a");
        CHECK(unset(once).all() == start.all());
        const auto twice = use(once, "1.23.1", "/sdk/b");
        CHECK(twice.raw("GOROOT") == "/sdk/b");
        CHECK(unset(twice).all() == start.all());
        const auto system = use(twice, "system", std::nullopt);
        CHECK(system.raw("GOROOT") == start.raw("GOROOT"));
        CHECK(unset(system).all() == start.all());
    }
}

TEST_CASE("Undo leaves other edits of PATH alone") {
    auto session = use(variables({{"PATH", "/a:/h/shims:/b"}}), "1.22.5", "/sdk");
    session.set("PATH", "/new:" + *session.raw("PATH"));
    CHECK(unset(session).raw("PATH") == "/new:/a:/h/shims:/b");
    session.set("PATH", "/h/shims:/a:/b:/late:/later");
    CHECK(unset(session).raw("PATH") == "/a:/h/shims:/b:/late:/later");
    session.set("PATH", "/only");
    CHECK(unset(session).raw("PATH") == "/h/shims:/only");

    auto absent = use(variables({{"PATH", "/a"}}), "1.22.5", "/sdk");
    absent.set("PATH", "/new:/h/shims:/a:/late");
    CHECK(unset(absent).raw("PATH") == "/new:/a:/late");
}

TEST_CASE("Undo without a session removes a version set by hand, and nothing else") {
    const auto by_hand =
        variables({{"PATH", "/a"}, {"GOVERN_VERSION", "1.22.5"}, {"GOROOT", "/x"}});
    CHECK(unset(by_hand).all() == variables({{"PATH", "/a"}, {"GOROOT", "/x"}}).all());
    const auto nothing = variables({{"PATH", "/a"}});
    CHECK(unset(nothing).all() == nothing.all());
}

TEST_CASE("PATH is written as the evaluating shell reads it") {
    const auto environment = variables({{"PATH", "C:\\Git\\usr\\bin;C:\\h\\shims"}});
    const auto cmd = shell::session_path(environment, "C:\\h\\shims", Shell::cmd, true);
    REQUIRE(cmd);
    CHECK(cmd->list == "C:\\Git\\usr\\bin;C:\\h\\shims");
    CHECK(cmd->windows);

    auto bash = shell::session_path(environment, "C:\\h\\shims", Shell::bash, true);
    REQUIRE(bash);
    CHECK(bash->list == "/c/Git/usr/bin:/c/h/shims");
    CHECK(bash->shims == "/c/h/shims");
    CHECK_FALSE(bash->windows);

    auto own = environment;
    own.set("GOVERN_SHELL_PATH", "/usr/bin:/c/h/shims");
    bash = shell::session_path(own, "C:\\h\\shims", Shell::bash, true);
    REQUIRE(bash);
    CHECK(bash->list == "/usr/bin:/c/h/shims");
    const auto changes =
        shell::use_changes(own, *bash, {"1.22.5", "C:\\h\\sdks\\go1.22.5.windows-amd64"});
    CHECK(changes.back() == Change{"PATH", "/c/h/shims:/usr/bin"});

    const auto refused = shell::session_path(environment, "C:\\h;x\\shims", Shell::cmd, true);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().is(msg::shims_not_representable));
}

namespace {

const std::string k_shims = "C:\\h\\shims";

/// PATH as Git Bash gives it to a program that it starts, and as it makes it of a program's.
os::Environment in_git_bash(os::Environment environment) {
    environment.set("GOVERN_SHELL_PATH", shell::msys_path_list(*environment.raw("PATH")));
    return environment;
}

os::Environment back_on_windows(os::Environment environment, const std::string& bash_path) {
    std::string list;
    for (const auto& entry : path::split_list(bash_path, false)) {
        auto name = entry;
        if (name.size() > 2 && name[2] == '/') {
            name = std::string(1, static_cast<char>(std::toupper(name[1]))) + ':' + name.substr(2);
        }
        std::replace(name.begin(), name.end(), '/', '\\');
        list += (list.empty() ? "" : ";") + name;
    }
    environment.set("PATH", list);
    environment.unset("GOVERN_SHELL_PATH");
    return environment;
}

os::Environment use_on_windows(const os::Environment& environment, Shell shell) {
    const auto path = shell::session_path(environment, k_shims, shell, true);
    return with(environment, shell::use_changes(environment, *path, {"1.22.5", "C:\\h\\sdk"}));
}

os::Environment unset_on_windows(const os::Environment& environment, Shell shell) {
    const auto path = shell::session_path(environment, k_shims, shell, true);
    return with(environment, shell::unset_changes(environment, *path));
}

} // namespace

TEST_CASE("PowerShell and Git Bash undo each other's use") {
    for (const std::string list :
         {"C:\\a;C:\\h\\shims;C:\\Windows;C:\\h\\shims;D:\\b c", "C:\\a;C:\\b", "C:\\h\\shims"}) {
        CAPTURE(list);
        const auto start = variables({{"PATH", list}});
        auto bash = in_git_bash(use_on_windows(start, Shell::pwsh));
        bash = unset_on_windows(bash, Shell::bash);
        CHECK(bash.raw("PATH") == shell::msys_path_list(list));
        CHECK(bash.raw("GOVERN_UNDO_PLACES") == std::nullopt);

        bash = use_on_windows(in_git_bash(start), Shell::bash);
        const auto opened = back_on_windows(bash, *bash.raw("PATH"));
        CHECK(unset_on_windows(opened, Shell::pwsh).all() == start.all());
    }
}

TEST_CASE("A session that an older govern opened on Windows is still undone") {
    auto session = variables({{"PATH", "C:\\h\\shims;C:\\a;C:\\b"},
                              {"GOVERN_VERSION", "1.22.5"},
                              {"GOVERN_UNDO_VERSION", "-"},
                              {"GOVERN_UNDO_GOROOT", "-"},
                              {"GOVERN_UNDO_PATH", "=1 C:\\b"},
                              {"GOVERN_UNDO_SHIMS", k_shims}});
    CHECK(unset_on_windows(session, Shell::pwsh).all() ==
          std::map<std::string, std::string>{{"PATH", "C:\\a;C:\\h\\shims;C:\\b"}});
    session.set("PATH", "/c/h/shims:/c/a:/c/b:/c/h/x");
    session.set("GOVERN_SHELL_PATH", *session.raw("PATH"));
    session.set("GOVERN_UNDO_PATH", "=4 /c/a:1 /c/h/x");
    CHECK(unset_on_windows(session, Shell::bash).raw("PATH") ==
          "/c/h/shims:/c/a:/c/b:/c/h/shims:/c/h/x");
}
