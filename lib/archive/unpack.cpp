#include "archive/unpack.hpp"

#include "inflate.hpp"
#include "os/threads.hpp"
#include "readers.hpp"

#include <atomic>

namespace govern::archive {

namespace {

// Hashes the archive's own bytes as they come, in the background: all others wait for the thread
// that inflates.
class ArchiveHash {
public:
    explicit ArchiveHash(os::GrowingFile& archive)
        : m_archive(archive), m_digest(os::in_background([this] { return run(); })) {}
    ~ArchiveHash() { m_stop = true; } // then m_digest waits for its thread
    ArchiveHash(const ArchiveHash&) = delete;
    ArchiveHash& operator=(const ArchiveHash&) = delete;

    Result<crypto::Sha256Digest> digest() { return m_digest.get(); }

private:
    Result<crypto::Sha256Digest> run() const {
        GOVERN_TRY_ASSIGN(const std::uint64_t size, m_archive.size());
        crypto::Sha256 hash;
        for (std::uint64_t at = 0; at < size && !m_stop;) {
            GOVERN_TRY_ASSIGN(const auto bytes,
                              m_archive.view(at, std::min(k_input_step, size - at)));
            hash.update(bytes);
            at += bytes.size();
            if (bytes.empty()) {
                break;
            }
        }
        return hash.finish();
    }

    os::GrowingFile& m_archive;
    std::atomic<bool> m_stop = false;
    std::future<Result<crypto::Sha256Digest>> m_digest; // last: its thread uses the others
};

Result<UnpackResult> unpack_with(ZipDecoder decoder, os::GrowingFile& archive, os::TreeWriter& tree,
                                 const UnpackOptions& options, Reporter& reporter) {
    GOVERN_TRY_ASSIGN(const Format format, format_of(archive, options.what));
    const Faults faults(options.what);
    Intake intake(options, faults);
    std::optional<ArchiveHash> hash;
    if (options.want_archive_sha256) {
        hash.emplace(archive);
    }
    if (format == Format::zip) {
        GOVERN_TRY(unpack_zip(archive, decoder, tree, intake, options, faults, reporter));
    } else {
        GOVERN_TRY(unpack_tar(archive, format, tree, intake, options, faults, reporter));
    }
    UnpackResult result = intake.take_result();
    if (format != Format::zip) { // only now is it known how many there are
        const std::uint64_t files = result.files.size();
        reporter.progress({options.phase, options.what, files, files});
    }
    if (hash) {
        GOVERN_TRY_ASSIGN(result.archive_sha256, hash->digest());
    }
    return result;
}

} // namespace

Result<UnpackResult> unpack(os::GrowingFile& archive, os::TreeWriter& tree,
                            const UnpackOptions& options, Reporter& reporter) {
    return unpack_with(ZipDecoder::fastest, archive, tree, options, reporter);
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
    return unpack_with(ZipDecoder::libarchive, archive, tree, options, reporter);
}

} // namespace govern::archive
