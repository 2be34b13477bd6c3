#include "os/process.hpp"

#include "base/text.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <thread>
#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

using namespace govern;
using test::TempDir;

namespace {

std::string child_program() {
    return path::join(path::parent(*os::own_program()), "child" + std::string(path::k_exe_suffix));
}

os::Command child(std::vector<std::string> arguments) {
    os::Command command;
    command.program = child_program();
    command.arguments = std::move(arguments);
    command.environment = os::process_environment();
    return command;
}

os::Captured captured(const os::Command& command, std::size_t limit = 1U << 24U) {
    auto result = os::real_processes()->capture(command, limit);
    INFO((result ? "" : render_text(result.error(), "error")));
    REQUIRE(result);
    return std::move(*result);
}

} // namespace

TEST_CASE("Arguments reach a child as they are", "[process]") {
    const std::vector<std::string> hostile = {"plain",     "",           " ",
                                              "a b",       "\"",         "\\",
                                              "\\\\",      "a\\",        "a b\\",
                                              "\\\"",      "a\"b\"c",    "%PATH%",
                                              "$HOME",     "*",          "?",
                                              "^&|<>",     "--flag=a b", "'",
                                              "`",         "!x!",        "\u00e4\u65e5\U0001F600",
                                              "tab\there", "a\\\\\"b",   "-",
                                              ";",         "(x)",        "line\nbreak"};
    auto arguments = hostile;
    arguments.insert(arguments.begin(), "args");
    const auto result = captured(child(arguments));
    CHECK(result.exit.code == 0);
    std::vector<std::string> received;
    for (const auto line : lines_of(result.out)) {
        received.push_back(*from_hex(line));
    }
    CHECK(received == hostile);
}

TEST_CASE("A child's exit code comes back, on Windows all 32 bits of it", "[process]") {
    CHECK(captured(child({"exit", "0"})).exit.code == 0);
    CHECK(captured(child({"exit", "42"})).exit.code == 42);
    CHECK(os::real_processes()->run(child({"exit", "7"}))->code == 7);
#ifdef _WIN32
    CHECK(captured(child({"exit", "70000"})).exit.code == 70000);
    CHECK(captured(child({"exit", "3221225477"})).exit.code == 0xC0000005);
    CHECK(captured(child({"exit", "259"})).exit.code == 259);
#endif
}

TEST_CASE("A child has exactly the environment that it is given", "[process]") {
    auto command = child({"env", "GOVERN_TEST_A"});
    command.environment.set("GOVERN_TEST_A", "a b=c");
    CHECK(captured(command).out == to_hex("a b=c") + "\n");
    command.environment.unset("GOVERN_TEST_A");
    CHECK(captured(command).out == "\n");
}

TEST_CASE("Both streams of a child are collected, up to a limit, and its stdin is empty",
          "[process]") {
    const auto result = captured(child({"spam", "300000"}));
    CHECK(result.out == std::string(300000, 'o'));
    CHECK(result.err == std::string(300000, 'e'));
    const auto cut = captured(child({"spam", "300000"}), 1000);
    CHECK(cut.out == std::string(1000, 'o'));
    CHECK(cut.err.size() == 1000);
    CHECK(cut.exit.code == 0);
    CHECK(captured(child({"stdin"})).out == "0\n");
}

TEST_CASE("All output of a child is passed on as it comes, also what is not kept", "[process]") {
    auto command = child({"spam", "300000"});
    std::string out;
    std::string err;
    command.tee = [&](os::Output which, std::string_view piece) {
        (which == os::Output::out ? out : err) += piece;
    };
    CHECK(captured(command, 1000).out.size() == 1000);
    CHECK(out == std::string(300000, 'o'));
    CHECK(err == std::string(300000, 'e'));
}

