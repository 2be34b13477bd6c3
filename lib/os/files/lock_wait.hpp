#pragma once

#include "base/messages.hpp"
#include "base/result.hpp"
#include "os/terminal.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace govern::os {

/// Tries until `attempt` (a Result<bool>) has the lock; with `wait` false only once. Asked again
/// and again because a blocking call could not be ended by Ctrl-C on every system.
template <typename Attempt> Result<bool> poll_lock(bool wait, Attempt attempt) {
    std::chrono::milliseconds pause(1);
    while (true) {
        GOVERN_TRY_ASSIGN(const bool locked, attempt());
        if (locked || !wait) {
            return locked;
        }
        if (interrupted()) {
            return fail(msg::interrupted);
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(50));
    }
}

} // namespace govern::os
