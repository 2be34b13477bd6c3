#pragma once

#include "base/reporter.hpp"
#include "base/result.hpp"
#include "crypto/sha256.hpp"
#include "os/growing_file.hpp"
#include "os/tree_writer.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::archive {

enum class Format { tar_gz, zip, tar, tar_xz, tar_zst, tar_bz2 };

/// Tells the format by the first bytes alone. msg::archive_damaged if they begin none of these.
[[nodiscard]] Result<Format> format_of(os::GrowingFile& archive, const std::string& what);

/// Caps on hostile archives (msg::archive_hostile).
struct Limits {
    std::uint64_t entries = 60'000;
    std::uint64_t file_bytes = 1ULL << 30;  ///< one entry unpacked
    std::uint64_t total_bytes = 4ULL << 30; ///< all entries unpacked
    std::uint64_t path_bytes = 240;         ///< an entry's name without the prefix
    std::uint64_t ratio = 200;              ///< unpacked over packed, all together
};

struct UnpackOptions {
    /// Every entry must begin with it (`go/`, `golang.org/toolchain@v0.0.1-…/`); it is cut off.
    std::string prefix;
    /// The module zip's rules: each `_go.mod` becomes `go.mod` (both in one folder are refused);
    /// mtimes are one fixed moment for all files (Go before 1.10 rebuilds its standard library when
    /// sources look newer than pkg/*.a). Other archives keep their own times, and a `_go.mod` in
    /// them is hostile: the h1 could not tell it from a `go.mod`. In any archive bin/ and pkg/tool/
    /// are executable, beside what its own modes say: no h1 covers those.
    bool module_zip = false;
    /// Only entries for which this is true (name without prefix) are written; all are hashed. Asked
    /// on one thread, for folder entries too (without a trailing `/`).
    std::function<bool(std::string_view)> include;
    bool want_archive_sha256 = false; ///< hash the archive's own bytes as they pass
    unsigned threads = 0;             ///< that write; 0: as many as fit the machine
    Limits limits;
    std::string what; ///< for progress
    Progress::Phase phase = Progress::Phase::unpack;
};

struct UnpackedFile {
    std::string name; ///< as in the archive, without the prefix, before any renaming
    std::uint64_t size = 0;
    crypto::Sha256Digest sha256{};
    bool executable = false;
    bool written = true; ///< false if `include` said no
};

struct UnpackResult {
    std::vector<UnpackedFile> files; ///< in archive order; no folders
    std::optional<crypto::Sha256Digest> archive_sha256;
    std::uint64_t total_bytes = 0;
};

/// Unpacks into `folder` (present and empty), hashing every file as it is written; the digest is of
/// the bytes written, nothing is read again. On success all of it is on the disk (os::TreeWriter's
/// flush: the one durable point). Works while `archive` still grows. Entries are hostile input.
/// msg::archive_hostile (facts `what`, `entry`, `why`) refuses absolute and parent paths,
/// backslashes, drive letters, streams, names that Windows reserves, control characters, names that
/// are not UTF-8, links, special files, duplicate names (also ones that differ only in case), a
/// file where a folder must be, and everything over the limits. The rules are the same in every
/// format. Damaged archives are msg::archive_damaged. An archive's own error (a failed download)
/// and the tree's (msg::no_space) come through as they are; msg::interrupted once `reporter` says
/// so. On failure the caller removes what `folder` holds.
[[nodiscard]] Result<UnpackResult> unpack(os::GrowingFile& archive, const std::string& folder,
                                          const UnpackOptions& options, Reporter& reporter);
/// The same into any tree, not flushed.
[[nodiscard]] Result<UnpackResult> unpack(os::GrowingFile& archive, os::TreeWriter& tree,
                                          const UnpackOptions& options, Reporter& reporter);

/// The same, but all content of a zip is decoded by libarchive on one thread, as unpack() does
/// where an entry needs it: what tests compare the fast reader with.
[[nodiscard]] Result<UnpackResult> unpack_with_libarchive(os::GrowingFile& archive,
                                                          os::TreeWriter& tree,
                                                          const UnpackOptions& options,
                                                          Reporter& reporter);

} // namespace govern::archive
