#pragma once

#include "core/sdk.hpp"
#include "store/store.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace govern::cli {

/// An SDK as every command's JSON has it: `version`, `os`, `arch`, and the members of `more`.
[[nodiscard]] nlohmann::json json_of(const SdkId& id,
                                     nlohmann::json more = nlohmann::json::object());

/// Links as the JSON of commands that check or judge has them: `name`, `goroot` of each.
[[nodiscard]] nlohmann::json json_of(const std::vector<store::Link>& links);
/// A line each: nothing of them was checked.
[[nodiscard]] std::string text_of_unchecked(const std::vector<store::Link>& links);

} // namespace govern::cli
