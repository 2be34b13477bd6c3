#pragma once

#include "base/message.hpp"

#include <vector>

namespace govern::cli {

/// Every message that has a code, of every layer, in a fixed order: for `explain`, completion and
/// docs/errors.md.
[[nodiscard]] const std::vector<const MessageSpec*>& all_coded_messages();

} // namespace govern::cli
