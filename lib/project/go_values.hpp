#pragma once

// The settings of which Go knows a few values only: GOEXPERIMENT, GOFIPS140, GOAMD64 and its like.

#include "project/go_setting.hpp"
#include "project/gover.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace govern::project {

/// A line is the minor of a Go: 21 for 1.21. `until` is the last line; 0: the newest still does.
struct GoValueSetting {
    std::string_view name;
    std::string_view arch; ///< the GOARCH that reads it, without `le`; empty: each
    int since;             ///< the first line that stops at a value which it does not know
    int until;
};
/// A value that a line takes, or one of those that make it up.
struct GoValue {
    std::string_view name;
    std::string_view value;
    int since;
    int until;
};

/// `1.22.5`, `1.22`; a candidate may know what its release does not.
[[nodiscard]] bool is_release(const Gover& version);

/// A setting at which a Go stops, and why.
struct BadValue {
    GoSetting setting;
    std::string problem;
};
/// What a Go of that version would stop at. Empty for a Go that the tables do not know: a newer
/// one, and what is not a release.
[[nodiscard]] std::vector<BadValue> bad_values(const GoSettings& settings, const Gover& version);

} // namespace govern::project
