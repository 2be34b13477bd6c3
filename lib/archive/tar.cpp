#include "decoded.hpp"
#include "libarchive.hpp"
#include "os/machine.hpp"
#include "readers.hpp"
#include "stream.hpp"
#include "tar_header.hpp"

#include <algorithm>
#include <cstring>

namespace govern::archive {

namespace {

// Larger files are written piece by piece. A smaller one that a buffer's end cuts is moved whole to
// the next buffer.
constexpr std::uint64_t k_large = Buffer::k_size / 4;
// A header's long name or pax records.
constexpr std::uint64_t k_longest_extra = 64U << 10;
// The map of a GNU sparse file, in blocks between its header and its content.
constexpr std::size_t k_longest_map = 1U << 20;
constexpr std::size_t k_header_has_more_map = 482; // offsets of GNU's "isextended" bytes
constexpr std::size_t k_map_has_more_map = 504;
// The bytes that may follow the end of the archive: tar fills its last record, 10 KiB by custom.
constexpr std::uint64_t k_longest_padding = 1U << 20;

std::uint64_t padding_of(std::uint64_t size) {
    return (k_tar_block - size % k_tar_block) % k_tar_block;
}

std::string_view as_text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Decompresses and parses on the calling thread; the crew hashes and writes.
class Tar {
public:
    Tar(ByteStream& stream, Crew& crew, Intake& intake, const Faults& faults, Shared& shared)
        : m_stream(stream), m_crew(crew), m_intake(intake), m_faults(faults), m_shared(shared) {}

    Result<void> run();

private:
    Result<bool> refill();
    Result<std::span<const std::byte>> take(std::uint64_t count, std::string_view entry);
    Result<std::span<const std::byte>> take_some(std::uint64_t most, std::string_view entry);
    Result<bool> one_entry();
    Result<bool> take_extra(const TarHeader& header, std::span<const std::byte> block);
    Result<void> take_content(TarHeader& header, bool sparse, std::span<const std::byte> block);
    Result<void> take_folder(TarHeader& header);
    Result<void> take_file(const TarHeader& header);
    Result<void> take_large(Target target, const TarHeader& header);
    Result<std::string> take_sparse_head(const TarHeader& header, std::span<const std::byte> block);
    Result<void> take_sparse(const TarHeader& header, std::span<const std::byte> block);
    Result<void> decode_sparse(const TarHeader& header, DecoderInput& input);
    Result<void> check_end();
    void dispatch();

    [[nodiscard]] std::size_t left() const { return m_end - m_pos; }
    Failure ends_early(std::string_view entry) const {
        return m_faults.damaged(entry, "it ends early");
    }

