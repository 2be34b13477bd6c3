#pragma once

#include "mirror/folder.hpp"
#include "ops/mirror/mirror.hpp"
#include "trust/log.hpp"

#include <string>
#include <vector>

namespace govern::ops {

/// The official archives of a mirror: `dl/`, which GOVERN_MIRROR reads. Proves what is there,
/// brings the archives of `wanted` and those that are damaged, and writes the listing. Those of
/// `unwanted` go.
[[nodiscard]] Result<void> fill_site(Context& context, MirrorFolder& folder, trust::Log& log,
                                     const std::vector<SdkId>& wanted,
                                     const std::vector<SdkId>& unwanted, MirrorOutcome& out);

/// The archives of its listing; none where that cannot be read.
[[nodiscard]] std::vector<std::string> listed_archives(Context& context,
                                                       const MirrorFolder& folder);

/// What is wrong with them; `names`: all that are listed.
[[nodiscard]] Result<std::vector<MirrorCheck::Item>> check_site(Context& context,
                                                                const MirrorFolder& folder,
                                                                trust::Log& log,
                                                                std::vector<std::string>& names);

} // namespace govern::ops
