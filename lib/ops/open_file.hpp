#pragma once

#include "binary/random_access.hpp"
#include "os/range_file.hpp"

namespace govern::ops {

/// An open file as `binary` reads it.
class OpenFile final : public binary::RandomAccess {
public:
    explicit OpenFile(os::RangeFile& file) : m_file(file) {}
    std::uint64_t size() const override { return m_file.size(); }
    Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
        return m_file.read(offset, out);
    }

private:
    os::RangeFile& m_file;
};

} // namespace govern::ops
