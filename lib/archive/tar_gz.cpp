#include "inflate.hpp"
#include "os/machine.hpp"
#include "readers.hpp"
#include "tar_header.hpp"

#include <algorithm>
#include <cstring>

namespace govern::archive {

namespace {

// Larger files are written piece by piece; smaller ones are carried over whole to the next buffer
// where one ends in their middle.
constexpr std::uint64_t k_large = Buffer::k_size / 4;
// A header's long name or pax records.
constexpr std::uint64_t k_longest_extra = 64U << 10;
// What may follow the end of the archive: tar fills its last record, 10 KiB by custom.
constexpr std::uint64_t k_longest_padding = 1U << 20;

std::uint64_t padding_of(std::uint64_t size) {
    return (k_tar_block - size % k_tar_block) % k_tar_block;
}

// Inflates and parses on the calling thread; the crew hashes and writes.
class TarGz {
public:
    TarGz(os::GrowingFile& archive, Crew& crew, Intake& intake, const Faults& faults,
          Shared& shared)
        : m_archive(archive), m_crew(crew), m_intake(intake), m_faults(faults), m_shared(shared) {}

    Result<void> run();

private:
    Result<bool> refill();
    Result<std::span<const std::byte>> take(std::uint64_t count, std::string_view entry);
    Result<bool> one_entry();
    Result<bool> take_extra(const TarHeader& header);
    Result<void> take_folder(TarHeader& header);
    Result<void> take_file(const TarHeader& header);
    Result<void> take_large(Target target, const TarHeader& header);
    Result<void> check_end();
    void dispatch();

    [[nodiscard]] std::size_t left() const { return m_end - m_pos; }
    Failure ends_early(std::string_view entry) const {
        return m_faults.damaged(entry, "it ends early");
    }

