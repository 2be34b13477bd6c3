#include "os/files.hpp"

#include "os/environment.hpp"
#include "os/machine.hpp"
#include "os/process.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <cstdlib>
#include <thread>

using namespace govern;
using os::LockMode;
using test::TempDir;

namespace {

constexpr const char* k_variable = "GOVERN_TEST_LOCK";
constexpr std::uint32_t k_got = 10;
constexpr std::uint32_t k_busy = 11;

/// Runs this program again for the hidden case below: what another process is told of the lock.
os::ChildExit other_process(const std::string& path, const std::string& mode) {
    os::Command command;
    command.program = *os::own_program();
    command.arguments = {"helper: try a lock"};
    command.environment = os::process_environment();
    command.environment.set(k_variable, path);
    command.environment.set("GOVERN_TEST_LOCK_MODE", mode);
    const auto captured = os::real_processes()->capture(command, 10000);
    REQUIRE(captured);
    return captured->exit;
}

} // namespace

TEST_CASE("helper: try a lock", "[.]") {
    const auto environment = os::process_environment();
    const auto path = environment.get(k_variable);
    REQUIRE(path);
    const auto mode = environment.get("GOVERN_TEST_LOCK_MODE") == "shared" ? LockMode::shared
                                                                           : LockMode::exclusive;
    const auto files = os::real_files();
    auto lock = files->lock(*path, mode, false, "the other");
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
        const auto lock = files->lock(path, LockMode::exclusive, false, "we");
        REQUIRE(lock);
        REQUIRE(*lock);
        CHECK(files->lock_holder(path) == "we");
        CHECK(other_process(path, "exclusive").code == k_busy);
        CHECK(other_process(path, "shared").code == k_busy);
    }
    CHECK(files->lock_holder(path).empty());
    CHECK(other_process(path, "exclusive").code == k_got);
    const auto after = files->lock(path, LockMode::exclusive, false, "we");
    REQUIRE(after);
    CHECK(*after);
}

TEST_CASE("Shared locks stand together, an exclusive one waits for them", "[lock]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto path = temp.path("lock");
    auto one = files->lock(path, LockMode::shared, false, "we");
    auto two = files->lock(path, LockMode::shared, false, "we");
    REQUIRE(one);
    REQUIRE(two);
    CHECK(*one);
    CHECK(*two);
    CHECK(other_process(path, "shared").code == k_got);
    auto busy = files->lock(path, LockMode::exclusive, false, "x");
    REQUIRE(busy);
    CHECK_FALSE(*busy);
    bool got = false;
    std::thread waiter([&] {
        const auto lock = os::real_files()->lock(path, LockMode::exclusive, true, "x");
        got = lock && *lock;
    });
    one->reset();
    two->reset();
    waiter.join();
    CHECK(got);
}

TEST_CASE("Nobody holds a lock that never was", "[lock]") {
    const TempDir temp;
    CHECK(os::real_files()->lock_holder(temp.path("none")).empty());
    CHECK_FALSE(os::real_files()->lock(temp.path("none/lock"), LockMode::shared, false, ""));
}
