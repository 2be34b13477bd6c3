#pragma once

#include "core/sdk.hpp"
#include "ops/context.hpp"
#include "sources/source.hpp"

#include <string>
#include <vector>

namespace govern::ops {

/// keep_archives has brought this file into the home before.
[[nodiscard]] bool is_kept(Context& context, const std::string& file_name);
/// The same for either archive of an SDK.
[[nodiscard]] bool has_kept_archive(Context& context, const SdkId& id);

/// With --offline: leaves the offers at file:// addresses and of kept archives.
/// msg::offline_needs_source where none is left.
[[nodiscard]] Result<void> leave_offline_offers(Context& context, const Spec& spec,
                                                std::vector<sources::Offer>& offers);

} // namespace govern::ops
