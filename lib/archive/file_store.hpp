#pragma once

#include "base/reporter.hpp"
#include "crypto/sha256.hpp"
#include "intake.hpp"

#include <atomic>
#include <mutex>

namespace govern::archive {

/// The state that the threads of one unpacking share: the first error, which stops them all, and
/// the progress.
class Shared {
public:
    /// `total_files`: 0 if it is not known.
    Shared(const UnpackOptions& options, Reporter& reporter, std::uint64_t total_files)
        : m_reporter(reporter), m_progress{options.phase, options.what, 0, total_files} {}

    void fail(Error why);
    /// Fails with the error of a result that has one. True if all is well.
    bool check(Result<void> result);
    [[nodiscard]] bool stopped() const { return m_stopped.load(std::memory_order_relaxed); }
    /// Reports `files` more as done, and stops all threads if the user asked for it.
    void progress(std::uint64_t files);
    /// After all threads were joined.
    [[nodiscard]] Result<void> result() const;

private:
    Reporter& m_reporter;
    std::atomic<bool> m_stopped = false;
    std::mutex m_mutex; // guards what follows
    Progress m_progress;
    std::optional<Error> m_error;
};

/// One thread's access to the tree: hashes and writes files, keeping the last folder open.
class FileStore {
public:
    explicit FileStore(os::TreeWriter& tree) : m_tree(tree) {}

    /// A whole file.
    [[nodiscard]] Result<void> store(const Target& target, std::span<const std::byte> content);
    /// A large one in pieces.
    [[nodiscard]] Result<void> begin(const Target& target);
    [[nodiscard]] Result<void> append(std::span<const std::byte> piece);
    [[nodiscard]] Result<void> finish();

private:
    [[nodiscard]] Result<void> enter(const std::string& folder);

    os::TreeWriter& m_tree;
    std::unique_ptr<os::TreeFolder> m_folder;
    std::string m_folder_name;
    crypto::Sha256 m_hash;
    std::unique_ptr<os::TreeFile> m_open;
    UnpackedFile* m_file = nullptr;
};

} // namespace govern::archive
