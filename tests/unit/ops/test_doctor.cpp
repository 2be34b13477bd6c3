#include "ops/doctor.hpp"

#include "base/messages/doctor.hpp"
#include "base/messages/shell.hpp"
#include "support/catch.hpp"
#include "support/fake_user_environment.hpp"
#include "support/test_host.hpp"

#include <algorithm>

using namespace govern;
using Scope = os::UserEnvironment::Scope;
using Value = os::UserEnvironment::Value;

namespace {

constexpr bool k_windows = os::k_separator == '\\';
const std::string k_exe(os::k_exe_suffix);

/// An account with our shims first on PATH and no C compiler wanted.
struct Fixture {
    test::TestHost host;
    test::FakeUserEnvironment stored;
    os::SystemFacts facts;
    Layout layout{host.path("home")};
    std::string me = host.path("me");
    std::string program = put(host.path("built"), "govern");

    Fixture() {
        auto& environment = host.host.environment;
        put(host.path("built"), "govern-shim");
        store::Store store(host.host, layout);
        REQUIRE(store.require_writable());
        REQUIRE(store.heal_shims(program));
        REQUIRE(host.files->make_folders(me));
        environment.set(k_windows ? "USERPROFILE" : "HOME", me);
        environment.set(k_windows ? "LOCALAPPDATA" : "XDG_CONFIG_HOME", host.path("local"));
        environment.set(k_windows ? "APPDATA" : "UNUSED", host.path("roaming"));
        environment.set("CGO_ENABLED", "0");
        environment.set("PATH", layout.shims());
    }
    std::string put(const std::string& folder, const std::string& name) {
        REQUIRE(host.files->make_folders(folder));
        const auto path = os::join(folder, name + k_exe);
        REQUIRE(host.files->install_program(host.write("program", "x"), path));
        return path;
    }
    /// A GOROOT; its bin.
    std::string put_sdk(const std::string& name) {
        const auto bin = os::join(host.path(name), "bin");
        put(bin, "go");
        REQUIRE(host.files->write_atomic(os::join(host.path(name), "VERSION"), "go1.22.5\n"));
        return bin;
    }
    ops::Diagnosis diagnose(bool fix = false) {
        ops::Context context(host.host, layout, {}, true);
        auto result = ops::diagnose(context, stored, facts, fix, program);
        REQUIRE(result);
        return std::move(*result);
    }
    std::string read(std::string_view path) {
        const auto content = host.files->read(std::string(path), 1 << 20);
        return content ? *content : "(none)";
    }
    /// The only file in state/backups whose name ends so.
    std::string backup(const std::string& end) {
        const auto names = host.files->list(layout.backups());
        for (const auto& name : names ? *names : std::vector<std::string>()) {
            if (name.ends_with(end)) {
                return read(os::join(layout.backups(), name));
            }
        }
        return "(none)";
    }
};

const Message* finding(const ops::Diagnosis& diagnosis, const MessageSpec& spec) {
    const auto found = std::find_if(diagnosis.found.begin(), diagnosis.found.end(),
                                    [&](const Message& one) { return one.is(spec); });
    return found == diagnosis.found.end() ? nullptr : &*found;
}

} // namespace

TEST_CASE("A healthy account has nothing found") {
    Fixture f;
    const auto diagnosis = f.diagnose();
    std::string text;
    for (const auto& one : diagnosis.found) {
        text += render_text(one, "found");
    }
    CHECK(text == "");
    REQUIRE(diagnosis.facts.size() == 1);
    CHECK(diagnosis.facts[0].is(msg::doctor_go_on_path));
}

