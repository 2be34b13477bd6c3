#include "ops/doctor/doctor.hpp"

#include "ops/doctor/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "project/messages.hpp"
#include "shell/messages.hpp"
#include "support/catch.hpp"
#include "support/fake_user_environment.hpp"
#include "support/skipped.hpp"
#include "support/test_host.hpp"

#include <algorithm>

using namespace govern;
using Scope = os::UserEnvironment::Scope;
using Value = os::UserEnvironment::Value;

namespace {

const std::string k_exe(path::k_exe_suffix);

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
        environment.set(path::k_windows ? "USERPROFILE" : "HOME", me);
        environment.set(path::k_windows ? "LOCALAPPDATA" : "XDG_CONFIG_HOME", host.path("local"));
        environment.set(path::k_windows ? "APPDATA" : "UNUSED", host.path("roaming"));
        environment.set("CGO_ENABLED", "0");
        environment.set("PATH", layout.shims());
    }
    std::string put(const std::string& folder, const std::string& name) {
        REQUIRE(host.files->make_folders(folder));
        const auto path = path::join(folder, name + k_exe);
        REQUIRE(host.files->install_program(host.write("program", "x"), path));
        return path;
    }
    /// A GOROOT; its bin.
    std::string put_sdk(const std::string& name) {
        const auto bin = path::join(host.path(name), "bin");
        put(bin, "go");
        REQUIRE(host.files->write_atomic(path::join(host.path(name), "VERSION"), "go1.22.5\n"));
        return bin;
    }
    ops::Diagnosis diagnose(ops::Fix fix = ops::Fix::none) {
        ops::Context context(host.host, layout, {}, true);
        auto result = ops::diagnose(context, stored, facts, fix, program);
        REQUIRE(result);
        // A Go that lies on the machine that runs the tests is no fact of this account.
        auto& told = result->facts;
        told.erase(std::remove_if(told.begin(), told.end(),
                                  [](const Message& one) { return one.is(msg::adoptable); }),
                   told.end());
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
                return read(path::join(layout.backups(), name));
            }
        }
        return "(none)";
    }
};

const Message* finding(const ops::Diagnosis& diagnosis, const MessageSpec& spec) {
    const auto found = std::find_if(diagnosis.found.begin(), diagnosis.found.end(),
                                    [&](const ops::Finding& one) { return one.message.is(spec); });
    return found == diagnosis.found.end() ? nullptr : &found->message;
}

} // namespace

TEST_CASE("A healthy account has nothing found") {
    Fixture f;
    const auto diagnosis = f.diagnose();
    std::string text;
    for (const auto& one : diagnosis.found) {
        text += render_text(one.message, "found");
    }
    CHECK(text == "");
    REQUIRE(diagnosis.facts.size() == 1);
    CHECK(diagnosis.facts[0].is(msg::doctor_go_on_path));
    CHECK(diagnosis.go_on_path.size() == 1);
}

TEST_CASE("A machine PATH with a Go ahead is found, and a script with its undo written for an "
          "administrator") {
    Fixture f;
    f.stored.store = true;
    const auto msi = f.put_sdk("O'Brien\xC3\xA9");
    const Value before{"C:\\win;" + msi + ";C:\\after", true};
    f.stored.values[{Scope::machine, "Path"}] = before;
    f.stored.values[{Scope::user, "Path"}] = {f.layout.shims(), true};
    if (!test::on_windows("doctor: a machine PATH of several entries")) {
        return;
    }
    CHECK(finding(f.diagnose(), msg::doctor_machine_path)->fact("command") ==
          "govern doctor --fix");
    const auto diagnosis = f.diagnose(ops::Fix::all);
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
    f.stored.values[{Scope::machine, "Path"}] = {tools, true}; // one entry needs no separator
    const auto diagnosis = f.diagnose(ops::Fix::all);
    CHECK(finding(diagnosis, msg::doctor_machine_path)->fact("command") ==
          "govern setup --machine");
    CHECK(diagnosis.repairs.empty());
}