    os::GrowingFile& m_archive;
    Crew& m_crew;
    Intake& m_intake;
    const Faults& m_faults;
    Shared& m_shared;
    Inflater m_inflater;
    BufferRef m_buffer;
    std::size_t m_pos = 0;
    std::size_t m_end = 0;
    std::uint64_t m_unpacked = 0;
    Batch m_batch;
    // What earlier headers said of the next entry.
    std::optional<std::string> m_long_name;
    PaxRecords m_pax;
};

void TarGz::dispatch() {
    if (!m_batch.files.empty()) {
        m_batch.buffer = m_buffer;
        m_crew.write(std::exchange(m_batch, {}));
    }
}

// A fresh buffer that begins with what is left of this one. False at the end of the data, or where
// another thread failed.
Result<bool> TarGz::refill() {
    dispatch();
    BufferRef next = m_crew.take_buffer();
    if (next == nullptr) {
        return false;
    }
    const std::size_t kept = left();
    if (kept > 0) {
        std::memcpy(next->bytes.get(), m_buffer->bytes.get() + m_pos, kept);
    }
    m_buffer = std::move(next);
    const std::span<std::byte> room(m_buffer->bytes.get() + kept, Buffer::k_size - kept);
    GOVERN_TRY_ASSIGN(const std::size_t count, m_inflater.read(room, m_faults, {}));
    m_unpacked += count;
    GOVERN_TRY(m_intake.check_ratio(m_unpacked, m_inflater.consumed()));
    m_pos = 0;
    m_end = kept + count;
    return count > 0;
}

// The next `count` bytes in one piece; at most what a small file needs.
Result<std::span<const std::byte>> TarGz::take(std::uint64_t count, std::string_view entry) {
    while (left() < count) {
        GOVERN_TRY_ASSIGN(const bool more, refill());
        if (!more) {
            return ends_early(entry);
        }
    }
    const std::span<const std::byte> bytes(m_buffer->bytes.get() + m_pos,
                                           static_cast<std::size_t>(count));
    m_pos += static_cast<std::size_t>(count);
    return bytes;
}

Result<void> TarGz::run() {
    GOVERN_TRY_ASSIGN(const std::uint64_t size, m_archive.size());
    m_inflater.start(m_archive, 0, size, Inflater::Wrapper::gzip);
    for (bool more = true; more && !m_shared.stopped();) {
        GOVERN_TRY_ASSIGN(more, one_entry());
    }
    if (m_shared.stopped()) {
        return {};
    }
    return check_end();
}

// False at the end of the archive.
Result<bool> TarGz::one_entry() {
    GOVERN_TRY_ASSIGN(const auto block, take(k_tar_block, {}));
    if (is_zero_block(block)) {
        return false;
    }
    auto header = parse_tar_header(block);
    if (!header) {
        return m_faults.damaged({}, "a header is broken");
    }
    GOVERN_TRY_ASSIGN(const bool extra, take_extra(*header));
    if (extra) {
        return true;
    }
    const PaxRecords pax = std::exchange(m_pax, {});
    if (const auto name = std::exchange(m_long_name, {}); name || pax.path) {
        header->name = pax.path ? *pax.path : *name;
    }
    header->size = pax.size.value_or(header->size);
    header->mtime = pax.mtime.value_or(header->mtime);
    const bool folder = header->type == '5' || (header->type == '0' && header->name.ends_with('/'));
    if (pax.sparse_or_link || (!folder && header->type != '0')) {
        return m_faults.hostile(header->name, "a link or special file");
    }
    if (folder) {
        GOVERN_TRY(take_folder(*header));
    } else {
        GOVERN_TRY(take_file(*header));
    }
    return true;
}

// True where the header was about the next one: a GNU long name or pax records.
Result<bool> TarGz::take_extra(const TarHeader& header) {
    if (header.type != 'L' && header.type != 'x' && header.type != 'g') {
        return false;
    }
    if (header.size > k_longest_extra) {
        return m_faults.hostile({},
                                "a name longer than " + std::to_string(k_longest_extra) + " bytes");
    }
    GOVERN_TRY_ASSIGN(const auto bytes, take(header.size + padding_of(header.size), {}));
    const std::string_view content(reinterpret_cast<const char*>(bytes.data()),
                                   static_cast<std::size_t>(header.size));
    if (header.type == 'L') {
        // GNU ends it by one NUL; a second one is part of the name and refused there.
        m_long_name = content.ends_with('\0') ? content.substr(0, content.size() - 1) : content;
        return true;
    }
    auto records = parse_pax(content);
    if (!records) {
        return m_faults.damaged({}, "a pax header is broken");
    }
    if (header.type == 'x') {
        m_pax = std::move(*records);
    } else if (records->path || records->size || records->sparse_or_link) {
        return m_faults.hostile({}, "a global header that names files");
    }
    return true;
}

Result<void> TarGz::take_folder(TarHeader& header) {
    if (header.size != 0) {
        return m_faults.hostile(header.name, "a folder with content");
    }
    GOVERN_TRY_ASSIGN(auto folder, m_intake.folder(header.name));
    if (folder) {
        m_crew.make_folder(std::move(*folder));
    }
    return {};
}

Result<void> TarGz::take_file(const TarHeader& header) {
    GOVERN_TRY_ASSIGN(Target target, m_intake.file({header.name, header.size,
                                                    (header.mode & 0111) != 0, header.mtime}));
    if (header.size > k_large) {
        return take_large(std::move(target), header);
    }
    GOVERN_TRY_ASSIGN(const auto bytes, take(header.size + padding_of(header.size), header.name));
    m_batch.files.push_back(
        {std::move(target), bytes.first(static_cast<std::size_t>(header.size))});
    return {};
}

Result<void> TarGz::take_large(Target target, const TarHeader& header) {
    dispatch();
    m_crew.begin_large(std::move(target));
    for (std::uint64_t missing = header.size; missing > 0;) {
        if (left() == 0) {
            GOVERN_TRY_ASSIGN(const bool more, refill());
            if (!more) {
                return ends_early(header.name);
            }
        }
        const std::uint64_t count = std::min<std::uint64_t>(left(), missing);
        GOVERN_TRY_ASSIGN(const auto piece, take(count, header.name));
        missing -= count;
        m_crew.large_piece(m_buffer, piece, missing == 0);
    }
    GOVERN_TRY(take(padding_of(header.size), header.name));
    return {};
}

// After the end of the archive only zeros, up to the end of the stream, whose CRC thereby counts.
Result<void> TarGz::check_end() {
    for (std::uint64_t padding = 0;;) {
        const std::span<const std::byte> rest(m_buffer->bytes.get() + m_pos, left());
        padding += rest.size();
        if (!is_zero_block(rest) || padding > k_longest_padding) {
            return m_faults.damaged({}, "something follows the end of the archive");
        }
        m_pos = m_end;
        GOVERN_TRY_ASSIGN(const bool more, refill());
        if (!more) {
            return {};
        }
    }
}

} // namespace

Result<void> unpack_tar_gz(os::GrowingFile& archive, os::TreeWriter& tree, Intake& intake,
                           const UnpackOptions& options, const Faults& faults, Reporter& reporter) {
    // One thread inflates, as a gzip stream cannot be split. Two writers keep up with it even where
    // they share its processor.
    const unsigned processors = os::processor_count();
    const unsigned writers =
        options.threads != 0 ? options.threads : std::clamp(processors - 1, 2U, 4U);
    Shared shared(options, reporter, 0);
    {
        Crew crew(tree, shared, writers);
        TarGz reader(archive, crew, intake, faults, shared);
        shared.check(reader.run());
        crew.finish();
    }
    return shared.result();
}

} // namespace govern::archive