TEST_CASE("The time and memory that a child took are told", "[process]") {
    auto command = child({"spam", "3000000"});
    command.measured = true;
    const auto exit = captured(command).exit;
    CHECK(exit.cpu > std::chrono::microseconds(0));
    CHECK(exit.cpu < std::chrono::minutes(1));
    // Wine's jobs count no memory.
    if (path::k_windows && !exit.peak_memory) {
        WARN("SKIPPED: this system does not tell how much memory a child used");
        return;
    }
    REQUIRE(exit.peak_memory);
    CHECK(*exit.peak_memory > 100'000);
    CHECK(*exit.peak_memory < 4'000'000'000);
}

TEST_CASE("A child starts in the folder it is given", "[process]") {
    const TempDir temp;
    temp.write("marker", "");
    auto command = child({"here"});
    CHECK(captured(command).out == "no\n");
    command.folder = temp.folder();
    CHECK(captured(command).out == "yes\n");
    command.folder = temp.path("none");
    CHECK_FALSE(os::real_processes()->capture(command, 100));
}

TEST_CASE("A child that outlives its time limit is ended", "[process]") {
    const TempDir temp;
    auto command = child({"wait", temp.path("started"), temp.path("stop")});
    command.time_limit = std::chrono::milliseconds(200);
    CHECK(captured(command).exit.timed_out);
    const auto run = os::real_processes()->run(command);
    REQUIRE(run);
    CHECK(run->timed_out);
    auto quick = child({"exit", "3"});
    quick.time_limit = std::chrono::minutes(1);
    const auto result = captured(quick);
    CHECK(result.exit.code == 3);
    CHECK_FALSE(result.exit.timed_out);
}

TEST_CASE("What cannot be started is told with its path", "[process]") {
    const TempDir temp;
    os::Command command;
    command.program = temp.path("none");
    const auto none = os::real_processes()->run(command);
    REQUIRE_FALSE(none);
    CHECK(none.error().is(msg::not_started));
    CHECK(none.error().fact("path") == command.program);
    command.program = temp.write("text" + std::string(path::k_exe_suffix), "this is no program");
    CHECK_FALSE(os::real_processes()->capture(command, 100));
}

#ifdef _WIN32

TEST_CASE("Batch files are refused", "[process]") {
    const TempDir temp;
    os::Command command;
    command.program = temp.write("a.bat", "@echo off\r\n");
    for (const char* more : {"", ".", " . "}) {
        auto refused = command;
        refused.program += more;
        const auto result = os::real_processes()->run(refused);
        REQUIRE_FALSE(result);
        CHECK(result.error().is(msg::batch_refused));
    }
}

TEST_CASE("A command line that Windows would refuse is told before", "[process]") {
    const auto result =
        os::real_processes()->capture(child({"args", std::string(40000, 'a')}), 100);
    REQUIRE_FALSE(result);
    CHECK(result.error().is(msg::arguments_too_long));
}

#else // ^^^ Windows, POSIX vvv

TEST_CASE("A script whose interpreter is missing is told apart from a missing file", "[process]") {
    const TempDir temp;
    os::Command command;
    command.program = temp.path("script");
    REQUIRE(os::real_files()->install_program(temp.write("text", "#!/no/such/interpreter\n"),
                                              command.program));
    const auto result = os::real_processes()->run(command);
    REQUIRE_FALSE(result);
    CHECK(result.error().is(msg::loader_missing));
}

TEST_CASE("The signal that ended a child is told, as shells do", "[process]") {
    os::Command command;
    command.program = "/bin/sh";
    command.arguments = {"-c", "kill -9 $$"};
    const auto result = captured(command);
    CHECK(result.exit.signal == 9);
    CHECK(result.exit.code == 137);
    CHECK_FALSE(result.exit.interrupted);
}

TEST_CASE("A child that shares our output may have an empty stdin", "[process]") {
    const TempDir temp;
    const auto ours = ::open(temp.write("input", "x").c_str(), O_RDONLY);
    const auto kept = ::dup(STDIN_FILENO);
    REQUIRE(::dup2(ours, STDIN_FILENO) == STDIN_FILENO);
    os::Command command;
    command.program = "/bin/sh";
    command.arguments = {"-c", "read -r line; test -z \"$line\""};
    command.empty_stdin = true;
    const auto ended = os::real_processes()->run(command);
    ::dup2(kept, STDIN_FILENO);
    ::close(kept);
    ::close(ours);
    REQUIRE(ended);
    CHECK(ended->code == 0);
}

TEST_CASE("A child that an interrupt ended is told from one that returns the same code",
          "[process]") {
    os::Command command;
    command.program = "/bin/sh";
    for (const auto& [script, interrupted] : {std::pair("kill -INT $$", true),
                                              {"kill -TERM $$", true},
                                              {"exit 130", false},
                                              {"exit 143", false}}) {
        command.arguments = {"-c", script};
        CHECK(captured(command).exit.interrupted == interrupted);
    }
}

#endif

TEST_CASE("A running program is replaced, and found under its name at once", "[process]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto program = temp.path("shim" + std::string(path::k_exe_suffix));
    REQUIRE(files->install_program(child_program(), program));
    auto command = child({"wait", temp.path("started"), temp.path("stop")});
    command.program = program;
    std::atomic<bool> ended = false;
    std::thread running([&] {
        (void)os::real_processes()->capture(command, 100);
        ended = true;
    });
    while (!ended && !*files->info(temp.path("started"))) {
        std::this_thread::yield();
    }
    CHECK_FALSE(ended);
    const auto other = temp.write("other", "another program");
    CHECK(files->install_program(other, program));
    CHECK(*files->read(program, 100) == "another program");
    CHECK(files->remove(program));
    CHECK_FALSE(*files->info(program));
    temp.write("stop", "");
    running.join();
    // What had to be moved aside is swept with the next one.
    CHECK(files->install_program(other, program));
    CHECK(files->list(temp.folder())->size() == 4); // shim, started, other, stop
    CHECK((*files->info(program))->executable);
}

TEST_CASE("Programs are found in absolute entries of PATH only", "[process]") {
    const TempDir temp;
    const auto name = "tool" + std::string(path::k_exe_suffix);
    const auto source = temp.write("source", "x");
    REQUIRE(os::real_files()->make_folders(temp.path("a")));
    REQUIRE(os::real_files()->make_folders(temp.path("b/" + name))); // a folder is no program
    REQUIRE(os::real_files()->install_program(source, temp.path("a/" + name)));
    os::Environment environment;
    const std::string separator(1, path::k_list_separator);
    environment.set("PATH", "." + separator + temp.path("b") + separator + temp.path("none") +
                                separator + temp.path("a"));
    const auto found = os::real_processes()->find("tool", environment);
    REQUIRE(found);
    CHECK(path::same_path(*found, temp.path("a/" + name)));
    CHECK_FALSE(os::real_processes()->find("other", environment));
    CHECK_FALSE(os::real_processes()->find("a/tool", environment));
    CHECK_FALSE(os::real_processes()->find("", environment));
}