TEST_CASE("A home for every account goes first on the machine PATH, and nothing is taken off it") {
    Fixture f;
    f.stored.store = true;
    const auto msi = f.put_sdk("Go");
    f.stored.values[{Scope::machine, "Path"}] = {msi + ';' + f.layout.shims(), true};
    if (!test::on_windows("doctor: a machine PATH with the shims after a Go")) {
        return;
    }
    (void)f.diagnose(ops::Fix::all);
    CHECK(f.backup("-doctor-admin.ps1")
              .find(" ('" + f.layout.shims() + ';' + msi + "') ExpandString") != std::string::npos);
}

TEST_CASE("GOROOT: the account's is removed with a backup, the machine's by the script") {
    Fixture f;
    f.stored.store = true;
    f.stored.values[{Scope::user, "GOROOT"}] = {"C:\\old", false};
    f.stored.values[{Scope::machine, "GOROOT"}] = {"C:\\Program Files\\Go", false};
    CHECK(finding(f.diagnose(), msg::doctor_goroot));
    CHECK(f.stored.writes == 0);
    (void)f.diagnose(ops::Fix::all);
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

TEST_CASE("A dry run of --fix tells its repairs and makes none") {
    Fixture f;
    f.stored.store = true;
    f.stored.values[{Scope::user, "GOROOT"}] = {"C:\\old", false};
    f.stored.values[{Scope::machine, "GOROOT"}] = {"C:\\Program Files\\Go", false};
    const auto planned = f.diagnose(ops::Fix::dry_run);
    CHECK(f.stored.writes == 0);
    CHECK_FALSE(f.host.files->info(f.layout.backups())->has_value());
    REQUIRE(planned.repairs.size() == 2);
    CHECK(planned.repairs[0].is(msg::doctor_would_fix));
    CHECK(planned.repairs[1].is(msg::doctor_would_write_script));
    const auto done = f.diagnose(ops::Fix::all);
    REQUIRE(done.repairs.size() == 2);
    CHECK(done.repairs[0].fact("what") == planned.repairs[0].fact("what"));
}

TEST_CASE("The session's GOROOT is found, but not the one that `use` set") {
    Fixture f;
    f.host.host.environment.set("GOROOT", f.host.path("elsewhere"));
    REQUIRE(f.host.files->write_atomic(path::join(f.me, ".bashrc"),
                                       "a=1\n# GOROOT=x\nexport GOROOT=/opt/go\n"));
    const auto diagnosis = f.diagnose();
    const auto* found = finding(diagnosis, msg::doctor_goroot);
    REQUIRE(found);
    if (!path::k_windows) {
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
    f.host.host.environment.set("GOROOT", path::join(f.layout.sdks(), "go1.22.5.linux-amd64"));
    CHECK_FALSE(finding(f.diagnose(), msg::doctor_goroot));
}

TEST_CASE("The GOENV file loses its GOROOT and carriage returns, and keeps the rest") {
    Fixture f;
    const auto goenv = f.host.write("env", "GOPROXY=direct\r\nGOROOT=/x\nGOFLAGS=-v");
    f.host.host.environment.set("GOENV", goenv);
    const auto diagnosis = f.diagnose(ops::Fix::all);
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
        const auto diagnosis = f.diagnose(ops::Fix::all);
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
    const auto first = f.diagnose(ops::Fix::all);
    CHECK(render(*finding(first, msg::doctor_long_paths)).hints.empty());
    const auto second = f.diagnose(ops::Fix::all);
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
    if (!test::on_windows("doctor: a user PATH of several entries")) {
        return;
    }
    const auto diagnosis = f.diagnose(ops::Fix::all);
    CHECK(finding(diagnosis, msg::doctor_user_path));
    CHECK(finding(diagnosis, msg::doctor_path_double)->fact("entries") == other + '\\');
    CHECK(finding(diagnosis, msg::doctor_path_nowhere)->fact("entries") == "%USERPROFILE%\\x");
    CHECK(f.stored.values.at({Scope::user, "Path"}) ==
          Value{f.layout.shims() + ';' + other + ";%USERPROFILE%\\x", true});
    CHECK(f.backup("-PATH").ends_with(other + '\\'));
}

TEST_CASE("A PATH that cmd or old tools would cut is told with its length") {
    Fixture f;
    f.stored.store = true;
    const auto path = f.layout.shims() + path::k_list_separator;
    f.host.host.environment.set("PATH", path + std::string(8200, 'x'));
    f.stored.values[{Scope::user, "Path"}] = {f.layout.shims() + ';' + std::string(2100, 'x'),
                                              true};
    std::vector<std::string> told;
    for (const auto& one : f.diagnose().found) {
        if (one.message.is(msg::doctor_path_long)) {
            told.emplace_back(one.message.fact("what"));
        }
    }
    CHECK(told == std::vector<std::string>{"PATH", "the user PATH"});
}

TEST_CASE("An installed Go and what managers left are named") {
    Fixture f;
    f.facts.installed_go = {
        {"Go Programming Language amd64 go1.22.5", "C:\\Program Files\\Go\\", "msiexec /x {1-2}"}};
    REQUIRE(f.host.files->make_folders(path::join(f.me, ".gobrew")));
    const auto diagnosis = f.diagnose(ops::Fix::all);
    const auto* installer = finding(diagnosis, msg::doctor_installer);
    REQUIRE(installer);
    CHECK(render(*installer).hints == std::vector<std::string>{"msiexec /x {1-2}"});
    CHECK(render(*installer).text.ends_with("every account of this machine"));
    CHECK(finding(diagnosis, msg::doctor_other_manager)->fact("path") ==
          path::join(f.me, ".gobrew"));
    CHECK(diagnosis.repairs.empty());
    f.facts.installed_go[0].of_account = true;
    const auto of_account = f.diagnose();
    CHECK(render(*finding(of_account, msg::doctor_installer)).text.ends_with("for this account"));
}

TEST_CASE("A Go that lies where its installer puts it, but is not listed, is a rest") {
    Fixture f;
    const auto programs = f.host.path("programs");
    REQUIRE(f.host.files->make_folders(path::join(programs, "Go")));
    f.host.host.environment.set("ProgramFiles", programs);
    const auto diagnosis = f.diagnose();
    const auto* left = finding(diagnosis, msg::doctor_installer_left);
    REQUIRE(left);
    CHECK(left->fact("path") == path::join(programs, "Go"));
    f.facts.installed_go = {{"Go", path::join(programs, "Go"), "msiexec /x {1-2}"}};
    CHECK_FALSE(finding(f.diagnose(), msg::doctor_installer_left));
}

TEST_CASE("What managers left is found where their variables say, and once") {
    Fixture f;
    const auto scoop = f.host.path("my scoop");
    f.host.host.environment.set("SCOOP", scoop);
    f.host.host.environment.set("SCOOP_GLOBAL", scoop);
    for (const auto& path : {path::join(path::join(scoop, "apps"), "go"), path::join(f.me, ".goup"),
                             path::join(path::join(path::join(f.me, ".proto"), "tools"), "go")}) {
        REQUIRE(f.host.files->make_folders(path));
    }
    std::vector<std::string> names;
    for (const auto& one : f.diagnose().found) {
        names.emplace_back(one.message.fact("name"));
    }
    std::sort(names.begin(), names.end());
    CHECK(names == std::vector<std::string>{"Scoop", "goup", "proto"});
}

TEST_CASE("An App Execution Alias is a program of no bytes") {
    Fixture f;
    const auto folder = path::join(path::join(f.host.path("local"), "Microsoft"), "WindowsApps");
    REQUIRE(f.host.files->make_folders(folder));
    REQUIRE(f.host.files->write_atomic(path::join(folder, "gofmt.exe"), ""));
    REQUIRE(f.host.files->write_atomic(path::join(folder, "govern.exe"), "a real one"));
    const auto diagnosis = f.diagnose();
    if (path::k_windows) {
        REQUIRE(diagnosis.found.size() == 1);
        CHECK(finding(diagnosis, msg::doctor_alias)->fact("path") ==
              path::join(folder, "gofmt.exe"));
    } else {
        CHECK(diagnosis.found.empty());
    }
}

TEST_CASE("The compiler is the one that Go takes from its GOENV file: the last line, untrimmed") {
    Fixture f;
    auto& environment = f.host.host.environment;
    environment.unset("CGO_ENABLED");
    const auto first = f.put(f.host.path("first"), "cc");
    const auto last = f.put(f.host.path("last"), "cc");
    environment.set("GOENV", f.host.write("goenv", "CC=" + first + "\nCC=" + last + "\n"));
    const auto diagnosis = f.diagnose();
    const auto compiler =
        std::find_if(diagnosis.facts.begin(), diagnosis.facts.end(),
                     [](const Message& one) { return one.is(msg::doctor_compiler); });
    REQUIRE(compiler != diagnosis.facts.end());
    CHECK(compiler->fact("path") == last);
    // For Go, `0 ` is not 0.
    environment.set("GOENV", f.host.write("goenv", "CGO_ENABLED=0 \nCC=/none/cc\n"));
    const auto spaced = f.diagnose();
    const auto* missing = finding(spaced, msg::doctor_no_compiler);
    REQUIRE(missing != nullptr);
    CHECK(missing->fact("setting") == "CGO_ENABLED is 0 ");
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
    environment.set("CC", path::join(f.host.path("none"), "cc"));
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
    const auto diagnosis = f.diagnose(ops::Fix::all);
    REQUIRE(diagnosis.found.size() == 1);
    CHECK(diagnosis.found[0].message.is(msg::doctor_long_paths));
    CHECK(f.backup("-doctor-admin.ps1").find("('LongPathsEnabled') 0 1 DWord") !=
          std::string::npos);
    CHECK(f.backup("-doctor-admin-undo.ps1").find("('LongPathsEnabled') 1 0 DWord") !=
          std::string::npos);
    REQUIRE(diagnosis.facts.size() == 2);
    CHECK(diagnosis.facts[1].is(msg::doctor_defender));
    CHECK(diagnosis.facts[1].fact("command") ==
          "Add-MpPreference -ExclusionPath ('" + f.layout.home() + "')");
    f.facts.long_paths = true;
    CHECK(f.diagnose().found.empty());
}

namespace {

/// What makes one finding, and what `doctor` says by its exit about it.
struct Case {
    const MessageSpec* spec;
    void (*make)(Fixture&);
    bool is_fault;          ///< it changes which Go runs, or --fix repairs it
    bool is_left_by_fix;    ///< after --fix
    bool has_store = false; ///< in an account whose variables are stored, as on Windows
};

void write_goenv(Fixture& f, const std::string& text) {
    f.host.host.environment.set("GOENV", f.host.write("goenv", text));
}

void choose_nothing_that_runs(Fixture& f) {
    f.host.host.environment.set("GOVERN_VERSION", "1.22.5");
}

const Case k_cases[] = {
    // Which Go runs, and nothing that --fix could do about it.
    {&msg::wanted_not_installed, choose_nothing_that_runs, true, true},
    {&msg::doctor_goroot,
     [](Fixture& f) { f.host.host.environment.set("GOROOT", f.host.path("elsewhere")); }, true,
     true},
    {&msg::go_shadowed,
     [](Fixture& f) {
         f.host.host.environment.set("PATH", f.put_sdk("other") + path::k_list_separator +
                                                 f.layout.shims());
     },
     true, true},
    {&msg::doctor_goroot,
     [](Fixture& f) { f.stored.values[{Scope::machine, "GOROOT"}] = {"C:\\Go", false}; }, true,
     true, true},
    {&msg::doctor_machine_path,
     [](Fixture& f) { f.stored.values[{Scope::machine, "Path"}] = {f.put_sdk("msi"), true}; }, true,
     true, true},
    // What --fix repairs.
    {&msg::doctor_goroot,
     [](Fixture& f) { f.stored.values[{Scope::user, "GOROOT"}] = {"C:\\Go", false}; }, true, false,
     true},
    {&msg::doctor_goenv_goroot, [](Fixture& f) { write_goenv(f, "GOROOT=/x\n"); }, true, false},
    {&msg::doctor_goenv_crlf, [](Fixture& f) { write_goenv(f, "GOFLAGS=-v\r\n"); }, true, false},
    {&msg::doctor_goenv_encoding, [](Fixture& f) { write_goenv(f, "\xEF\xBB\xBFGOFLAGS=-v\n"); },
     true, false},
    {&msg::doctor_shims_incomplete,
     [](Fixture& f) {
         REQUIRE(f.host.files->remove(path::join(f.layout.shims(), "gofmt" + k_exe)));
     },
     true, false},
    // Notes.
    {&msg::doctor_goenv_folder, [](Fixture& f) { f.host.host.environment.set("GOENV", f.me); },
     false, false},
    {&msg::doctor_other_manager,
     [](Fixture& f) { REQUIRE(f.host.files->make_folders(path::join(f.me, ".gvm"))); }, false,
     false},
    {&msg::doctor_installer,
     [](Fixture& f) { f.facts.installed_go = {{"Go", "C:\\Go", "msiexec /x {1-2}"}}; }, false,
     false},
    {&msg::doctor_installer_left,
     [](Fixture& f) {
         f.host.host.environment.set("ProgramFiles", f.host.path("programs"));
         REQUIRE(f.host.files->make_folders(path::join(f.host.path("programs"), "Go")));
     },
     false, false},
    {&msg::doctor_other_govern,
     [](Fixture& f) {
         const auto other = f.host.path("other");
         f.host.host.environment.set("PATH", f.layout.shims() + path::k_list_separator + other);
         REQUIRE(f.host.files->make_folders(other));
         REQUIRE(f.host.files->write_atomic(path::join(other, "govern" + k_exe), "another"));
     },
     false, false},
    {&msg::doctor_no_compiler,
     [](Fixture& f) {
         f.host.host.environment.set("CGO_ENABLED", "1");
         f.host.host.environment.set("CC", f.host.path("none"));
     },
     false, false},
    {&msg::doctor_long_paths, [](Fixture& f) { f.facts.long_paths = false; }, false, false},
    {&msg::doctor_path_long,
     [](Fixture& f) {
         f.host.host.environment.set("PATH", f.layout.shims() + path::k_list_separator +
                                                 std::string(8200, 'x'));
     },
     false, false, true},
    {&msg::doctor_path_nowhere,
     [](Fixture& f) { f.stored.values[{Scope::user, "Path"}] = {f.host.path("nowhere"), true}; },
     false, false, true},
    {&msg::doctor_not_an_sdk,
     [](Fixture& f) {
         REQUIRE(f.host.files->make_folders(path::join(f.layout.sdks(), "old-backup")));
     },
     false, false},
    {&msg::doctor_unknown_folder,
     [](Fixture& f) {
         REQUIRE(f.host.files->make_folders(path::join(f.layout.sdks(), "go1.22.5.plan9-386")));
     },
     false, false},
};

} // namespace

TEST_CASE("What changes which Go runs, what --fix repairs, and what is only a note") {
    for (const auto& one : k_cases) {
        Fixture f;
        f.stored.store = one.has_store;
        one.make(f);
        INFO(one.spec->code);
        const auto diagnosis = f.diagnose();
        REQUIRE(finding(diagnosis, *one.spec));
        CHECK(diagnosis.has_fault(ops::Fix::none) == one.is_fault);
        CHECK(f.diagnose(ops::Fix::dry_run).has_fault(ops::Fix::dry_run) == one.is_fault);
        CHECK(f.diagnose(ops::Fix::all).has_fault(ops::Fix::all) == one.is_left_by_fix);
    }
}
