#pragma once

#include "binary/random_access.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <string_view>

namespace govern::test {

/// A file in memory of which a few runs of bytes are given; the rest is zeros.
class SparseFile final : public binary::RandomAccess {
public:
    SparseFile() = default;
    explicit SparseFile(std::string bytes) { put(0, std::move(bytes)); }

    /// Runs must not overlap.
    void put(std::uint64_t offset, std::string bytes) {
        m_size = std::max(m_size, offset + bytes.size());
        m_runs[offset] = std::move(bytes);
    }
    void set_size(std::uint64_t size) { m_size = size; }

    [[nodiscard]] std::uint64_t size() const override { return m_size; }

    Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
        ++reads;
        if (offset >= m_size) {
            return 0;
        }
        const auto length =
            static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), m_size - offset));
        std::memset(out.data(), 0, length);
        for (const auto& [start, bytes] : m_runs) {
            const auto from = std::max(start, offset);
            const auto to = std::min(start + bytes.size(), offset + length);
            if (from < to) {
                std::memcpy(out.data() + (from - offset), bytes.data() + (from - start), to - from);
            }
        }
        bytes_read += length;
        return length;
    }

    std::uint64_t reads = 0;
    std::uint64_t bytes_read = 0;

private:
    std::map<std::uint64_t, std::string> m_runs;
    std::uint64_t m_size = 0;
};

} // namespace govern::test
