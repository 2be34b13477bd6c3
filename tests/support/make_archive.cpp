#include "support/make_archive.hpp"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <random>

namespace govern::test {

namespace {

std::string compress(std::string_view content, std::uint16_t wrapper) {
    const auto stream = std::make_unique<isal_zstream>();
    isal_deflate_init(stream.get());
    std::string out(2 * content.size() + 4096, '\0');
    stream->gzip_flag = wrapper;
    stream->end_of_stream = 1;
    stream->flush = NO_FLUSH;
    stream->next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(content.data()));
    stream->avail_in = static_cast<std::uint32_t>(content.size());
    stream->next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream->avail_out = static_cast<std::uint32_t>(out.size());
    isal_deflate(stream.get());
    out.resize(stream->total_out);
    return out;
}

void put16(std::string& out, std::uint64_t value) {
    out += static_cast<char>(value & 0xff);
    out += static_cast<char>((value >> 8) & 0xff);
}

void put32(std::string& out, std::uint64_t value) {
    put16(out, value & 0xffff);
    put16(out, value >> 16);
}

void put64(std::string& out, std::uint64_t value) {
    put32(out, value & 0xffffffff);
    put32(out, value >> 32);
}

// Zip64's extra field (APPNOTE 4.5.3).
std::string extra64(std::initializer_list<std::uint64_t> numbers) {
    std::string out;
    put16(out, 1);
    put16(out, 8 * numbers.size());
    for (const std::uint64_t number : numbers) {
        put64(out, number);
    }
    return out;
}

std::uint32_t crc_of(std::string_view content) {
    return crc32_gzip_refl(0, reinterpret_cast<const unsigned char*>(content.data()),
                           content.size());
}

// An entry as it lies in the file.
struct Placed {
    std::uint64_t offset, packed, size, crc;
    std::uint16_t flags, method;
};

Placed place(std::string& out, const ZipItem& item) {
    const auto or_truth = [](std::int64_t claimed, std::uint64_t truth) {
        return claimed < 0 ? truth : static_cast<std::uint64_t>(claimed);
    };
    const std::string data = !item.data.empty() ? item.data
                             : item.stored      ? item.content
                                                : deflate(item.content);
    Placed placed{or_truth(item.offset, out.size()),
                  or_truth(item.packed, data.size()),
                  or_truth(item.size, item.content.size()),
                  or_truth(item.crc, crc_of(item.content)),
                  static_cast<std::uint16_t>(item.flags | (item.sizes_follow ? 8 : 0)),
                  static_cast<std::uint16_t>(item.method >= 0 ? item.method
                                             : item.stored    ? 0
                                                              : 8)};
    const std::string& name = item.local_name.empty() ? item.name : item.local_name;
    put32(out, 0x04034b50);
    put16(out, 20);
    put16(out, placed.flags);
    put16(out, placed.method);
    put16(out, item.time);
    put16(out, item.date);
    put32(out, item.sizes_follow ? 0 : placed.crc);
    const std::string extra =
        item.zip64
            ? extra64({item.sizes_follow ? 0 : placed.size, item.sizes_follow ? 0 : placed.packed})
            : "";
    put32(out, item.zip64 ? 0xffffffff : item.sizes_follow ? 0 : placed.packed);
    put32(out, item.zip64 ? 0xffffffff : item.sizes_follow ? 0 : placed.size);
    put16(out, name.size());
    put16(out, extra.size());
    out += name + extra + data;
    if (item.sizes_follow) {
        const auto put = item.zip64 ? put64 : put32;
        put32(out, 0x08074b50);
        put32(out, placed.crc);
        put(out, placed.packed);
        put(out, placed.size);
    }
    return placed;
}

void list(std::string& out, const ZipItem& item, const Placed& placed) {
    put32(out, 0x02014b50);
    put16(out, item.unix_mode != 0 ? 0x0314 : 20);
    put16(out, 20);
    put16(out, placed.flags);
    put16(out, placed.method);
    put16(out, item.time);
    put16(out, item.date);
    put32(out, placed.crc);
    const std::string extra =
        item.zip64 ? extra64({placed.size, placed.packed, placed.offset}) : "";
    put32(out, item.zip64 ? 0xffffffff : placed.packed);
    put32(out, item.zip64 ? 0xffffffff : placed.size);
    put16(out, item.name.size());
    put16(out, extra.size());
    put16(out, 0); // comment
    put32(out, 0); // disk, internal attributes
    put32(out, static_cast<std::uint64_t>(item.unix_mode) << 16);
    put32(out, item.zip64 ? 0xffffffff : placed.offset);
    out += item.name + extra;
}

// The zip64 end of the directory and its locator.
void end64(std::string& out, std::size_t entries, std::size_t offset, std::size_t size) {
    const std::size_t at = out.size();
    put32(out, 0x06064b50);
    put64(out, 44);
    put16(out, 45);
    put16(out, 45);
    put64(out, 0); // this disk, the directory's disk
    put64(out, entries);
    put64(out, entries);
    put64(out, size);
    put64(out, offset);
    put32(out, 0x07064b50);
    put32(out, 0);
    put64(out, at);
    put32(out, 1);
}

std::string octal(std::uint64_t value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%0*llo", digits, static_cast<unsigned long long>(value));
    return text;
}

} // namespace

