#include "ops/account/setup.hpp"
#include "os/same_file.hpp"
#include "shell/messages.hpp"

#include "shell/profile.hpp"
#include "support/catch.hpp"
#include "support/fake_user_environment.hpp"
#include "support/skipped.hpp"
#include "support/test_host.hpp"

using namespace govern;
using Scope = os::UserEnvironment::Scope;
using Value = os::UserEnvironment::Value;
using shell::Shell;

namespace {

struct Fixture {
    test::TestHost host;
    test::FakeUserEnvironment stored;
    Layout layout{host.path("home")};
    std::string me = host.path("me");
    ops::SetupRequest request{ops::SetupScope::user, Shell::bash, {}, false};

    Fixture() {
        REQUIRE(host.files->make_folders(layout.shims()));
        REQUIRE(host.files->make_folders(layout.state()));
        REQUIRE(host.files->make_folders(me));
        host.host.environment.set("HOME", me);
        host.host.environment.set("USERPROFILE", me);
        host.host.environment.set("PATH", "");
    }
    std::string in_home(const std::string& name) { return path::join(me, name); }
    std::string read(const std::string& path) {
        const auto content = host.files->read(path, 1 << 20);
        return content ? *content : "(none)";
    }
    void write(const std::string& path, const std::string& content) {
        REQUIRE(host.files->make_folders(std::string(path::parent(path))));
        REQUIRE(host.files->write_atomic(path, content));
    }
    ops::SetupReport set_up() {
        auto report = ops::set_up(host.host, stored, layout, request);
        REQUIRE(report);
        return *report;
    }
    ops::SetupReport undo() {
        auto report = ops::undo_set_up(host.host, stored, layout, request);
        REQUIRE(report);
        return *report;
    }
};

} // namespace

TEST_CASE("setup loads the written file from the profiles, once, and undo is exact") {
    Fixture f;
    const auto rc = f.in_home(".bashrc");
    const auto profile = f.in_home(".profile");
    f.write(rc, "alias ll='ls -l'\nexport X=1"); // no line end
    const auto report = f.set_up();
    REQUIRE(report.steps.size() >= 2);
    CHECK(report.steps[0].what == rc);
    CHECK(report.steps[0].changed);
    CHECK(f.read(report.steps[0].backup) == "alias ll='ls -l'\nexport X=1");
    CHECK(report.steps[1].backup.empty());
    const auto once = f.read(rc);
    CHECK(shell::has_block(once));
    CHECK(once.find("init.bash") != once.npos);
    CHECK(f.read(profile).find("init.sh") != std::string::npos);
    CHECK(f.stored.hidden_folders == std::vector<std::string>{f.layout.backups()});

    for (const auto& step : f.set_up().steps) {
        CHECK_FALSE(step.changed);
    }
    CHECK(f.read(rc) == once);

    f.undo();
    CHECK(f.read(rc) == "alias ll='ls -l'\nexport X=1");
    CHECK(f.read(profile) == "(none)");
    CHECK(f.read(path::join(f.layout.shell_files(), "init.bash")) == "(none)");
    for (const auto& step : f.undo().steps) {
        CHECK_FALSE(step.changed);
    }
}

TEST_CASE("A dry run tells the steps that setup and its undo then take, and changes nothing") {
    Fixture f;
    f.stored.store = path::k_windows;
    const auto rc = f.in_home(".bashrc");
    f.write(rc, "a=1\n");
    const auto changed = [](const ops::SetupReport& report) {
        std::vector<std::string> out;
        for (const auto& step : report.steps) {
            out.push_back(step.what + (step.changed ? " changed" : " as it is"));
        }
        return out;
    };
    f.request.dry_run = true;
    const auto planned = changed(f.set_up());
    CHECK(f.read(rc) == "a=1\n");
    CHECK(f.read(path::join(f.layout.shell_files(), "init.bash")) == "(none)");
    CHECK(f.read(f.layout.setup_record()) == "(none)");
    CHECK(f.stored.writes == 0);
    f.request.dry_run = false;
    CHECK(changed(f.set_up()) == planned);

    const auto set_up = f.read(rc);
    f.request.dry_run = true;
    const auto undo = changed(f.undo());
    CHECK(f.read(rc) == set_up);
    CHECK(undo == planned);
    f.request.dry_run = false;
    CHECK(changed(f.undo()) == undo);
    CHECK(f.read(rc) == "a=1\n");
}

