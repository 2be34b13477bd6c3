#pragma once

#include "crew.hpp"
#include "fault.hpp"

#include <functional>

namespace govern::archive {

/// Fills its argument with the next bytes of a file; fewer are fine, 0 is the end.
using ReadSome = std::function<Result<std::size_t>(std::span<std::byte>)>;

/// Hands one file of `size` bytes to the crew as `read` gives it. Damaged if it has another size. A
/// crew that was stopped ends it early, without an error.
[[nodiscard]] Result<void> write_decoded(Crew& crew, Target target, std::uint64_t size,
                                         const ReadSome& read, const Faults& faults,
                                         std::string_view name);

} // namespace govern::archive
