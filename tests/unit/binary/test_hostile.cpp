// Programs made here, byte by byte: what real ones do not show.
#include "binary/build_info.hpp"
#include "binary/messages.hpp"

#include "support/catch.hpp"
#include "support/sparse_file.hpp"

using namespace govern;
using namespace govern::binary;
using namespace std::string_literals;

namespace {

std::string number(std::uint64_t value, std::size_t length, bool big_endian = false) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) {
        const auto byte = static_cast<char>(value >> (8 * i) & 0xff);
        big_endian ? out.insert(out.begin(), byte) : out.insert(out.end(), byte);
    }
    return out;
}

constexpr std::uint64_t k_address = 0x10000;
constexpr std::uint64_t k_offset = 0x1000;

/// Of a 64-bit ELF program without sections.
std::string elf_header(std::uint64_t table, std::uint16_t segments) {
    return "\x7f"
           "ELF\x02\x01\x01"s +
           std::string(9, '\0') + number(2, 2) + number(62, 2) + number(1, 4) +
           number(k_address, 8) + number(table, 8) + number(0, 8) + number(0, 4) + number(64, 2) +
           number(56, 2) + number(segments, 2) + number(64, 2) + number(0, 2) + number(0, 2);
}

/// Of a writable segment.
std::string program_header(std::uint64_t offset, std::uint64_t address, std::uint64_t file_size,
                           std::uint64_t memory_size) {
    return number(1, 4) + number(6, 4) + number(offset, 8) + number(address, 8) +
           number(address, 8) + number(file_size, 8) + number(memory_size, 8) + number(4096, 8);
}

test::SparseFile elf(const std::string& data, std::uint64_t memory_size, std::uint64_t file_size) {
    const auto header =
        elf_header(64, 1) + program_header(k_offset, k_address, file_size, memory_size);
    test::SparseFile file(header);
    file.put(k_offset, data);
    return file;
}

test::SparseFile elf(const std::string& data) {
    return elf(data, data.size(), data.size());
}

std::string header(char width, char flags) {
    return "\xff Go buildinf:"s + width + flags + std::string(16, '\0');
}

std::string counted(const std::string& text) {
    std::string length;
    auto left = text.size();
    for (; left >= 0x80; left >>= 7) {
        length += static_cast<char>((left & 0x7f) | 0x80);
    }
    return length + static_cast<char>(left) + text;
}

std::string inlined(const std::string& version, const std::string& modules = "") {
    const std::string mark(16, '#');
    return header(8, 2) + counted(version) + counted(modules.empty() ? "" : mark + modules + mark);
}

std::string version_of(test::SparseFile file) {
    const auto info = read_build_info(file);
    return info ? info->go_version : std::string(info.error().spec().code);
}

class BrokenDisk final : public RandomAccess {
public:
    [[nodiscard]] std::uint64_t size() const override { return 1 << 20; }
    Result<std::size_t> read(std::uint64_t, std::span<std::byte>) override {
        return fail(msg::packed_program); // any error that this layer does not make of itself
    }
};

} // namespace

