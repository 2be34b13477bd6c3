#pragma once

#include "archive/unpack.hpp"
#include "fault.hpp"
#include "names.hpp"
#include "os/tree_writer.hpp"

#include <deque>
#include <optional>

namespace govern::archive {

/// An archive's entry for one file.
struct FileEntry {
    std::string_view name; ///< with the prefix
    std::uint64_t size = 0;
    bool executable = false;
    std::int64_t mtime = 0; ///< seconds since 1970-01-01 UTC, as the archive claims
};

/// The place of one accepted file.
struct Target {
    UnpackedFile* file = nullptr; ///< the thread that writes the file puts its digest here
    const std::string* folder = nullptr;
    std::string name; ///< last component, after any renaming
    os::NewFile attributes;
};

/// The checks that all readers make before they unpack an entry: names, limits and the module zip's
/// rules in one place. For one thread.
class Intake {
public:
    Intake(const UnpackOptions& options, const Faults& faults)
        : m_options(options), m_faults(faults),
          m_names(options.prefix, options.limits.path_bytes, faults) {}

    [[nodiscard]] Result<Target> file(const FileEntry& entry);
    /// The folder to make; nothing for the prefix itself and for what is not written.
    [[nodiscard]] Result<std::optional<std::string>> folder(std::string_view entry);
    /// Compares the unpacked size with the packed one.
    [[nodiscard]] Result<void> check_ratio(std::uint64_t unpacked, std::uint64_t packed) const;

    /// Call once all digests are there.
    [[nodiscard]] UnpackResult take_result();
    [[nodiscard]] std::size_t files() const { return m_files.size(); }

private:
    [[nodiscard]] Result<void> count(std::string_view entry);

    const UnpackOptions& m_options;
    const Faults& m_faults;
    Names m_names;
    std::deque<UnpackedFile> m_files; // a deque: other threads hold pointers into it
    std::uint64_t m_entries = 0;
    std::uint64_t m_total = 0;
};

} // namespace govern::archive
