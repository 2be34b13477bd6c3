#pragma once

// No heap, no exceptions, no library I/O: the shim may share it.

#include "core/spec.hpp"

namespace govern {

/// The newest release that a SPEC means among those in [first, last), in any order; `last` where
/// there is none. For oldstable: of the line before the newest. `version_of` gives an element's
/// release by reference. Of equal ones the first counts.
template <class Iterator, class VersionOf>
[[nodiscard]] Iterator newest_match(Iterator first, Iterator last, const Spec& spec,
                                    const VersionOf& version_of) {
    const auto newest_outside = [&](const Version* line) {
        auto best = last;
        for (auto at = first; at != last; ++at) {
            const Version& version = version_of(*at);
            if (spec.matches(version) && (line == nullptr || !version.same_line(*line)) &&
                (best == last || version > version_of(*best))) {
                best = at;
            }
        }
        return best;
    };
    const auto newest = newest_outside(nullptr);
    return newest == last || spec.kind != Spec::Kind::oldstable
               ? newest
               : newest_outside(&version_of(*newest));
}

} // namespace govern
