#pragma once

#include "crew.hpp"
#include "intake.hpp"
#include "os/growing_file.hpp"

namespace govern::archive {

// The readers behind unpack(). Each takes every entry through `intake` and returns once all its
// threads were joined.

/// A tar in whatever `format` packs it. Sparse entries are decoded by libarchive.
[[nodiscard]] Result<void> unpack_tar(os::GrowingFile& archive, Format format, os::TreeWriter& tree,
                                      Intake& intake, const UnpackOptions& options,
                                      const Faults& faults, Reporter& reporter);

enum class ZipDecoder {
    fastest,   ///< our own on all threads; libarchive where an entry needs it
    libarchive ///< for all entries, whatever their method
};
[[nodiscard]] Result<void> unpack_zip(os::GrowingFile& archive, ZipDecoder decoder,
                                      os::TreeWriter& tree, Intake& intake,
                                      const UnpackOptions& options, const Faults& faults,
                                      Reporter& reporter);

} // namespace govern::archive
