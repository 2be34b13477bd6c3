#pragma once

#include "mirror/folder.hpp"
#include "trust/log.hpp"

#include <vector>

namespace govern::ops {

struct RecordedCopy {
    trust::LogCopy copy;           ///< of what was asked for but for these
    std::vector<SdkId> unrecorded; ///< the log has no record of them
};

/// The part of the log that a mirror serves for these SDKs. That the log lacks one is an error only
/// where that is among `asked`: what merely lies in the folder must not hold up the others. Offline
/// the home's cache may hold proofs that the mirror has not seen.
[[nodiscard]] Result<RecordedCopy> copy_log(Context& context, trust::Log& log,
                                            const MirrorFolder& folder,
                                            const std::vector<SdkId>& sdks,
                                            const std::vector<SdkId>& asked);

} // namespace govern::ops
