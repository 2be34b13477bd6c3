#pragma once

#include "base/message.hpp"

namespace govern::msg {

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_archive[] = {nullptr};

} // namespace govern::msg
