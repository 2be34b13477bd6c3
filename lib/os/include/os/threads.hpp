#pragma once

#include <future>
#include <system_error>
#include <thread>
#include <utility>

namespace govern::os {

/// A thread that does `work`; none (not joinable) where this account or container may have no more.
template <typename Work> std::thread try_thread(Work work) {
    try {
        return std::thread(std::move(work));
    } catch (const std::system_error&) {
        return {};
    }
}

/// `work` done meanwhile on a thread of its own, or, where none can be had, once it is asked for.
template <typename Work> auto in_background(const Work& work) {
    try {
        return std::async(std::launch::async, work);
    } catch (const std::system_error&) {
        return std::async(std::launch::deferred, work);
    }
}

} // namespace govern::os
