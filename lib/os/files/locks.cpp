#include "os/locks.hpp"

#include "base/messages.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"

#include <chrono>
#include <thread>

namespace govern::os {

std::string lock_holder_name(const Machine& machine) {
    return "process " + std::to_string(machine.process_id()) + " of " + machine.user();
}

Result<std::unique_ptr<FileLock>> wait_for_lock(Host& host, const std::string& path,
                                                const std::string& name) {
    const auto holder = lock_holder_name(host.machine);
    constexpr int k_silent_tries = 20; // of 50 ms
    constexpr std::chrono::milliseconds k_pause(50);
    for (int i = 0; i <= k_silent_tries; ++i) {
        GOVERN_TRY_ASSIGN(auto lock, host.files.lock(path, false, holder));
        if (lock) {
            return lock;
        }
        if (host.reporter.interrupted()) {
            return fail(msg::interrupted);
        }
        std::this_thread::sleep_for(k_pause);
    }
    auto other = host.files.lock_holder(path);
    host.reporter.status(Message(msg::waiting_for_lock)
                             .with("name", name)
                             .with("holder", other.empty() ? "another process" : other));
    return host.files.lock(path, true, holder);
}

} // namespace govern::os
