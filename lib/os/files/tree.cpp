#include "files/tree.hpp"

#include "os/machine.hpp"
#include "os/threads.hpp"

#include <algorithm>

namespace govern::os {

Result<void> TreeRemover::remove(std::unique_ptr<FolderToRemove> root) {
    m_waiting.push_back(root.release());
    m_open = 1;
    // More than four threads gain nothing: the file system serialises them.
    on_threads(std::min(processor_count(), 4U), [this] { work(); });
    if (m_failure) {
        return tl::unexpected(std::move(*m_failure));
    }
    return {};
}

void TreeRemover::work() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return !m_waiting.empty() || m_open == 0; });
        if (m_waiting.empty()) {
            return;
        }
        FolderToRemove* folder = m_waiting.back();
        m_waiting.pop_back();
        lock.unlock();
        auto folders = empty(*folder);
        lock.lock();
        for (auto& below : folders) {
            below->above = folder;
            ++folder->below;
            ++m_open;
            m_waiting.push_back(below.release());
        }
        if (folder->below == 0) {
            leave(lock, folder);
        } else {
            m_wake.notify_all();
        }
    }
}

/// Removes a folder whose subfolders are done, and so on upwards.
void TreeRemover::leave(std::unique_lock<std::mutex>& lock, FolderToRemove* folder) {
    while (folder != nullptr && folder->below == 0) {
        lock.unlock();
        if (auto outcome = remove_empty(*folder); !outcome) {
            report(Failure(std::move(outcome).error()));
        }
        lock.lock();
        FolderToRemove* above = folder->above;
        delete folder;
        --m_open;
        if (above != nullptr) {
            --above->below;
        }
        folder = above;
    }
    if (m_open == 0) {
        m_wake.notify_all();
    }
}

void TreeRemover::report(Failure failure) {
    const std::lock_guard lock(m_mutex);
    if (!m_failure) {
        m_failure = std::move(failure.value());
    }
}

bool TreeRemover::has_failed() {
    const std::lock_guard lock(m_mutex);
    return m_failure.has_value();
}

} // namespace govern::os
