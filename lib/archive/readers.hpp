#pragma once

#include "crew.hpp"
#include "intake.hpp"
#include "os/growing_file.hpp"

namespace govern::archive {

// The three readers behind unpack(). Each takes every entry through `intake` and returns once all
// its threads were joined.

[[nodiscard]] Result<void> unpack_tar_gz(os::GrowingFile& archive, os::TreeWriter& tree,
                                         Intake& intake, const UnpackOptions& options,
                                         const Faults& faults, Reporter& reporter);
[[nodiscard]] Result<void> unpack_zip(os::GrowingFile& archive, os::TreeWriter& tree,
                                      Intake& intake, const UnpackOptions& options,
                                      const Faults& faults, Reporter& reporter);
[[nodiscard]] Result<void> unpack_by_libarchive(os::GrowingFile& archive, os::TreeWriter& tree,
                                                Intake& intake, const UnpackOptions& options,
                                                const Faults& faults, Reporter& reporter);

} // namespace govern::archive
