#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace govern::archive {

/// A file's content, deflated for a zip. Made on any thread.
struct ZipContent {
    std::string bytes; ///< as they lie in the zip
    std::uint64_t size = 0;
    std::uint32_t crc = 0;
    bool deflated = false; ///< else stored, where deflate gains nothing
};
/// `level`: ISA-L's, 0 (fast) to 3.
[[nodiscard]] ZipContent zip_content(std::span<const std::byte> content, int level);

/// Writes a zip whose bytes depend on nothing but what is put in and its order: one fixed time,
/// mode 0644. Up to 65,535 files and 4 GiB, which is more than a Go module may have.
class ZipWriter {
public:
    /// Takes the bytes of the zip, in order. Its error ends the writing and comes back unchanged.
    using Sink = std::function<Result<void>(std::span<const std::byte>)>;

    explicit ZipWriter(Sink sink) : m_sink(std::move(sink)) {}
    [[nodiscard]] Result<void> add(const std::string& name, const ZipContent& content);
    /// Ends the zip. Without this call no zip is left.
    [[nodiscard]] Result<void> finish();

private:
    struct Entry {
        std::string name;
        std::uint64_t packed = 0;
        std::uint64_t size = 0;
        std::uint32_t crc = 0;
        bool deflated = false;
        std::uint64_t offset = 0;
    };
    [[nodiscard]] Result<void> put(const std::string& bytes);

    Sink m_sink;
    std::uint64_t m_at = 0;
    std::vector<Entry> m_entries;
};

} // namespace govern::archive
