#include "stream.hpp"

#include "inflate.hpp"
#include "libarchive.hpp"

#include <algorithm>
#include <cstring>

namespace govern::archive {

namespace {

class GzipStream final : public ByteStream {
public:
    GzipStream(os::GrowingFile& archive, std::uint64_t size, const Faults& faults)
        : m_faults(faults) {
        m_inflater.start(archive, 0, size, Inflater::Wrapper::gzip);
    }
    Result<std::size_t> read(std::span<std::byte> out) override {
        return m_inflater.read(out, m_faults, {});
    }
    [[nodiscard]] std::uint64_t consumed() const override { return m_inflater.consumed(); }

private:
    const Faults& m_faults;
    Inflater m_inflater;
};

class PlainStream final : public ByteStream {
public:
    explicit PlainStream(os::GrowingFile& archive) : m_archive(archive) {}
    Result<std::size_t> read(std::span<std::byte> out) override {
        GOVERN_TRY_ASSIGN(const auto bytes, m_archive.view(m_position, out.size()));
        std::ranges::copy(bytes, out.begin());
        m_position += bytes.size();
        return bytes.size();
    }
    [[nodiscard]] std::uint64_t consumed() const override { return m_position; }

private:
    os::GrowingFile& m_archive;
    std::uint64_t m_position = 0;
};

} // namespace

Result<std::unique_ptr<ByteStream>> open_stream(os::GrowingFile& archive, Format format,
                                                const Faults& faults) {
    GOVERN_TRY_ASSIGN(const std::uint64_t size, archive.size());
    switch (format) {
    case Format::tar_gz:
        return std::make_unique<GzipStream>(archive, size, faults);
    case Format::tar:
        return std::make_unique<PlainStream>(archive);
    default:
        return open_filter(archive, size, format, faults);
    }
}

} // namespace govern::archive
