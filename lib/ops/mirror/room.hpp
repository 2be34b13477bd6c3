#pragma once

#include "ops/context.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace govern::ops {

/// What was to be written, and where.
struct Wanted {
    std::string folder;
    std::string name;
    std::optional<std::uint64_t> bytes; ///< about
};
/// A full disk (msg::no_space) becomes msg::no_room_for_copy, which says what `wanted` needs; any
/// other error stays as it is.
[[nodiscard]] Error with_room(const Context& context, Error error, const Wanted& wanted);

} // namespace govern::ops
