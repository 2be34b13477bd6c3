#pragma once

#include "cli/context.hpp"
#include "ops/sdk/verify.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace govern::cli {

/// The answer of `verify --rebuild` for one SDK.
struct RebuildAnswer {
    std::string text;
    nlohmann::json data; ///< the member `rebuild`
    std::optional<Error> error;
};

/// Proves a verified SDK by a rebuild. `keep`: an absolute folder, or empty. An error is part of
/// the answer, but for msg::interrupted.
[[nodiscard]] Result<RebuildAnswer> rebuild(Context& context, const ops::Verified& verified,
                                            const std::string& keep);

} // namespace govern::cli
