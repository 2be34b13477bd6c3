#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec interrupted{
    "interrupted", Exit::interrupted, "interrupted; nothing was left half done", "",
    "Ctrl-C or a termination signal arrived. "
    "What was unpacked but not published is removed, and an interrupted download is kept so that the next run resumes it."};

inline constexpr const MessageSpec* k_common[] = {&interrupted};

} // namespace govern::msg