TEST_CASE("the header is found where it is aligned, also far into the segment") {
    CHECK(version_of(elf(inlined("go1.20"))) == "go1.20");
    CHECK(version_of(elf(std::string(16, 'x') + inlined("go1.20"))) == "go1.20");
    CHECK(version_of(elf(std::string(100'000, '\0') + std::string(96, 'x') + inlined("go1.20"))) ==
          "go1.20");
    // In the last bytes of the pieces that are read.
    for (const std::size_t at : {1008U, 66'528U, 66'544U, 132'064U, 132'080U}) {
        CHECK(version_of(elf(std::string(at, 'x') + inlined("go1.20"))) == "go1.20");
    }
    // A program that reads build information holds the same bytes, not aligned.
    CHECK(version_of(elf("x" + inlined("go1.1") + std::string(100, '\0'))) == "not-a-go-program");
    const auto twice = "x" + header(8, 2) + std::string(15, '\0') + inlined("go1.20");
    REQUIRE(twice.size() % 16 == (48 + inlined("go1.20").size()) % 16);
    CHECK(version_of(elf(twice)) == "go1.20");
}

TEST_CASE("lengths and pointers that lead nowhere end the reading") {
    CHECK(version_of(elf(header(8, 2))) == "not-a-go-program");
    CHECK(version_of(elf(header(8, 2) + "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s)) ==
          "not-a-go-program");
    CHECK(version_of(elf(header(8, 2) + std::string(32, '\xff'))) == "not-a-go-program");
    CHECK(version_of(elf(header(8, 2) + counted("go1.20") + "\x7fshort"s)) == "not-a-go-program");
    CHECK(version_of(elf(header(5, 0) + std::string(64, '\0'))) == "not-a-go-program");
    const auto pointers = [](std::uint64_t version, std::uint64_t modules) {
        return "\xff Go buildinf:\x08"s + '\0' + number(version, 8) + number(modules, 8);
    };
    CHECK(version_of(elf(pointers(~0ULL, ~0ULL))) == "not-a-go-program");
    CHECK(version_of(elf(pointers(k_address + 32, 0) + number(k_address, 8) + number(~0ULL, 8))) ==
          "not-a-go-program");
    CHECK(version_of(elf(pointers(k_address + 32, 0) + number(k_address + 48, 8) + number(6, 8) +
                         "go1.16")) == "go1.16");
    CHECK(version_of(elf(inlined(""))) == "not-a-go-program");
}

TEST_CASE("a huge sparse file takes neither memory nor time") {
    auto file = elf("", 1ULL << 40, 1ULL << 40);
    file.set_size(1ULL << 40);
    const auto info = read_build_info(file);
    REQUIRE_FALSE(info.has_value());
    CHECK(info.error().is(msg::not_a_go_program));
    CHECK(file.bytes_read <= 257ULL << 20);
    auto counts = elf(header(8, 2) + number(0x0fffffffffULL, 5), 1 << 30, 1 << 30);
    counts.set_size(1ULL << 40);
    CHECK_FALSE(read_build_info(counts).has_value());
    CHECK(counts.bytes_read < 1 << 20);
}

TEST_CASE("damaged module lines are an error, not half of the facts") {
    auto file = elf(inlined("go1.20", "path\tp\nmod\tx\n"));
    const auto info = read_build_info(file);
    REQUIRE_FALSE(info.has_value());
    CHECK(info.error().is(msg::build_info_damaged));
    CHECK(info.error().fact("line") == "2");
}

TEST_CASE("what is no program is said to be none") {
    for (const auto& bytes :
         {""s, "M"s, "MZ"s, "#!/bin/sh\n"s + std::string(100, ' '), std::string(4096, '\0'),
          "\x7f"
          "ELF"s +
              std::string(4092, '\xff'),
          "MZ"s + std::string(4094, '\xff'), "\xcf\xfa\xed\xfe"s + std::string(4092, '\xff'),
          "\xca\xfe\xba\xbe"s + number(0, 2) + number(52, 2, true) + std::string(100, '\0'),
          "\xca\xfe\xba\xbe"s + number(1, 4, true) + std::string(100, '\xff'),
          "\x01\xf7"s + std::string(4094, '\xff'), "\0\0\x8a\x97"s + std::string(4092, '\xff'),
          "!<arch>\n"s + std::string(100, ' '), "\0asm\1\0\0\0"s + std::string(100, ' ')}) {
        CHECK(version_of(test::SparseFile(bytes)) == "not-a-go-program");
    }
}

TEST_CASE("the first program of a fat file counts") {
    const auto segment = "__DATA"s + std::string(10, '\0') + number(k_address, 8) +
                         number(4096, 8) + number(k_offset, 8) + number(4096, 8) + number(3, 4) +
                         number(3, 4) + number(0, 4) + number(0, 4);
    const auto thin = "\xcf\xfa\xed\xfe"s + number(0x01000007, 4) + number(3, 4) + number(2, 4) +
                      number(1, 4) + number(72, 4) + number(0, 8) + number(0x19, 4) +
                      number(72, 4) + segment;
    test::SparseFile alone(thin);
    alone.put(k_offset, inlined("go1.21.0"));
    alone.set_size(k_offset + 4096);
    CHECK(version_of(alone) == "go1.21.0");
    for (const bool wide : {false, true}) {
        const std::size_t width = wide ? 8 : 4;
        test::SparseFile fat((wide ? "\xca\xfe\xba\xbf"s : "\xca\xfe\xba\xbe"s) +
                             number(1, 4, true) + number(0x01000007, 4, true) + number(3, 4, true) +
                             number(0x8000, width, true) + number(k_offset + 4096, width, true) +
                             number(14, 8, true));
        fat.put(0x8000, thin);
        fat.put(0x8000 + k_offset, inlined("go1.22.0"));
        fat.set_size(0x8000 + k_offset + 4096);
        CHECK(version_of(fat) == "go1.22.0");
    }
}

TEST_CASE("a program packed by UPX is said to be packed") {
    auto file = elf(std::string(64, 'x'));
    file.put(200, "UPX!");
    CHECK(version_of(file) == "packed-program");
}

TEST_CASE("before Go 1.13 the version is found by its text, if it is there") {
    const auto id = "\xff Go build ID: \"abc\"\n \xff"s;
    const auto text = std::string(64, 'x') + "go1.4 is mentioned; go1.12.17heapgo1.5"s;
    const auto at = k_address + text.find("go1.12.17");
    const auto data = id + std::string(64 - id.size(), '\0') + text.substr(64);
    const auto pad = std::string((8 - data.size() % 8) % 8, '\0');
    CHECK(version_of(elf(data + pad + number(at, 8) + number(9, 8))) == "go1.12.17");
    // A pointer to the text with a length that makes no version of it.
    CHECK(version_of(elf(data + pad + number(at, 8) + number(12, 8))).empty());
    auto file = elf(data);
    const auto info = read_build_info(file);
    REQUIRE(info.has_value());
    CHECK(info->layout == Layout::none);
    CHECK(info->go_version.empty());
    CHECK(version_of(elf(data.substr(64))) == "not-a-go-program");
}

TEST_CASE("many small segments are searched no further than few large ones") {
    constexpr std::uint16_t k_segments = 8000;
    constexpr std::uint64_t k_size = 65'000;
    const auto id = "\xff Go build ID: \"abc\"\n \xff go1.4"s; // no header leads to the version
    auto header = elf_header(64 + id.size(), k_segments) + id;
    for (std::uint64_t i = 0; i < k_segments; ++i) {
        header += program_header(0, k_address + i * k_size, k_size, k_size);
    }
    test::SparseFile file(header);
    const auto info = read_build_info(file);
    REQUIRE(info.has_value());
    CHECK(info->go_version.empty());
    CHECK(file.bytes_read <= 2 * (65ULL << 20));
}

TEST_CASE("headers that lead to a version again and again are followed a few times only") {
    const auto id = "\xff Go build ID: \"abc\"\n \xff"s;
    auto data = id + std::string(64 - id.size(), '\0') + "go1.not\0"s;
    const auto header = number(k_address + 64, 8) + number(7, 8);
    for (int i = 0; i < 100'000; ++i) {
        data += header;
    }
    auto file = elf(data);
    const auto info = read_build_info(file);
    REQUIRE(info.has_value());
    CHECK(info->go_version.empty());
    CHECK(file.reads < 10'000);
}

TEST_CASE("what the disk cannot deliver is the error") {
    BrokenDisk file;
    const auto info = read_build_info(file);
    REQUIRE_FALSE(info.has_value());
    CHECK(info.error().is(msg::packed_program));
}