    ByteStream& m_stream;
    Crew& m_crew;
    Intake& m_intake;
    const Faults& m_faults;
    Shared& m_shared;
    BufferRef m_buffer;
    std::size_t m_pos = 0;
    std::size_t m_end = 0;
    std::uint64_t m_unpacked = 0;
    Batch m_batch;
    // The facts that earlier headers gave about the next entry.
    std::optional<std::string> m_long_name;
    PaxRecords m_pax;
    std::string m_extra_blocks; // the same as it lies in the archive
};

void Tar::dispatch() {
    if (!m_batch.files.empty()) {
        m_batch.buffer = m_buffer;
        m_crew.write(std::exchange(m_batch, {}));
    }
}

// A new buffer that begins with the rest of this one. False at the end of the data, or if another
// thread failed.
Result<bool> Tar::refill() {
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
    GOVERN_TRY_ASSIGN(const std::size_t count, m_stream.read(room));
    m_unpacked += count;
    GOVERN_TRY(m_intake.check_ratio(m_unpacked, m_stream.consumed()));
    m_pos = 0;
    m_end = kept + count;
    return count > 0;
}

// The next `count` bytes in one piece; at most what a small file needs.
Result<std::span<const std::byte>> Tar::take(std::uint64_t count, std::string_view entry) {
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

// The available part of the next `most` bytes, at least one byte.
Result<std::span<const std::byte>> Tar::take_some(std::uint64_t most, std::string_view entry) {
    if (left() == 0) {
        GOVERN_TRY_ASSIGN(const bool more, refill());
        if (!more) {
            return ends_early(entry);
        }
    }
    return take(std::min<std::uint64_t>(left(), most), entry);
}

Result<void> Tar::run() {
    for (bool more = true; more && !m_shared.stopped();) {
        GOVERN_TRY_ASSIGN(more, one_entry());
    }
    if (m_shared.stopped()) {
        return {};
    }
    return check_end();
}

// False at the end of the archive.
Result<bool> Tar::one_entry() {
    GOVERN_TRY_ASSIGN(const auto block, take(k_tar_block, {}));
    if (is_zero_block(block)) {
        return false;
    }
    auto header = parse_tar_header(block);
    if (!header) {
        return m_faults.damaged({}, "a header is broken");
    }
    GOVERN_TRY_ASSIGN(const bool extra, take_extra(*header, block));
    if (extra) {
        return true;
    }
    const PaxRecords pax = std::exchange(m_pax, {});
    if (const auto name = std::exchange(m_long_name, {}); name || pax.path) {
        header->name = pax.path ? *pax.path : *name;
    }
    header->name = pax.sparse_name.value_or(header->name);
    // `tar -c ./go` names the same files.
    constexpr std::string_view here = "./";
    if (header->name.starts_with(here) && header->name.size() > here.size()) {
        header->name.erase(0, here.size());
    }
    header->size = pax.size.value_or(header->size);
    header->mtime = pax.mtime.value_or(header->mtime);
    if (pax.link) {
        return m_faults.hostile(header->name, "a link or special file");
    }
    GOVERN_TRY(take_content(*header, pax.sparse, block));
    m_extra_blocks.clear();
    return true;
}

Result<void> Tar::take_content(TarHeader& header, bool sparse, std::span<const std::byte> block) {
    if (header.type == 'S' || (sparse && header.type == '0')) {
        return take_sparse(header, block);
    }
    if (header.type == '5' || (header.type == '0' && header.name.ends_with('/'))) {
        return take_folder(header);
    }
    if (sparse || header.type != '0') {
        return m_faults.hostile(header.name, "a link or special file");
    }
    return take_file(header);
}

// True if the header was about the next one: a GNU long name or pax records.
Result<bool> Tar::take_extra(const TarHeader& header, std::span<const std::byte> block) {
    if (header.type != 'L' && header.type != 'x' && header.type != 'g') {
        return false;
    }
    if (header.size > k_longest_extra) {
        return m_faults.hostile({},
                                "a name longer than " + std::to_string(k_longest_extra) + " bytes");
    }
    m_extra_blocks += as_text(block); // before take() moves what it points to
    GOVERN_TRY_ASSIGN(const auto bytes, take(header.size + padding_of(header.size), {}));
    m_extra_blocks += as_text(bytes);
    const auto content = as_text(bytes).substr(0, static_cast<std::size_t>(header.size));
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
    } else if (records->path || records->size || records->link || records->sparse) {
        return m_faults.hostile({}, "a global header that names files");
    }
    return true;
}

Result<void> Tar::take_folder(TarHeader& header) {
    if (header.size != 0) {
        return m_faults.hostile(header.name, "a folder with content");
    }
    GOVERN_TRY_ASSIGN(auto folder, m_intake.folder(header.name));
    if (folder) {
        m_crew.make_folder(std::move(*folder));
    }
    return {};
}

Result<void> Tar::take_file(const TarHeader& header) {
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

Result<void> Tar::take_large(Target target, const TarHeader& header) {
    dispatch();
    m_crew.begin_large(std::move(target));
    for (std::uint64_t missing = header.size; missing > 0;) {
        GOVERN_TRY_ASSIGN(const auto piece, take_some(missing, header.name));
        missing -= piece.size();
        m_crew.large_piece(m_buffer, piece, missing == 0);
    }
    GOVERN_TRY(take(padding_of(header.size), header.name));
    return {};
}

// The entry's blocks before its content: earlier headers about it, its own header, its map.
Result<std::string> Tar::take_sparse_head(const TarHeader& header,
                                          std::span<const std::byte> block) {
    std::string head = std::exchange(m_extra_blocks, {});
    head += as_text(block);
    bool more = header.type == 'S' && head[head.size() - k_tar_block + k_header_has_more_map] != 0;
    while (more) {
        if (head.size() > k_longest_map) {
            return m_faults.hostile(header.name, "a sparse file in too many pieces");
        }
        GOVERN_TRY_ASSIGN(const auto map, take(k_tar_block, header.name));
        head += as_text(map);
        more = map[k_map_has_more_map] != std::byte{0};
    }
    return head;
}

// libarchive fills the holes: it gets a tar of this one entry.
Result<void> Tar::take_sparse(const TarHeader& header, std::span<const std::byte> block) {
    GOVERN_TRY_ASSIGN(const std::string head, take_sparse_head(header, block));
    const std::string zeros(2 * k_tar_block, '\0');
    std::uint64_t missing = header.size + padding_of(header.size);
    enum class Next { blocks, content, end, nothing } next = Next::blocks;
    DecoderInput input;
    input.pull = [&]() -> Result<std::span<const std::byte>> {
        if (next == Next::blocks) {
            next = Next::content;
            return std::as_bytes(std::span(head));
        }
        if (next == Next::content && missing > 0) {
            GOVERN_TRY_ASSIGN(const auto piece, take_some(missing, header.name));
            missing -= piece.size();
            return piece;
        }
        const bool ends = next == Next::content;
        next = ends ? Next::end : Next::nothing;
        return ends ? std::as_bytes(std::span(zeros)) : std::span<const std::byte>{};
    };
    dispatch();
    GOVERN_TRY(decode_sparse(header, input));
    while (missing > 0 && !m_shared.stopped()) {
        GOVERN_TRY_ASSIGN(const auto rest, take_some(missing, header.name));
        missing -= rest.size();
    }
    return {};
}

Result<void> Tar::decode_sparse(const TarHeader& header, DecoderInput& input) {
    GOVERN_TRY_ASSIGN(const Decoder decoder, open_sparse_tar(input, m_faults));
    ::archive* const handle = decoder.get();
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(handle, &entry);
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
        return decoder_failure(handle, input.error, m_faults, header.name);
    }
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_size(entry) < 0) {
        return m_faults.hostile(header.name, "a link or special file");
    }
    const auto size = static_cast<std::uint64_t>(archive_entry_size(entry));
    GOVERN_TRY_ASSIGN(Target target,
                      m_intake.file({header.name, size, (header.mode & 0111) != 0, header.mtime}));
    return write_decoded(
        m_crew, std::move(target), size,
        [&](std::span<std::byte> out) -> Result<std::size_t> {
            const la_ssize_t count = archive_read_data(handle, out.data(), out.size());
            if (count < 0) {
                return decoder_failure(handle, input.error, m_faults, header.name);
            }
            m_unpacked += static_cast<std::uint64_t>(count);
            GOVERN_TRY(m_intake.check_ratio(m_unpacked, m_stream.consumed()));
            return static_cast<std::size_t>(count);
        },
        m_faults, header.name);
}

// Only zeros may follow the end of the archive, up to the end of the stream, so that its CRC is
// checked.
Result<void> Tar::check_end() {
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

Result<void> unpack_tar(os::GrowingFile& archive, Format format, os::TreeWriter& tree,
                        Intake& intake, const UnpackOptions& options, const Faults& faults,
                        Reporter& reporter) {
    // One thread decompresses, as a stream cannot be split. Two writers keep up with it even where
    // they share its processor.
    const unsigned processors = os::processor_count();
    const unsigned writers =
        options.threads != 0 ? options.threads : std::clamp(processors - 1, 2U, 4U);
    GOVERN_TRY_ASSIGN(const auto stream, open_stream(archive, format, faults));
    Shared shared(options, reporter, 0);
    {
        Crew crew(tree, shared, writers);
        Tar reader(*stream, crew, intake, faults, shared);
        shared.check(reader.run());
        crew.finish();
    }
    return shared.result();
}

} // namespace govern::archive