TEST_CASE(
    "Undo keeps what was written in between, and our lines move behind it on a second setup") {
    Fixture f;
    const auto rc = f.in_home(".bashrc");
    f.write(rc, "a=1\n");
    f.set_up();
    f.write(rc, f.read(rc) + "PATH=/late:$PATH\n");
    f.set_up();
    CHECK(f.read(rc).rfind("a=1\nPATH=/late:$PATH\n# >>>", 0) == 0);
    f.undo();
    CHECK(f.read(rc) == "a=1\nPATH=/late:$PATH\n");
}

TEST_CASE("Only shells that are used get a profile") {
    Fixture f;
    f.request.calling_shell = Shell::zsh;
    f.host.host.environment.set("SHELL", "/usr/bin/fish");
    std::vector<Shell> shells;
    for (const auto& file : ops::profile_files(f.host.host, f.stored, f.request)) {
        shells.push_back(file.shell);
    }
    if (path::k_windows) {
        CHECK(shells == std::vector<Shell>{Shell::zsh, Shell::zsh, Shell::fish});
    } else {
        CHECK(shells == std::vector<Shell>{Shell::sh, Shell::zsh, Shell::zsh, Shell::fish});
    }
    f.write(f.in_home(".bash_profile"), "");
    f.write(f.in_home(".bashrc"), "");
    const auto files = ops::profile_files(f.host.host, f.stored, f.request);
    REQUIRE(files.size() == 5);
    CHECK(files[1].path == f.in_home(".bash_profile"));
    CHECK(files[1].shell == Shell::bash);
}

TEST_CASE("Two names of one file are one profile") {
    Fixture f;
    const auto rc = f.in_home(".bashrc");
    const auto profile = f.in_home(".profile");
    f.write(rc, "a=1");
    REQUIRE(f.host.files->link_or_copy(rc, profile));
    REQUIRE(os::is_same_file(*f.host.files, rc, profile));
    CHECK_FALSE(os::is_same_file(*f.host.files, rc, f.in_home(".zshrc")));
    f.set_up();
    const auto once = f.read(profile);
    for (const auto* const name : {"init.bash", "init.sh", "init.zsh"}) {
        CHECK(once.find(name) != once.npos);
    }
    for (const auto& step : f.set_up().steps) {
        CHECK_FALSE(step.changed);
    }
    CHECK(f.read(rc) == once);
    f.undo();
    CHECK(f.read(rc) == "a=1");
    CHECK(f.read(profile) == "a=1");
}

TEST_CASE("zsh and fish keep their profiles where they say") {
    Fixture f;
    f.host.host.environment.set("ZDOTDIR", f.host.path("z"));
    f.host.host.environment.set("XDG_CONFIG_HOME", f.host.path("config"));
    f.write(path::join(f.host.path("z"), ".zshrc"), "");
    f.write(path::join(path::join(f.host.path("config"), "fish"), "config.fish"), "");
    f.set_up();
    for (const auto* name : {".zshenv", ".zshrc"}) {
        CHECK(shell::has_block(f.read(path::join(f.host.path("z"), name))));
    }
    const auto conf = path::join(path::join(f.host.path("config"), "fish"), "conf.d");
    CHECK(shell::has_block(f.read(path::join(conf, "govern.fish"))));
    f.undo();
    CHECK(f.read(path::join(conf, "govern.fish")) == "(none)");
}

TEST_CASE("A profile that cannot be written is named and the others are done") {
    Fixture f;
    REQUIRE(f.host.files->make_folders(f.in_home(".bashrc"))); // a folder, where a file should be
    f.set_up();
    CHECK(f.host.reporter.said(msg::profile_not_changed));
    CHECK(shell::has_block(f.read(f.in_home(".profile"))));
}

TEST_CASE("For a machine the files of /etc are used") {
    if (!test::not_on_windows("setup: the files of /etc")) {
        return;
    }
    Fixture f;
    f.request.scope = ops::SetupScope::machine;
    f.request.system_root = f.host.path("root");
    f.write(f.host.path("root") + "/etc/bash.bashrc", "x\n");
    f.write(f.host.path("root") + "/etc/fish/config.fish", "");
    const auto report = f.set_up();
    REQUIRE(report.steps.size() == 3);
    CHECK(shell::has_block(f.read(f.host.path("root") + "/etc/profile.d/govern.sh")));
    CHECK(shell::has_block(f.read(f.host.path("root") + "/etc/bash.bashrc")));
    CHECK(shell::has_block(f.read(f.host.path("root") + "/etc/fish/conf.d/govern.fish")));
    CHECK(f.read(f.in_home(".bashrc")) == "(none)");
    f.undo();
    CHECK(f.read(f.host.path("root") + "/etc/profile.d/govern.sh") == "(none)");
    CHECK(f.read(f.host.path("root") + "/etc/bash.bashrc") == "x\n");
}

