#pragma once

#include "resolve/choose.hpp"

namespace govern::resolve {

/// A range of installed releases. Release candidates count only if named.
struct Range {
    const Version* line = nullptr;     ///< only of this one's line; null: of any
    const Version* at_least = nullptr; ///< counts even as a release candidate; null: no limit
    Version below;                     ///< not included; empty: no limit

    [[nodiscard]] bool holds(const Version& version) const;
};

/// True if folder and receipt of a release exist, for the best platform that has it.
[[nodiscard]] bool find_exact(const std::string_view& home, const Version& version, Arena& arena,
                              Installed& out);
/// The newest release in the range, of the best platform that has any.
[[nodiscard]] bool find_newest(const std::string_view& home, const Range& range, Arena& arena,
                               Installed& out);

} // namespace govern::resolve
