#pragma once

#include "archive/unpack.hpp"
#include "core/platform.hpp"

namespace govern::archive {

/// The version that an archive of a Go SDK claims to hold. A claim, not a proof.
struct Peeked {
    Format format = Format::tar_gz;
    std::string prefix;      ///< of every entry: `go/`, or `golang.org/toolchain@v0.0.1-…/`
    bool module_zip = false; ///< by its prefix
    std::string
        version_file; ///< VERSION's content, at most 4 KiB; empty: it has none, or nothing in it
    bool has_version_file = false;
    std::optional<Platform> platform; ///< by pkg/tool/GOOS_GOARCH, if the caller asked for it
};

enum class PeekFor { version, version_and_platform };

/// Reads as far as what is asked for, by unpack()'s rules and with its errors; nothing is written
/// anywhere.
[[nodiscard]] Result<Peeked> peek(os::GrowingFile& archive, PeekFor wanted, const std::string& what,
                                  Reporter& reporter);

/// True if the archive has a file of that name, alone or at the end of a path. Reads as far as to
/// it, and writes nothing anywhere; false too where it cannot be read.
[[nodiscard]] bool has_file(os::GrowingFile& archive, std::string_view name, Reporter& reporter);

/// All of an archive's hashes.
struct Scanned {
    UnpackResult unpacked;    ///< every file hashed, none of them written
    std::string version_file; ///< as in Peeked
};
/// Reads all of it by unpack()'s rules and with its errors; nothing is written anywhere.
/// `options.include` is not looked at.
[[nodiscard]] Result<Scanned> scan(os::GrowingFile& archive, UnpackOptions options,
                                   Reporter& reporter);

} // namespace govern::archive
