#pragma once

#include "resolve/choose.hpp"

namespace govern::resolve {

/// Which installed releases count. Release candidates do only if named.
struct Range {
    Version line;      ///< only this line; empty: any
    Version at_least;  ///< empty: no limit
    Version below;     ///< not included; empty: no limit
    Version candidate; ///< this release candidate counts too

    [[nodiscard]] bool holds(const Version& version) const;
};

/// Whether folder and receipt of a release are there, for the best platform that has it.
[[nodiscard]] bool find_exact(const std::string_view& home, const Version& version, Arena& arena,
                              Installed& out);
/// The newest release in the range, of the best platform that has any.
[[nodiscard]] bool find_newest(const std::string_view& home, const Range& range, Arena& arena,
                               Installed& out);

} // namespace govern::resolve
