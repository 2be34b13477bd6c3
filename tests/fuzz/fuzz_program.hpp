#pragma once

#include "binary/build_info.hpp"
#include "binary/sections.hpp"
#include "support/sparse_file.hpp"

#include <cstdlib>
#include <cstring>

namespace govern::test {

/// Reads a program given as runs of bytes (offset in 8 bytes, length in 4, both least significant
/// first, then the bytes), so that seeds are small. `magic` always stands at its start: what begins
/// otherwise is another target's.
inline int read_any_program(const std::uint8_t* data, std::size_t size, std::string_view magic) {
    SparseFile file;
    while (size > 12) {
        std::uint64_t offset = 0;
        std::uint32_t length = 0;
        for (std::size_t i = 8; i-- > 0;) {
            offset = offset << 8 | data[i];
        }
        for (std::size_t i = 12; i-- > 8;) {
            length = length << 8 | data[i];
        }
        const auto taken = std::min<std::size_t>(length, size - 12);
        std::string bytes(reinterpret_cast<const char*>(data) + 12, taken);
        if (offset == 0 && bytes.size() >= magic.size()) {
            bytes.replace(0, magic.size(), magic);
        }
        file.put(offset & 0xffffffffffffff, std::move(bytes));
        data += 12 + taken;
        size -= 12 + taken;
    }
    if (const auto info = binary::read_build_info(file);
        info && info->layout != binary::Layout::none && info->go_version.empty()) {
        std::abort();
    }
    const auto sections = binary::read_sections(file);
    for (const auto& one : sections ? *sections : std::vector<binary::Section>()) {
        if (one.offset > file.size() || one.size > file.size() - one.offset) {
            std::abort();
        }
    }
    // Headers, the searched part of one segment and two texts; before Go 1.13 every segment twice.
    if (file.bytes_read > 512ULL << 20) {
        std::abort();
    }
    return 0;
}

} // namespace govern::test
