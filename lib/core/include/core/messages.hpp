#pragma once

#include "base/message.hpp"

#include <string_view>

namespace govern::msg {

/// Why a text is not a SPEC, and what to write in its place: by SpecError.
inline constexpr std::string_view spec_problems[] = {
    "",
    "it is empty",
    "this does not belong to a version",
    "a number starts with 0",
    "a number is too long",
    "a range would mean another Go tomorrow",
    "`stable` is a word of setup-go",
    "this is a path or URL, not a release",
};
inline constexpr std::string_view spec_advice[] = {
    "",
    "write a version such as 1.22.5, a line such as 1.22, or latest",
    "write a version such as 1.22.5, a line such as 1.22, or latest",
    "write the number without its zero",
    "write a version such as 1.22.5, a line such as 1.22, or latest",
    "write 1.22 for the newest patch of that line, or an exact version",
    "write latest",
    "write a version such as 1.22.5",
};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_core[] = {nullptr};

} // namespace govern::msg
