#include "archive/zip_writer.hpp"

#include "archive/messages.hpp"
#include "inflate.hpp"

#include <limits>
#include <memory>
#include <vector>

namespace govern::archive {

namespace {

constexpr std::uint16_t k_version = 20;            // APPNOTE 4.4.3: deflate
constexpr std::uint16_t k_made_by = 3U << 8U | 20; // Unix
constexpr std::uint32_t k_mode = 0100644U << 16U;
// 2009-11-10 23:00, when Go was announced: TarWriter's moment too.
constexpr std::uint16_t k_time = 23U << 11U;
constexpr std::uint16_t k_date = (2009U - 1980U) << 9U | 11U << 5U | 10U;

void put16(std::string& out, std::uint64_t value) {
    out += static_cast<char>(value & 0xffU);
    out += static_cast<char>(value >> 8U & 0xffU);
}

void put32(std::string& out, std::uint64_t value) {
    put16(out, value & 0xffffU);
    put16(out, value >> 16U);
}

/// The memory that ISA-L wants for each level.
constexpr std::uint32_t k_level_buffers[] = {ISAL_DEF_LVL0_DEFAULT, ISAL_DEF_LVL1_DEFAULT,
                                             ISAL_DEF_LVL2_DEFAULT, ISAL_DEF_LVL3_DEFAULT};

/// Deflates all of it into `out`. False where it would not be shorter.
bool deflate(std::span<const std::byte> content, int level, std::string& out) {
    if (content.empty() || content.size() > std::numeric_limits<std::uint32_t>::max()) {
        return false;
    }
    std::vector<std::uint8_t> buffer(k_level_buffers[level]);
    const auto stream = std::make_unique<isal_zstream>(); // too large for a stack
    isal_deflate_stateless_init(stream.get());
    stream->level = static_cast<std::uint32_t>(level);
    stream->level_buf = buffer.data();
    stream->level_buf_size = static_cast<std::uint32_t>(buffer.size());
    stream->end_of_stream = 1;
    stream->flush = NO_FLUSH;
    // It is only read.
    stream->next_in = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(content.data()));
    stream->avail_in = static_cast<std::uint32_t>(content.size());
    out.resize(content.size() - 1);
    stream->next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream->avail_out = static_cast<std::uint32_t>(out.size());
    if (isal_deflate_stateless(stream.get()) != COMP_OK || stream->avail_in != 0) {
        return false;
    }
    out.resize(stream->total_out);
    return true;
}

/// The fields that a local header and the directory share (APPNOTE 4.3.7, 4.3.12).
void put_facts(std::string& out, bool deflated, std::uint32_t crc, std::uint64_t packed,
               std::uint64_t size, std::size_t name) {
    put16(out, k_version);
    put16(out, 0);
    put16(out, deflated ? 8 : 0);
    put16(out, k_time);
    put16(out, k_date);
    put32(out, crc);
    put32(out, packed);
    put32(out, size);
    put16(out, name);
    put16(out, 0);
}

} // namespace

ZipContent zip_content(std::span<const std::byte> content, int level) {
    ZipContent out;
    out.size = content.size();
    out.crc = crc32(0, content);
    out.deflated = deflate(content, level, out.bytes);
    if (!out.deflated) {
        out.bytes.assign(reinterpret_cast<const char*>(content.data()), content.size());
    }
    return out;
}

Result<void> ZipWriter::put(const std::string& bytes) {
    m_at += bytes.size();
    return m_sink(std::as_bytes(std::span(bytes)));
}

Result<void> ZipWriter::add(const std::string& name, const ZipContent& content) {
    constexpr std::uint64_t k_most = std::numeric_limits<std::uint32_t>::max();
    if (m_entries.size() == std::numeric_limits<std::uint16_t>::max() || name.size() > 0xffff ||
        content.size > k_most || m_at + content.bytes.size() + name.size() > k_most) {
        return fail(msg::archive_not_written, {{"entry", name}, {"why", "it is too large"}});
    }
    m_entries.push_back(
        {name, content.bytes.size(), content.size, content.crc, content.deflated, m_at});
    std::string head("PK\x03\x04");
    put_facts(head, content.deflated, content.crc, content.bytes.size(), content.size, name.size());
    GOVERN_TRY(put(head + name));
    return put(content.bytes);
}

Result<void> ZipWriter::finish() {
    const auto begin = m_at;
    std::string directory;
    for (const auto& entry : m_entries) {
        directory += "PK\x01\x02";
        put16(directory, k_made_by);
        put_facts(directory, entry.deflated, entry.crc, entry.packed, entry.size,
                  entry.name.size());
        put16(directory, 0); // comment
        put16(directory, 0); // disk
        put16(directory, 0); // internal attributes
        put32(directory, k_mode);
        put32(directory, entry.offset);
        directory += entry.name;
    }
    const auto size = directory.size();
    directory += "PK\x05\x06";
    put32(directory, 0); // disks
    put16(directory, m_entries.size());
    put16(directory, m_entries.size());
    put32(directory, size);
    put32(directory, begin);
    put16(directory, 0);
    return put(directory);
}

} // namespace govern::archive