TEST_CASE("A machine PATH with a Go ahead is found, and a script with its undo written for an "
          "administrator") {
    Fixture f;
    f.stored.store = true;
    const auto msi = f.put_sdk("O'Brien\xC3\xA9");
    const Value before{"C:\\win;" + msi + ";C:\\after", true};
    f.stored.values[{Scope::machine, "Path"}] = before;
    f.stored.values[{Scope::user, "Path"}] = {f.layout.shims(), true};
    if (!k_windows) {
        return; // entries of a stored PATH are separated as Windows does
    }
    CHECK(finding(f.diagnose(), msg::doctor_machine_path)->fact("command") ==
          "govern doctor --fix");
    const auto diagnosis = f.diagnose(true);
    const auto script = f.backup("-doctor-admin.ps1");
    const auto undo = f.backup("-doctor-admin-undo.ps1");
    CHECK(f.stored.values.at({Scope::machine, "Path"}) == before);
    CHECK(script.find("('Path') ('C:\\win;") != script.npos);
    CHECK(script.find(" ('C:\\win;C:\\after') ExpandString\r\n") != script.npos);
    CHECK(undo.find("('Path') ('C:\\win;C:\\after') ('C:\\win;") != undo.npos);
    CHECK(script.find("O''Brien'+[char]0x00e9+'") != script.npos);
    CHECK(std::all_of(script.begin(), script.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    REQUIRE(diagnosis.repairs.size() == 1);
    CHECK(f.read(diagnosis.repairs[0].fact("undo")) == undo);
}

TEST_CASE("What else is in a folder of the machine PATH is not taken away with its go") {
    Fixture f;
    f.stored.store = true;
    const auto tools = f.host.path("tools");
    f.put(tools, "go");
    f.stored.values[{Scope::machine, "Path"}] = {tools, true};
    if (!k_windows && tools.find(';') == tools.npos) { // one entry needs no separator
        const auto diagnosis = f.diagnose(true);
        CHECK(finding(diagnosis, msg::doctor_machine_path)->fact("command") ==
              "govern setup --machine");
        CHECK(diagnosis.repairs.empty());
    }
}

TEST_CASE("A home for every account goes first on the machine PATH, and nothing is taken off it") {
    Fixture f;
    f.stored.store = true;
    const auto msi = f.put_sdk("Go");
    f.stored.values[{Scope::machine, "Path"}] = {msi + ';' + f.layout.shims(), true};
    if (k_windows) {
        (void)f.diagnose(true);
        CHECK(f.backup("-doctor-admin.ps1")
                  .find(" ('" + f.layout.shims() + ';' + msi + "') ExpandString") !=
              std::string::npos);
    }
}

TEST_CASE("GOROOT: the account's is removed with a backup, the machine's by the script") {
    Fixture f;
    f.stored.store = true;
    f.stored.values[{Scope::user, "GOROOT"}] = {"C:\\old", false};
    f.stored.values[{Scope::machine, "GOROOT"}] = {"C:\\Program Files\\Go", false};
    CHECK(finding(f.diagnose(), msg::doctor_goroot));
    CHECK(f.stored.writes == 0);
    (void)f.diagnose(true);
    CHECK(f.stored.values.count({Scope::user, "GOROOT"}) == 0);
    CHECK(f.backup("-user-GOROOT") == "C:\\old");
    CHECK(f.stored.announced == 1);
    CHECK(f.stored.values.count({Scope::machine, "GOROOT"}) == 1);
    CHECK(f.backup("-doctor-admin.ps1")
              .find("('GOROOT') ('C:\\Program Files\\Go') $null ExpandString") !=
          std::string::npos);
    CHECK(f.backup("-doctor-admin-undo.ps1")
              .find("('GOROOT') $null ('C:\\Program Files\\Go') String") != std::string::npos);
}

TEST_CASE("The session's GOROOT is found, but not the one that `use` set") {
    Fixture f;
    f.host.host.environment.set("GOROOT", f.host.path("elsewhere"));
    REQUIRE(f.host.files->write_atomic(os::join(f.me, ".bashrc"),
                                       "a=1\n# GOROOT=x\nexport GOROOT=/opt/go\n"));
    const auto diagnosis = f.diagnose();
    const auto* found = finding(diagnosis, msg::doctor_goroot);
    REQUIRE(found);
    if (!k_windows) {
        CHECK(found->fact("where") == "this session's environment, by " + f.me + "/.bashrc:3");
    } else {
        f.stored.parent = "powershell";
        const auto in_powershell = f.diagnose();
        CHECK(finding(in_powershell, msg::doctor_goroot)->fact("command") ==
              "Remove-Item Env:GOROOT");
        f.stored.parent = "cmd";
        const auto in_cmd = f.diagnose();
        CHECK(finding(in_cmd, msg::doctor_goroot)->fact("command") == "set GOROOT=");
    }
    f.host.host.environment.set("GOROOT", os::join(f.layout.sdks(), "go1.22.5.linux-amd64"));
    CHECK_FALSE(finding(f.diagnose(), msg::doctor_goroot));
}

TEST_CASE("The GOENV file loses its GOROOT and carriage returns, and keeps the rest") {
    Fixture f;
    const auto goenv = f.host.write("env", "GOPROXY=direct\r\nGOROOT=/x\nGOFLAGS=-v");
    f.host.host.environment.set("GOENV", goenv);
    const auto diagnosis = f.diagnose(true);
    CHECK(finding(diagnosis, msg::doctor_goenv_crlf)->fact("line") == "1");
    CHECK(finding(diagnosis, msg::doctor_goenv_goroot)->fact("line") == "2");
    CHECK(f.read(goenv) == "GOPROXY=direct\nGOFLAGS=-v");
    CHECK(f.backup("-goenv") == "GOPROXY=direct\r\nGOROOT=/x\nGOFLAGS=-v");
    CHECK(f.diagnose().found.empty());
}

TEST_CASE("A GOENV file of PowerShell's is written as Go reads it") {
    Fixture f;
    const auto told = [&](const std::string& bytes) {
        const auto goenv = f.host.write("env", bytes);
        f.host.host.environment.set("GOENV", goenv);
        const auto diagnosis = f.diagnose(true);
        const auto* found = finding(diagnosis, msg::doctor_goenv_encoding);
        return (found ? std::string(found->fact("what")) : "nothing") + " -> " + f.read(goenv);
    };
    CHECK(told("\xEF\xBB\xBFGOFLAGS=-v\nGOPROXY=off\n") ==
          "its first line, GOFLAGS=-v -> GOFLAGS=-v\nGOPROXY=off\n");
    CHECK(told("\xEF\xBB\xBF# a\nGOPROXY=off\n") == "nothing -> \xEF\xBB\xBF# a\nGOPROXY=off\n");
    std::string utf16 = "\xFF\xFE";
    for (const char c : std::string("GOFLAGS=-v\r\n")) {
        utf16 += c;
        utf16 += '\0';
    }
    CHECK(told(utf16) == "any of its settings -> GOFLAGS=-v\n");
    f.host.host.environment.set("GOENV", f.me);
    CHECK(finding(f.diagnose(), msg::doctor_goenv_folder));
}

TEST_CASE(
    "The run that repairs does not say to repair, and writes an administrator's script once") {
    Fixture f;
    f.facts.long_paths = false;
    const auto before = f.diagnose();
    CHECK(render(*finding(before, msg::doctor_long_paths)).hints ==
          std::vector<std::string>{"govern doctor --fix"});
    const auto first = f.diagnose(true);
    CHECK(render(*finding(first, msg::doctor_long_paths)).hints.empty());
    const auto second = f.diagnose(true);
    REQUIRE(second.repairs.size() == 1);
    CHECK(second.repairs[0].fact("path") == first.repairs[0].fact("path"));
    CHECK(second.repairs[0].fact("undo") == first.repairs[0].fact("undo"));
    CHECK(render(second.repairs[0])
              .text.find("-File \"" + std::string(second.repairs[0].fact("path")) + '"') !=
          std::string::npos);
}

TEST_CASE("The user PATH: shims first again, nothing twice, the rest as it was") {
    Fixture f;
    f.stored.store = true;
    const auto other = f.put_sdk("other");
    f.stored.values[{Scope::user, "Path"}] = {
        other + ";%USERPROFILE%\\x;" + f.layout.shims() + ';' + other + '\\', true};
    if (k_windows) {
        const auto diagnosis = f.diagnose(true);
        CHECK(finding(diagnosis, msg::doctor_user_path));
        CHECK(finding(diagnosis, msg::doctor_path_double)->fact("entries") == other + '\\');
        CHECK(finding(diagnosis, msg::doctor_path_nowhere)->fact("entries") == "%USERPROFILE%\\x");
        CHECK(f.stored.values.at({Scope::user, "Path"}) ==
              Value{f.layout.shims() + ';' + other + ";%USERPROFILE%\\x", true});
        CHECK(f.backup("-PATH").ends_with(other + '\\'));
    }
}

TEST_CASE("An installed Go and what managers left are named") {
    Fixture f;
    f.facts.installed_go = {
        {"Go Programming Language amd64 go1.22.5", "C:\\Program Files\\Go\\", "msiexec /x {1-2}"}};
    REQUIRE(f.host.files->make_folders(os::join(f.me, ".gobrew")));
    const auto diagnosis = f.diagnose(true);
    const auto* installer = finding(diagnosis, msg::doctor_installer);
    REQUIRE(installer);
    CHECK(render(*installer).hints == std::vector<std::string>{"msiexec /x {1-2}"});
    CHECK(render(*installer).text.ends_with("every account of this machine"));
    CHECK(finding(diagnosis, msg::doctor_other_manager)->fact("path") == os::join(f.me, ".gobrew"));
    CHECK(diagnosis.repairs.empty());
    f.facts.installed_go[0].of_account = true;
    const auto of_account = f.diagnose();
    CHECK(render(*finding(of_account, msg::doctor_installer)).text.ends_with("for this account"));
}

TEST_CASE("What managers left is found where their variables say, and once") {
    Fixture f;
    const auto scoop = f.host.path("my scoop");
    f.host.host.environment.set("SCOOP", scoop);
    f.host.host.environment.set("SCOOP_GLOBAL", scoop);
    for (const auto& path : {os::join(os::join(scoop, "apps"), "go"), os::join(f.me, ".goup"),
                             os::join(os::join(os::join(f.me, ".proto"), "tools"), "go")}) {
        REQUIRE(f.host.files->make_folders(path));
    }
    std::vector<std::string> names;
    for (const auto& one : f.diagnose().found) {
        names.emplace_back(one.fact("name"));
    }
    std::sort(names.begin(), names.end());
    CHECK(names == std::vector<std::string>{"Scoop", "goup", "proto"});
}

TEST_CASE("An App Execution Alias is a program of no bytes") {
    Fixture f;
    const auto folder = os::join(os::join(f.host.path("local"), "Microsoft"), "WindowsApps");
    REQUIRE(f.host.files->make_folders(folder));
    REQUIRE(f.host.files->write_atomic(os::join(folder, "gofmt.exe"), ""));
    REQUIRE(f.host.files->write_atomic(os::join(folder, "govern.exe"), "a real one"));
    const auto diagnosis = f.diagnose();
    if (k_windows) {
        REQUIRE(diagnosis.found.size() == 1);
        CHECK(finding(diagnosis, msg::doctor_alias)->fact("path") == os::join(folder, "gofmt.exe"));
    } else {
        CHECK(diagnosis.found.empty());
    }
}

TEST_CASE("cgo without its compiler") {
    Fixture f;
    auto& environment = f.host.host.environment;
    environment.unset("CGO_ENABLED");
    const auto effect = [&] {
        const auto diagnosis = f.diagnose();
        const auto* found = finding(diagnosis, msg::doctor_no_compiler);
        return found ? std::string(found->fact("effect")) : std::string();
    };
    CHECK(effect() == "Go 1.20 and newer then builds without cgo and does not say so");
    environment.set("CGO_ENABLED", "1");
    CHECK(effect() == "builds of packages that use cgo then fail");
    environment.set("CC", os::join(f.host.path("none"), "cc"));
    CHECK_FALSE(effect().empty());
    environment.set("CC", '"' + f.put(f.host.path("a b"), "cc") + "\" -m64");
    CHECK(effect().empty());
    environment.unset("CC");
    environment.set("GOENV", f.host.write("env", "CGO_ENABLED=0\n"));
    environment.unset("CGO_ENABLED");
    CHECK(effect().empty());
}

TEST_CASE("Long paths off need an administrator; Defender is a note") {
    Fixture f;
    f.facts.long_paths = false;
    f.facts.defender = true;
    const auto diagnosis = f.diagnose(true);
    REQUIRE(diagnosis.found.size() == 1);
    CHECK(diagnosis.found[0].is(msg::doctor_long_paths));
    CHECK(f.backup("-doctor-admin.ps1").find("('LongPathsEnabled') 0 1 DWord") !=
          std::string::npos);
    CHECK(f.backup("-doctor-admin-undo.ps1").find("('LongPathsEnabled') 1 0 DWord") !=
          std::string::npos);
    REQUIRE(diagnosis.facts.size() == 2);
    CHECK(diagnosis.facts[1].fact("command") ==
          "Add-MpPreference -ExclusionPath ('" + f.layout.home() + "')");
    f.facts.long_paths = true;
    CHECK(f.diagnose().found.empty());
}