TEST_CASE("The stored PATH is changed with a backup, announced, and put back exactly") {
    Fixture f;
    f.stored.store = true;
    f.host.host.environment.set("GOBIN", "C:\\gobin");
    const Value before{"C:\\a;%SystemRoot%\\x;", true};
    f.stored.values[{Scope::user, "Path"}] = before;
    const auto report = f.set_up();
    const auto& path = report.steps.back();
    CHECK(path.what == "the user PATH");
    CHECK(f.read(path.backup) == before.text);
    CHECK(f.stored.announced == 1);
    const std::pair key{Scope::user, std::string("Path")};
    CHECK(f.stored.values.at(key).text == f.layout.shims() + ";C:\\a;%SystemRoot%\\x;C:\\gobin");
    f.set_up();
    CHECK(f.stored.writes == 1);

    SECTION("where nobody changed it since") {
        f.undo();
        CHECK(f.stored.values.at(key) == before);
        CHECK(f.stored.announced == 2);
    }
    SECTION("keeping what others added") {
        f.stored.values[key].text += ";D:\\new";
        f.undo();
        CHECK(f.stored.values.at(key).text == "C:\\a;%SystemRoot%\\x;D:\\new");
    }
}

TEST_CASE("What others put on PATH between two setups stays after the undo") {
    Fixture f;
    f.stored.store = true;
    const std::pair key{Scope::user, std::string("Path")};
    f.stored.values[key] = {"C:\\users", true};
    f.host.host.environment.set("GOBIN", "C:\\gobin");
    f.set_up();
    f.stored.values[key].text = "C:\\other;" + f.stored.values[key].text;
    f.set_up();
    CHECK(f.stored.values[key].text == f.layout.shims() + ";C:\\other;C:\\users;C:\\gobin");
    SECTION("at once") {}
    SECTION("with a third setup after the next change") {
        f.stored.values[key].text = "C:\\gone;" + f.stored.values[key].text;
        f.set_up();
        f.stored.values[key].text = f.layout.shims() + ";C:\\other;C:\\users;C:\\gobin";
        f.set_up();
    }
    f.undo();
    CHECK(f.stored.values[key].text == "C:\\other;C:\\users");
}

TEST_CASE("A PATH that cannot be changed keeps everything else from being changed") {
    Fixture f;
    f.stored.store = true;
    f.write(f.in_home(".bashrc"), "a=1\n");
    SECTION("too long") {
        f.stored.values[{Scope::machine, "Path"}] = {"C:\\" + std::string(32800, 'b'), true};
    }
    SECTION("not ours to write") {
        f.stored.writable = false;
    }
    CHECK_FALSE(ops::set_up(f.host.host, f.stored, f.layout, f.request));
    CHECK(f.read(f.in_home(".bashrc")) == "a=1\n");
    CHECK(f.stored.writes == 0);
}

TEST_CASE("Two homes of one account: the later has the profiles, and each takes back its own") {
    Fixture f;
    f.stored.store = true;
    const auto rc = f.in_home(".bashrc");
    f.write(rc, "a=1\n");
    f.set_up();
    CHECK_FALSE(f.host.reporter.said(msg::setup_replaced));
    const auto first = f.layout;
    f.layout = Layout{f.host.path("second")};
    REQUIRE(f.host.files->make_folders(f.layout.shims()));
    REQUIRE(f.host.files->make_folders(f.layout.state()));
    f.set_up();
    CHECK(f.host.reporter.said(msg::setup_replaced));
    const auto second = f.layout;
    const auto both = f.read(rc);
    f.layout = first;
    f.undo();
    CHECK(f.read(rc) == both);
    CHECK(f.stored.values.at({Scope::user, "Path"}).text.rfind(second.shims(), 0) == 0);
    f.layout = second;
    f.undo();
    CHECK(f.read(rc) == "a=1\n");
    CHECK(f.stored.values.empty());
}

