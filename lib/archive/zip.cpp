#include "inflate.hpp"
#include "os/machine.hpp"
#include "os/threads.hpp"
#include "readers.hpp"
#include "zip_plan.hpp"

#include <algorithm>
#include <atomic>

namespace govern::archive {

namespace {

// Entries up to this size are inflated in one go, larger ones in pieces of it.
constexpr std::size_t k_piece = 1U << 20;
// The share of one thread at a time: files of one folder, up to this many bytes.
constexpr std::uint64_t k_share = 4U << 20;

// Work [begin, end), all in one folder: its handle is opened once.
struct Share {
    std::size_t begin;
    std::size_t end;
};

// In the order of their bytes, so that work follows a download. No other order was measured to be
// faster.
std::vector<Share> shares_of(const std::vector<ZipWork>& work) {
    std::vector<Share> shares;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < work.size(); ++i) {
        const bool joins = !shares.empty() && work[i].target.folder == work[i - 1].target.folder &&
                           bytes + work[i].entry.size <= k_share;
        if (!joins) {
            shares.push_back({i, i});
            bytes = 0;
        }
        bytes += work[i].entry.size;
        shares.back().end = i + 1;
    }
    return shares;
}

// One thread's tools.
class Worker {
public:
    Worker(os::GrowingFile& archive, os::TreeWriter& tree, const Faults& faults,
           const Shared& shared)
        : m_archive(archive), m_faults(faults), m_shared(shared), m_store(tree),
          m_buffer(std::make_unique_for_overwrite<std::byte[]>(k_piece)) {}

    Result<void> unpack(const ZipWork& work);

private:
    Result<void> whole(const ZipWork& work, std::uint64_t data);
    Result<void> in_pieces(const ZipWork& work, std::uint64_t data);
    Result<std::span<const std::byte>> next_piece(const ZipWork& work, std::uint64_t data,
                                                  std::uint64_t done);
    Failure wrong_size(const ZipWork& work) const {
        return m_faults.damaged(work.entry.name,
                                "its content has not the size that the directory says");
    }
    Failure wrong_crc(const ZipWork& work) const {
        return m_faults.damaged(work.entry.name, "its content does not match its CRC-32");
    }

    os::GrowingFile& m_archive;
    const Faults& m_faults;
    const Shared& m_shared;
    FileStore m_store;
    Inflater m_inflater;
    std::unique_ptr<std::byte[]> m_buffer;
};

Result<void> Worker::unpack(const ZipWork& work) {
    GOVERN_TRY_ASSIGN(const std::uint64_t data, zip_data_offset(m_archive, work.entry, m_faults));
    return work.entry.size <= k_piece ? whole(work, data) : in_pieces(work, data);
}

Result<void> Worker::whole(const ZipWork& work, std::uint64_t data) {
    const ZipEntry& entry = work.entry;
    GOVERN_TRY_ASSIGN(const auto packed, m_archive.view(data, entry.packed));
    if (packed.size() != entry.packed) {
        return m_faults.damaged(entry.name, "it ends early");
    }
    std::span<const std::byte> content = packed;
    if (entry.deflated()) {
        const auto size = static_cast<std::size_t>(entry.size);
        const std::span<std::byte> out(m_buffer.get(), size);
        if (!m_inflater.inflate_whole(packed, out)) {
            return m_faults.damaged(entry.name, "its compressed data is broken");
        }
        content = out;
    }
    if (crc32(0, content) != entry.crc) {
        return wrong_crc(work);
    }
    return m_store.store(work.target, content);
}

// At most k_piece bytes of content; empty at the end of the data.
Result<std::span<const std::byte>> Worker::next_piece(const ZipWork& work, std::uint64_t data,
                                                      std::uint64_t done) {
    const ZipEntry& entry = work.entry;
    if (!entry.deflated()) {
        const std::uint64_t count = std::min<std::uint64_t>(entry.packed - done, k_piece);
        return count == 0 ? std::span<const std::byte>{} : m_archive.view(data + done, count);
    }
    GOVERN_TRY_ASSIGN(const std::size_t count,
                      m_inflater.read({m_buffer.get(), k_piece}, m_faults, entry.name));
    return std::span<const std::byte>(m_buffer.get(), count);
}

Result<void> Worker::in_pieces(const ZipWork& work, std::uint64_t data) {
    const ZipEntry& entry = work.entry;
    m_inflater.start(m_archive, data, data + entry.packed, Inflater::Wrapper::none);
    GOVERN_TRY(m_store.begin(work.target));
    std::uint32_t crc = 0;
    for (std::uint64_t done = 0;;) {
        GOVERN_TRY_ASSIGN(const auto piece, next_piece(work, data, done));
        done += piece.size();
        if (done > entry.size || (piece.empty() && done != entry.size)) {
            return wrong_size(work);
        }
        if (piece.empty()) {
            break;
        }
        crc = crc32(crc, piece);
        GOVERN_TRY(m_store.append(piece));
        if (m_shared.stopped()) {
            return {};
        }
    }
    return crc == entry.crc ? m_store.finish() : wrong_crc(work);
}

void take_shares(const std::vector<ZipWork>& work, const std::vector<Share>& shares,
                 std::atomic<std::size_t>& next, Shared& shared, Worker& worker) {
    while (!shared.stopped()) {
        const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed);
        if (mine >= shares.size()) {
            return;
        }
        for (std::size_t i = shares[mine].begin; i < shares[mine].end; ++i) {
            if (!shared.check(worker.unpack(work[i]))) {
                return;
            }
        }
        shared.progress(shares[mine].end - shares[mine].begin);
    }
}

