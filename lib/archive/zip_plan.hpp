#pragma once

#include "crew.hpp"
#include "zip_directory.hpp"

#include <vector>

namespace govern::archive {

struct ZipWork {
    ZipEntry entry;
    Target target;
};

/// A zip whose names and sizes were all found good; both lists in the order of the entries' bytes.
struct ZipPlan {
    std::vector<ZipEntry> entries; ///< folders too
    std::vector<ZipWork> work;     ///< the files
};

/// Decodes all contents by libarchive on one thread; a crew hashes and writes.
[[nodiscard]] Result<void> unpack_planned_by_libarchive(os::GrowingFile& archive,
                                                        os::TreeWriter& tree, const ZipPlan& plan,
                                                        const UnpackOptions& options,
                                                        const Faults& faults, Reporter& reporter);

} // namespace govern::archive
