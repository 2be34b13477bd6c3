#pragma once

#include "base/result.hpp"

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace govern::os {

/// One folder of a tree that is being removed; alive until it and all below it are gone.
struct FolderToRemove {
    virtual ~FolderToRemove() = default;
    FolderToRemove* above = nullptr;
    std::size_t below = 0; ///< subfolders still there
};

/// Removes a tree with several threads, deepest folders first. A platform says how to empty one
/// folder and how to remove an emptied one; both are called from any thread, for one folder from
/// one thread at a time.
class TreeRemover {
public:
    virtual ~TreeRemover() = default;

    /// Goes on after a failure with what else can be removed, then returns the first one.
    Result<void> remove(std::unique_ptr<FolderToRemove> root);

protected:
    using Folders = std::vector<std::unique_ptr<FolderToRemove>>;
    /// Removes everything in the folder but real subfolders, and returns those. Goes on after what
    /// cannot be removed, which it reports.
    virtual Folders empty(FolderToRemove& folder) = 0;
    /// Removes the folder; all of its subfolders were asked to go before.
    virtual Result<void> remove_empty(FolderToRemove& folder) = 0;

    void report(Failure failure);
    [[nodiscard]] bool has_failed();

private:
    void work();
    void leave(std::unique_lock<std::mutex>& lock, FolderToRemove* folder);

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<FolderToRemove*> m_waiting; ///< last in, first out: keeps few folders open
    std::size_t m_open = 0;                 ///< folders not yet removed
    std::optional<Error> m_failure;
};

} // namespace govern::os
