#include "archive/unpack.hpp"

#include "inflate.hpp"
#include "os/threads.hpp"
#include "readers.hpp"

#include <thread>

namespace govern::archive {

namespace {

// Hashes the archive's own bytes as they come, on a thread of its own: the one that inflates is the
// one all others wait for.
class ArchiveHash {
public:
    explicit ArchiveHash(os::GrowingFile& archive)
        : m_archive(archive), m_thread(os::try_thread([this] { m_digest = run(m_archive); })) {
        m_later = !m_thread.joinable();
    }
    ~ArchiveHash() {
        m_stop = true;
        join();
    }
    ArchiveHash(const ArchiveHash&) = delete;
    ArchiveHash& operator=(const ArchiveHash&) = delete;

    Result<crypto::Sha256Digest> digest() {
        join();
        return m_later ? run(m_archive) : m_digest;
    }

private:
    Result<crypto::Sha256Digest> run(os::GrowingFile& archive) const {
        GOVERN_TRY_ASSIGN(const std::uint64_t size, archive.size());
        crypto::Sha256 hash;
        for (std::uint64_t at = 0; at < size && !m_stop;) {
            GOVERN_TRY_ASSIGN(const auto bytes,
                              archive.view(at, std::min(k_input_step, size - at)));
            hash.update(bytes);
            at += bytes.size();
            if (bytes.empty()) {
                break;
            }
        }
        return hash.finish();
    }
    void join() {
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }

    os::GrowingFile& m_archive;
    std::atomic<bool> m_stop = false;
    bool m_later = false; ///< no thread could be had
    Result<crypto::Sha256Digest> m_digest{};
    std::thread m_thread; // last: it uses the others
};

using Read = Result<void> (*)(os::GrowingFile&, os::TreeWriter&, Intake&, const UnpackOptions&,
                              const Faults&, Reporter&);

Result<UnpackResult> unpack_with(Read read, os::GrowingFile& archive, os::TreeWriter& tree,
                                 const UnpackOptions& options, Reporter& reporter) {
    const Faults faults(options.what);
    Intake intake(options, faults);
    std::optional<ArchiveHash> hash;
    if (options.want_archive_sha256) {
        hash.emplace(archive);
    }
    GOVERN_TRY(read(archive, tree, intake, options, faults, reporter));
    UnpackResult result = intake.take_result();
    if (options.format != Format::zip) { // only now is it known how many there are
        const std::uint64_t files = result.files.size();
        reporter.progress({Progress::Phase::unpack, options.what, files, files});
    }
    if (hash) {
        GOVERN_TRY_ASSIGN(result.archive_sha256, hash->digest());
    }
    return result;
}

} // namespace

Result<UnpackResult> unpack(os::GrowingFile& archive, os::TreeWriter& tree,
                            const UnpackOptions& options, Reporter& reporter) {
    return unpack_with(options.format == Format::zip ? unpack_zip : unpack_tar_gz, archive, tree,
                       options, reporter);
}

Result<UnpackResult> unpack(os::GrowingFile& archive, const std::string& folder,
                            const UnpackOptions& options, Reporter& reporter) {
    GOVERN_TRY_ASSIGN(const auto tree, os::open_tree_writer(folder));
    GOVERN_TRY_ASSIGN(auto result, unpack(archive, *tree, options, reporter));
    GOVERN_TRY(tree->flush());
    return result;
}

Result<UnpackResult> unpack_with_libarchive(os::GrowingFile& archive, os::TreeWriter& tree,
                                            const UnpackOptions& options, Reporter& reporter) {
    return unpack_with(unpack_by_libarchive, archive, tree, options, reporter);
}

} // namespace govern::archive
