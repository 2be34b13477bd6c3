#include "os/walk.hpp"

#include "os/machine.hpp"
#include "os/threads.hpp"

#include <condition_variable>
#include <iterator>
#include <mutex>

namespace govern::os {

void walk_folders(std::vector<std::string> roots, const std::function<LookAtFolder()>& make_look) {
    std::mutex mutex;
    std::condition_variable wake;
    auto waiting = std::move(roots);   // last in, first out
    std::size_t open = waiting.size(); ///< folders that were not yet looked at
    on_threads(processor_count(), [&] {
        const auto look = make_look();
        std::unique_lock lock(mutex);
        while (open > 0) {
            if (waiting.empty()) {
                wake.wait(lock);
                continue;
            }
            const auto folder = std::move(waiting.back());
            waiting.pop_back();
            lock.unlock();
            auto below = look(folder);
            lock.lock();
            open += below.size();
            --open;
            std::move(below.begin(), below.end(), std::back_inserter(waiting));
            wake.notify_all();
        }
    });
}

} // namespace govern::os
