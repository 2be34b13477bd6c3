#include "decoded.hpp"
#include "inflate.hpp"
#include "libarchive.hpp"
#include "zip_plan.hpp"

namespace govern::archive {

namespace {

// Goes through a zip as libarchive does, entry by entry in the order of their bytes. The size and
// the CRC-32 of our own directory show that libarchive read the right entry.
class ZipByLibarchive {
public:
    ZipByLibarchive(SeekableInput& input, Crew& crew, const Faults& faults, const Shared& shared)
        : m_input(input), m_crew(crew), m_faults(faults), m_shared(shared) {}

    Result<void> run(const ZipPlan& plan);

private:
    Result<void> content(const ZipWork& work);
    Failure failure(std::string_view name) const {
        return decoder_failure(m_decoder.get(), m_input.error, m_faults, name);
    }

    SeekableInput& m_input;
    Crew& m_crew;
    const Faults& m_faults;
    const Shared& m_shared;
    Decoder m_decoder;
};

Result<void> ZipByLibarchive::run(const ZipPlan& plan) {
    GOVERN_TRY_ASSIGN(m_decoder, open_zip(m_input, m_faults));
    auto work = plan.work.begin();
    for (const ZipEntry& entry : plan.entries) {
        if (m_shared.stopped()) {
            return {};
        }
        GOVERN_TRY(zip_data_offset(m_input.file, entry, m_faults));
        archive_entry* found = nullptr;
        const int status = archive_read_next_header(m_decoder.get(), &found);
        // A warning is about names, which come from our own directory.
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
            return failure(entry.name);
        }
        if (!entry.folder) {
            GOVERN_TRY(content(*work++));
        }
    }
    return {};
}

Result<void> ZipByLibarchive::content(const ZipWork& work) {
    const ZipEntry& entry = work.entry;
    std::uint32_t crc = 0;
    GOVERN_TRY(write_decoded(
        m_crew, work.target, entry.size,
        [&](std::span<std::byte> out) -> Result<std::size_t> {
            if (entry.size == 0) { // libarchive's LZMA decoder takes an empty file for an error
                return std::size_t{0};
            }
            const la_ssize_t count = archive_read_data(m_decoder.get(), out.data(), out.size());
            if (count < 0) {
                return failure(entry.name);
            }
            const auto size = static_cast<std::size_t>(count);
            crc = crc32(crc, out.first(size));
            return size;
        },
        m_faults, entry.name));
    if (crc != entry.crc && !m_shared.stopped()) {
        return m_faults.damaged(entry.name, "its content does not match its CRC-32");
    }
    return {};
}

} // namespace

Result<void> unpack_planned_by_libarchive(os::GrowingFile& archive, os::TreeWriter& tree,
                                          const ZipPlan& plan, const UnpackOptions& options,
                                          const Faults& faults, Reporter& reporter) {
    GOVERN_TRY_ASSIGN(const std::uint64_t size, archive.size());
    SeekableInput input{archive, size, 0, {}};
    Shared shared(options, reporter, plan.work.size());
    {
        Crew crew(tree, shared, options.threads != 0 ? options.threads : 2);
        ZipByLibarchive reader(input, crew, faults, shared);
        shared.check(reader.run(plan));
        crew.finish();
    }
    return shared.result();
}

} // namespace govern::archive