// Every name is checked, and every sum compared with the limits, before anything is written.
Result<ZipPlan> plan(os::GrowingFile& archive, os::TreeWriter& tree, Intake& intake,
                     const UnpackOptions& options, const Faults& faults) {
    GOVERN_TRY_ASSIGN(auto entries, read_zip_directory(archive, options.limits.entries, faults));
    ZipPlan plan;
    plan.work.reserve(entries.size());
    std::vector<std::string> folders;
    std::uint64_t unpacked = 0;
    for (const ZipEntry& entry : entries) {
        if (entry.folder) {
            GOVERN_TRY_ASSIGN(auto folder, intake.folder(entry.name));
            if (folder) {
                folders.push_back(std::move(*folder));
            }
            continue;
        }
        GOVERN_TRY_ASSIGN(Target target,
                          intake.file({entry.name, entry.size, entry.executable, entry.mtime}));
        plan.work.push_back({entry, std::move(target)});
        unpacked += entry.size;
    }
    GOVERN_TRY_ASSIGN(const std::uint64_t size, archive.size());
    GOVERN_TRY(intake.check_ratio(unpacked, size));
    for (const auto& folder : folders) {
        GOVERN_TRY(tree.folder(folder));
    }
    std::ranges::sort(plan.work, {}, [](const ZipWork& one) { return one.entry.header; });
    std::ranges::sort(entries, {}, &ZipEntry::header);
    plan.entries = std::move(entries);
    return plan;
}

Result<void> unpack_fast(os::GrowingFile& archive, os::TreeWriter& tree,
                         const std::vector<ZipWork>& work, const UnpackOptions& options,
                         const Faults& faults, Reporter& reporter) {
    const auto shares = shares_of(work);
    const unsigned wanted =
        options.threads != 0 ? options.threads : std::clamp(os::processor_count(), 2U, 8U);
    Shared shared(options, reporter, work.size());
    std::atomic<std::size_t> next = 0;
    const auto run = [&] {
        Worker worker(archive, tree, faults, shared);
        take_shares(work, shares, next, shared, worker);
    };
    os::on_threads(std::min<std::size_t>(wanted, shares.size()), run);
    return shared.result();
}

} // namespace

Result<void> unpack_zip(os::GrowingFile& archive, ZipDecoder decoder, os::TreeWriter& tree,
                        Intake& intake, const UnpackOptions& options, const Faults& faults,
                        Reporter& reporter) {
    GOVERN_TRY_ASSIGN(const ZipPlan all, plan(archive, tree, intake, options, faults));
    const bool fast =
        decoder == ZipDecoder::fastest &&
        std::ranges::all_of(all.entries, [](const ZipEntry& one) { return one.is_common(); });
    return fast ? unpack_fast(archive, tree, all.work, options, faults, reporter)
                : unpack_planned_by_libarchive(archive, tree, all, options, faults, reporter);
}

} // namespace govern::archive