TEST_CASE("Two homes of one account are set up one after the other") {
    Fixture f;
    const auto lock =
        f.in_home(path::k_windows ? "AppData/Local/Temp/govern-setup.lock" : ".govern-setup.lock");
    REQUIRE(f.host.files->make_folders(f.in_home("AppData/Local/Temp")));
    f.host.host.environment.set("LOCALAPPDATA", f.in_home("AppData/Local"));
    const auto is_free = [&] {
        auto taken = f.host.files->lock(lock, false, "");
        REQUIRE(taken);
        return *taken != nullptr;
    };
    f.stored.store = true;
    std::vector<bool> free_while_written;
    f.stored.on_write = [&] { free_while_written.push_back(is_free()); };
    f.set_up();
    CHECK(is_free());
    f.undo();
    CHECK(is_free());
    CHECK(free_while_written == std::vector<bool>{false, false});
}

TEST_CASE("A profile in UTF-16 that does not say so is left alone") {
    Fixture f;
    const std::string content("a\0=\0001\0", 6);
    f.write(f.in_home(".bashrc"), content);
    CHECK(f.set_up().failed == 1);
    CHECK(f.read(f.in_home(".bashrc")) == content);
}

TEST_CASE("A record that setup did not write is told of and not gone by") {
    Fixture f;
    f.stored.store = true;
    const std::pair key{Scope::user, std::string("Path")};
    f.stored.values[key] = {f.layout.shims() + ";C:\\a", true};
    const auto file = f.layout.setup_record();
    for (const auto* const text : {R"({"files":[1],"path":7})", R"({"path":{"before":7}})",
                                   R"({"files":{"x":{"backup":[]}}})", "{"}) {
        f.write(file, text);
        f.undo();
        CHECK(f.host.reporter.said(msg::setup_record_damaged));
        CHECK(f.read(file) == "(none)");
    }
    CHECK(f.stored.values.at(key).text == "C:\\a");
}

TEST_CASE("An entry for go install that was there before stays") {
    Fixture f;
    f.stored.store = true;
    f.host.host.environment.set("USERPROFILE", "C:\\Users\\x");
    f.host.host.environment.set("GOBIN", "C:\\Users\\x\\go\\bin");
    f.stored.values[{Scope::user, "Path"}] = {"%USERPROFILE%\\go\\bin", true};
    f.set_up();
    f.stored.values[{Scope::user, "Path"}].text += ";D:\\new";
    f.undo();
    CHECK(f.stored.values.at({Scope::user, "Path"}).text == "%USERPROFILE%\\go\\bin;D:\\new");
}

TEST_CASE("A stored PATH that was not there is removed again") {
    Fixture f;
    f.stored.store = true;
    f.set_up();
    CHECK(f.stored.values.size() == 1);
    f.undo();
    CHECK(f.stored.values.empty());
}

TEST_CASE("The machine's PATH gets the shims for all accounts") {
    Fixture f;
    f.stored.store = true;
    f.request.scope = ops::SetupScope::machine;
    f.request.system_root = f.host.path("root");
    f.stored.values[{Scope::machine, "Path"}] = {"C:\\Program Files\\Go\\bin", true};
    f.set_up();
    CHECK(f.stored.values.at({Scope::machine, "Path"}).text ==
          f.layout.shims() + ";C:\\Program Files\\Go\\bin");
    CHECK(f.stored.values.count({Scope::user, "Path"}) == 0);
}

TEST_CASE("PowerShell's profiles lie where Documents is, and a policy that blocks them is said") {
    if (!test::on_windows("setup: PowerShell's profiles in Documents")) {
        return;
    }
    Fixture f;
    f.stored.store = true;
    f.request.calling_shell = Shell::cmd;
    const auto documents = f.host.path("One Drive");
    f.stored.folders[os::UserEnvironment::Folder::documents] = documents;
    f.stored.policy_5 = "Restricted";
    REQUIRE(f.host.files->make_folders(path::join(documents, "PowerShell")));
    f.set_up();
    CHECK(shell::has_block(
        f.read(path::join(path::join(documents, "WindowsPowerShell"), "profile.ps1"))));
    CHECK(shell::has_block(f.read(path::join(path::join(documents, "PowerShell"), "profile.ps1"))));
    CHECK(f.host.reporter.said(msg::scripts_blocked));
    CHECK(f.read(path::join(f.layout.shims(), "govern-use.cmd")).find("\r\n") != std::string::npos);
}
