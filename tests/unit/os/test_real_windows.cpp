// What only a real Windows does, [realwindows]: under Wine left out, counted and named. And its
// peers.
#ifdef _WIN32

#include "os/files.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"
#include "os/process.hpp"
#include "os/user_environment.hpp"
#include "os/utf16.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "system/error_windows.hpp"

#include <windows.h>

#include <chrono>
#include <thread>

using namespace govern;
using test::TempDir;

namespace {

/// A junction by cmd's own mklink, which needs no rights.
void make_junction(const std::string& link, const std::string& target) {
    os::Command command;
    command.program = *os::real_processes()->find("cmd", os::process_environment());
    command.arguments = {"/d", "/c", "mklink", "/J", link, target};
    command.environment = os::process_environment();
    const auto made = os::real_processes()->capture(command, 4096);
    REQUIRE(made);
    INFO(made->err);
    REQUIRE(made->exit.code == 0);
}

/// A program that runs until the file `stop` is there.
class RunningChild {
public:
    explicit RunningChild(const TempDir& temp)
        : m_temp(temp), program(temp.path("held/child.exe")) {
        const auto files = os::real_files();
        REQUIRE(files->make_folders(temp.path("held")));
        const auto built = path::join(path::parent(*os::own_program()), "child.exe");
        REQUIRE(files->install_program(built, program));
        m_thread = std::thread([this] {
            os::Command command;
            command.program = program;
            command.arguments = {"wait", m_temp.path("started"), m_temp.path("stop")};
            command.environment = os::process_environment();
            (void)os::real_processes()->run(command);
        });
        for (int i = 0; i < 3000 && !*files->info(temp.path("started")); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
    ~RunningChild() { end(); }
    RunningChild(const RunningChild&) = delete;
    RunningChild& operator=(const RunningChild&) = delete;

    void end() {
        if (m_thread.joinable()) {
            (void)os::real_files()->write_atomic(m_temp.path("stop"), "");
            m_thread.join();
        }
    }

private:
    const TempDir& m_temp;

public:
    const std::string program;

private:
    std::thread m_thread;
};

/// This thread without administrator's rights, as a standard user's process would be.
class StandardUser {
public:
    StandardUser() {
        HANDLE own = nullptr;
        HANDLE less = nullptr;
        constexpr DWORD lua_token =
            0x4; // what a standard user's token holds (CreateRestrictedToken)
        REQUIRE(OpenProcessToken(GetCurrentProcess(),
                                 TOKEN_DUPLICATE | TOKEN_QUERY | TOKEN_ASSIGN_PRIMARY, &own) != 0);
        const os::Handle token(own);
        REQUIRE(CreateRestrictedToken(own, lua_token, 0, nullptr, 0, nullptr, 0, nullptr, &less) !=
                0);
        const os::Handle restricted(less);
        REQUIRE(ImpersonateLoggedOnUser(less) != 0);
    }
    ~StandardUser() { RevertToSelf(); }
    StandardUser(const StandardUser&) = delete;
    StandardUser& operator=(const StandardUser&) = delete;
};

} // namespace

TEST_CASE("A junction is told as a link, and what it leads to survives every removal",
          "[realwindows]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto kept = temp.write("elsewhere/kept", "x");
    temp.write("tree/sub/file", "y");
    make_junction(temp.path("tree\\sub\\junction"), temp.path("elsewhere"));
    make_junction(temp.path("alone"), temp.path("elsewhere"));
    CHECK((*files->info(temp.path("alone")))->kind == os::FileInfo::Kind::link);
    CHECK(path::same_path(*files->canonical(temp.path("alone")),
                          *files->canonical(temp.path("elsewhere"))));
    CHECK(files->remove_tree(temp.path("tree")));
    CHECK_FALSE(*files->info(temp.path("tree")));
    CHECK(files->remove_tree(temp.path("alone")));
    CHECK_FALSE(*files->info(temp.path("alone")));
    CHECK(*files->info(kept));
}

TEST_CASE("The name of a file that others have open is free at once when it is removed",
          "[realwindows]") {
    const TempDir temp;
    const auto files = os::real_files({{}, std::chrono::milliseconds(200)});
    const auto path = temp.write("a", "old");
    const os::Handle open(CreateFileW(os::long_path(path).c_str(), GENERIC_READ, os::k_share_all,
                                      nullptr, OPEN_EXISTING, 0, nullptr));
    REQUIRE(open);
    REQUIRE(files->remove(path));
    CHECK_FALSE(*files->info(path));
    CHECK(files->create(path));
    CHECK(files->remove_tree(temp.path("a")));
}

TEST_CASE("A file that others have open is replaced, and they keep the old one", "[realwindows]") {
    const TempDir temp;
    const auto files = os::real_files({{}, std::chrono::milliseconds(200)});
    const auto path = temp.write("a", "old");
    const os::Handle open(CreateFileW(os::long_path(path).c_str(), GENERIC_READ, os::k_share_all,
                                      nullptr, OPEN_EXISTING, 0, nullptr));
    REQUIRE(open);
    CHECK(files->write_atomic(path, "new"));
    CHECK(*files->read(path, 10) == "new");
    char old[4] = {};
    DWORD count = 0;
    CHECK(ReadFile(open.get(), old, 3, &count, nullptr) != 0);
    CHECK(std::string(old) == "old");
}

TEST_CASE("A folder in which a program runs is not renamed, and the message names the program",
          "[realwindows]") {
    const TempDir temp;
    const auto files = os::real_files({{}, std::chrono::milliseconds(200)});
    RunningChild child(temp);
    const auto moved = files->rename(temp.path("held"), temp.path("moved"));
    REQUIRE_FALSE(moved);
    CHECK(moved.error().is(msg::file_in_use));
    INFO(moved.error().fact("holder"));
    CHECK(moved.error().fact("holder").find("(process ") != std::string::npos);
    child.end();
    CHECK(files->rename(temp.path("held"), temp.path("moved")));
}

TEST_CASE("What runs is left where it is by discard_tree, and goes later", "[tree]") {
    const TempDir temp;
    const auto files = os::real_files();
    temp.write("held/other", "x");
    RunningChild child(temp);
    files->discard_tree(temp.path("held"));
    CHECK(*files->info(child.program));
    CHECK_FALSE(*files->info(temp.path("held/other")));
    child.end();
    files->discard_tree(temp.path("held"));
    CHECK_FALSE(*files->info(temp.path("held")));
}

TEST_CASE("The Restart Manager names who has a file open", "[realwindows]") {
    const TempDir temp;
    const auto path = temp.write("a", "x");
    const os::Handle open(CreateFileW(os::long_path(path).c_str(), GENERIC_READ, 0, nullptr,
                                      OPEN_EXISTING, 0, nullptr));
    REQUIRE(open);
    const auto mine = "(process " + std::to_string(os::process_id()) + ')';
    CHECK(os::holders_of(path).find(mine) != std::string::npos);
    CHECK(os::holders_of(temp.folder()).find(mine) != std::string::npos);
}

TEST_CASE("A name changes its case only", "[realwindows]") {
    const TempDir temp;
    const auto files = os::real_files();
    REQUIRE(files->make_folders(temp.path("case")));
    REQUIRE(files->rename(temp.path("case"), temp.path("CASE")));
    CHECK(*files->list(temp.folder()) == std::vector<std::string>{"CASE"});
}

TEST_CASE("A read-only folder is removed with what is in it", "[realwindows]") {
    const TempDir temp;
    const auto files = os::real_files({{}, std::chrono::milliseconds(200)});
    temp.write("tree/sub/file", "x");
    REQUIRE(SetFileAttributesW(os::long_path(temp.path("tree/sub")).c_str(),
                               FILE_ATTRIBUTE_READONLY) != 0);
    CHECK(files->remove_tree(temp.path("tree")));
    CHECK_FALSE(*files->info(temp.path("tree")));
}

TEST_CASE("A standard user may change neither the machine's variables nor a protected folder",
          "[realwindows]") {
    const TempDir temp;
    const auto files = os::real_files({{}, std::chrono::milliseconds(200)});
    const auto stored = os::real_user_environment();
    const auto protectable = temp.path("all users");
    REQUIRE(os::real_files()->make_home(protectable));
    const bool is_protected =
        stored->is_administrator() && stored->protect_folder(protectable).has_value();
    const StandardUser standard;
    const auto refused =
        stored->set(os::UserEnvironment::Scope::machine, "GOVERN_TEST_REFUSED", {"x", false});
    if (refused) {
        (void)stored->remove(os::UserEnvironment::Scope::machine, "GOVERN_TEST_REFUSED");
    }
    REQUIRE_FALSE(refused);
    CHECK(refused.error().is(msg::environment_not_writable));
    CHECK(refused.error().exit() == Exit::permission);
    if (is_protected) { // its rights need an administrator to give them
        const auto written = files->write_atomic(path::join(protectable, "a"), "x");
        REQUIRE_FALSE(written);
        CHECK(written.error().exit() == Exit::permission);
        CHECK_FALSE(os::real_files()->folder_access(protectable)->writable);
        CHECK_FALSE(os::real_files()->folder_access(protectable)->others_may_write);
    }
}

TEST_CASE("helper: run a child that a break ends", "[.]") {
    os::Command command;
    command.program = path::join(path::parent(*os::own_program()), "child.exe");
    const auto environment = os::process_environment();
    command.arguments = {"wait", *environment.get("GOVERN_TEST_STARTED"),
                         *environment.get("GOVERN_TEST_STARTED") + ".stop"};
    command.environment = environment;
    const auto ended = os::real_processes()->run(command);
    ExitProcess(ended ? ended->code : 1);
}

TEST_CASE("A break of the whole group ends the child, and its code comes back", "[realwindows]") {
    const TempDir temp;
    const auto started = temp.path("started");
    SetEnvironmentVariableW(L"GOVERN_TEST_STARTED", os::to_utf16(started).c_str());
    auto line =
        os::to_utf16('"' + *os::own_program() + "\" \"helper: run a child that a break ends\"");
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION process{};
    REQUIRE(CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, CREATE_NEW_PROCESS_GROUP,
                           nullptr, nullptr, &startup, &process) != 0);
    const os::Handle helper(process.hProcess);
    const os::Handle thread(process.hThread);
    const auto files = os::real_files();
    for (int i = 0; i < 3000 && !*files->info(started); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    REQUIRE(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, process.dwProcessId) != 0);
    REQUIRE(WaitForSingleObject(helper.get(), 30000) == WAIT_OBJECT_0);
    DWORD code = 0;
    REQUIRE(GetExitCodeProcess(helper.get(), &code) != 0);
    CHECK(code == 0xC000013A); // STATUS_CONTROL_C_EXIT
}

#endif
