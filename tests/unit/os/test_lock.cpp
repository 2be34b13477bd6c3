#include "os/files.hpp"

#include "os/environment.hpp"
#include "os/machine.hpp"
#include "os/process.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <cstdlib>
#include <thread>

using namespace govern;
using test::TempDir;

namespace {

constexpr const char* k_variable = "GOVERN_TEST_LOCK";
constexpr std::uint32_t k_got = 10;
constexpr std::uint32_t k_busy = 11;

/// Runs this program again for the hidden case below: what another process is told of the lock.
os::ChildExit other_process(const std::string& path) {
    os::Command command;
    command.program = *os::own_program();
    command.arguments = {"helper: try a lock"};
    command.environment = os::process_environment();
    command.environment.set(k_variable, path);
    const auto captured = os::real_processes()->capture(command, 10000);
    REQUIRE(captured);
    return captured->exit;
}

} // namespace

TEST_CASE("helper: try a lock", "[.]") {
    const auto environment = os::process_environment();
    const auto path = environment.get(k_variable);
    REQUIRE(path);
    const auto files = os::real_files();
    auto lock = files->lock(*path, false, "the other");
    REQUIRE(lock);
    // Ended without unlocking, as by a kill.
    std::_Exit(static_cast<int>(*lock != nullptr                    ? k_got
                                : files->lock_holder(*path) == "we" ? k_busy
                                                                    : 12));
}

TEST_CASE("A lock keeps other processes out, names its holder and ends with its process",
          "[lock]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto path = temp.path("lock");
    {
        const auto lock = files->lock(path, false, "we");
        REQUIRE(lock);
        REQUIRE(*lock);
        CHECK(files->lock_holder(path) == "we");
        CHECK(other_process(path).code == k_busy);
    }
    CHECK(files->lock_holder(path).empty());
    CHECK(other_process(path).code == k_got);
    const auto after = files->lock(path, false, "we");
    REQUIRE(after);
    CHECK(*after);
}

TEST_CASE("Whoever waits for a lock gets it when it is free", "[lock]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto path = temp.path("lock");
    auto held = files->lock(path, false, "we");
    REQUIRE(held);
    REQUIRE(*held);
    auto busy = files->lock(path, false, "x");
    REQUIRE(busy);
    CHECK_FALSE(*busy);
    bool got = false;
    std::thread waiter([&] {
        const auto lock = os::real_files()->lock(path, true, "x");
        got = lock && *lock;
    });
    held->reset();
    waiter.join();
    CHECK(got);
}

TEST_CASE("Nobody holds a lock that never was", "[lock]") {
    const TempDir temp;
    CHECK(os::real_files()->lock_holder(temp.path("none")).empty());
    CHECK_FALSE(os::real_files()->lock(temp.path("none/lock"), false, ""));
}