std::string deflate(std::string_view content) {
    return compress(content, IGZIP_DEFLATE);
}

std::string gzip(std::string_view content) {
    return compress(content, IGZIP_GZIP);
}

void TarMaker::header(std::string_view name, std::size_t size, const Attributes& attributes) {
    std::string block(512, '\0');
    const auto put = [&](std::size_t at, std::string_view text) {
        block.replace(at, text.size(), text);
    };
    put(0, name.substr(0, 100));
    put(100, octal(attributes.mode, 7));
    put(108, "0000000");
    put(116, "0000000");
    put(124, octal(size, 11));
    put(136, octal(static_cast<std::uint64_t>(attributes.mtime), 11));
    put(148, "        ");
    block[156] = attributes.type;
    put(157, attributes.link.substr(0, 100));
    put(257, std::string_view("ustar\00000", 8));
    unsigned sum = 0;
    for (const char c : block) {
        sum += static_cast<unsigned char>(c);
    }
    put(148, octal(sum, 6) + std::string("\0 ", 2));
    m_bytes += block;
}

void TarMaker::data(std::string_view content) {
    m_bytes += content;
    m_bytes.append((512 - content.size() % 512) % 512, '\0');
}

TarMaker& TarMaker::file(std::string_view name, std::string_view content,
                         const Attributes& attributes) {
    header(name, content.size(), attributes);
    data(content);
    return *this;
}

TarMaker& TarMaker::folder(std::string_view name) {
    header(name, 0, {0755, 1'600'000'000, '5', {}});
    return *this;
}

TarMaker& TarMaker::link(char type, std::string_view name, std::string_view target) {
    header(name, 0, {0777, 1'600'000'000, type, std::string(target)});
    return *this;
}

TarMaker& TarMaker::long_name(std::string_view name) {
    return file("././@LongLink", std::string(name) + '\0', {0, 0, 'L', {}});
}

TarMaker& TarMaker::pax(const std::vector<std::pair<std::string, std::string>>& records,
                        char type) {
    std::string content;
    for (const auto& [key, value] : records) {
        const std::string rest = ' ' + key + '=' + value + '\n';
        std::size_t length = rest.size();
        while (length != std::to_string(length).size() + rest.size()) {
            length = std::to_string(length).size() + rest.size();
        }
        content += std::to_string(length) + rest;
    }
    return file("PaxHeaders/x", content, {0644, 0, type, {}});
}

TarMaker& TarMaker::raw(std::string_view bytes) {
    m_bytes += bytes;
    return *this;
}

std::string TarMaker::tar() const {
    return m_bytes + std::string(1024, '\0');
}

std::string make_zip(const std::vector<ZipItem>& items, std::string_view comment) {
    std::string out;
    std::string directory;
    for (const auto& item : items) {
        const Placed placed = place(out, item);
        list(directory, item, placed);
    }
    const std::size_t offset = out.size();
    out += directory;
    const bool zip64 = std::ranges::any_of(items, [](const ZipItem& item) { return item.zip64; });
    if (zip64) {
        end64(out, items.size(), offset, directory.size());
    }
    put32(out, 0x06054b50);
    put32(out, 0);
    put16(out, zip64 ? 0xffff : items.size());
    put16(out, zip64 ? 0xffff : items.size());
    put32(out, zip64 ? 0xffffffff : directory.size());
    put32(out, zip64 ? 0xffffffff : offset);
    put16(out, comment.size());
    out += comment;
    return out;
}

std::string noise(std::size_t size, unsigned seed) {
    std::mt19937 random(seed);
    std::string bytes(size, '\0');
    for (char& c : bytes) {
        c = static_cast<char>(random());
    }
    return bytes;
}

} // namespace govern::test
