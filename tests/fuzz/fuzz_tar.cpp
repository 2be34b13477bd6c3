// The tar inside a gzip stream: the input is wrapped here, or its CRC would stop every mutation.
// The same tar without a wrapper must be read alike, or refused alike.
#include "fuzz/fuzz_archive.hpp"

#include <isa-l/crc.h>

namespace {

void put(std::string& out, std::size_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) {
        out += static_cast<char>((value >> (8 * i)) & 0xff);
    }
}

// One gzip member of stored blocks (RFC 1951, 3.2.4).
std::string wrap(const std::uint8_t* data, std::size_t size) {
    std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    std::size_t at = 0;
    do {
        const std::size_t count = std::min<std::size_t>(size - at, 0xffff);
        out += static_cast<char>(at + count == size ? 1 : 0);
        put(out, count, 2);
        put(out, ~count, 2);
        out.append(reinterpret_cast<const char*>(data) + at, count);
        at += count;
    } while (at < size);
    put(out, crc32_gzip_refl(0, data, size), 4);
    put(out, size, 4);
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // The checksum of the first header is mended, so that what it says is read.
    std::string tar(reinterpret_cast<const char*>(data), size);
    if (tar.size() >= 512) {
        unsigned sum = 8 * 32;
        for (std::size_t i = 0; i < 512; ++i) {
            sum += i >= 148 && i < 156 ? 0U : static_cast<unsigned char>(tar[i]);
        }
        for (std::size_t i = 0; i < 6; ++i) {
            tar[148 + i] = static_cast<char>(0x30U + ((sum >> (3 * (5 - i))) & 7));
        }
        tar[154] = '\0';
    }
    const std::string bytes = wrap(reinterpret_cast<const std::uint8_t*>(tar.data()), tar.size());
    using namespace govern;
    for (const char* const prefix : {"", "go/"}) {
        const auto options = test::fuzz_options(prefix, false);
        test::Read wrapped, plain;
        test::unpack_anything(wrapped, bytes, options);
        test::unpack_anything(plain, tar, options);
        test::require_same(wrapped, plain);
        test::MemoryFile file(tar);
        const auto format = archive::format_of(file, {});
        if (format && *format == archive::Format::tar &&
            wrapped.result.has_value() != plain.result.has_value()) {
            std::abort();
        }
    }
    return 0;
}
