#pragma once

#include <cstddef>
#include <future>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace govern::os {

// An account or container may have no thread left. Then the thread that wanted one does the work.

/// A thread that does `work`; not joinable where no more threads can be had.
template <typename Work> std::thread try_thread(Work work) {
    try {
        return std::thread(std::move(work));
    } catch (const std::system_error&) {
        return {};
    }
}

/// Does `work` on a thread of its own. Where none can be had, get() does it.
template <typename Work> auto in_background(const Work& work) {
    try {
        return std::async(std::launch::async, work);
    } catch (const std::system_error&) {
        return std::async(std::launch::deferred, work);
    }
}

/// Calls `work` on this thread and on up to `count - 1` others, and waits for all of them. `work`
/// takes its share from what all have in common, so that fewer threads do everything too.
template <typename Work> void on_threads(std::size_t count, const Work& work) {
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < count; ++i) {
        others.push_back(try_thread([&work] { work(); }));
        if (!others.back().joinable()) {
            others.pop_back();
            break;
        }
    }
    work();
    for (auto& other : others) {
        other.join();
    }
}

} // namespace govern::os
