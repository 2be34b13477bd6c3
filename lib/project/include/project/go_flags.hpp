#pragma once

// For govern, not for the shim: GOFLAGS as a Go of a version reads it.

#include "project/gover.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::project {

struct GoFlags {
    std::vector<std::string> words;
    std::string problem; ///< why every Go stops at the variable; empty if it does not
    std::string unknown; ///< the first flag that this Go does not know: `-fullpath`
    std::string since;   ///< the line that the unknown flag came with: `1.21`
    std::string until;   ///< the last line that had it

    /// The value of the last `-name=value` or `--name=value`; empty text for `-name` alone.
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
    [[nodiscard]] std::string text(std::string_view name) const { return value(name).value_or(""); }
};
/// A Go before 1.11 has no GOFLAGS. A flag that is not in the list of a newer Go than the list's is
/// taken for known.
[[nodiscard]] GoFlags read_go_flags(std::string_view goflags, const Gover& version);

/// The name of `-name=value`; nothing for a word that does not have the form of a flag (InitGOFLAGS
/// of cmd/go).
[[nodiscard]] std::optional<std::string_view> go_flag_name(std::string_view word);

/// A word of GOFLAGS with a value that `go build` does not take; an empty word if there is none.
struct BadFlag {
    std::string word;
    std::string problem;
};
/// The first one; none for a newer Go than the list of flags. `flags` must have no problem.
[[nodiscard]] BadFlag bad_flag(const GoFlags& flags, const Gover& version);

/// The flags of one line of Go or more. `until` is the last line with it; 0: it is still there.
struct GoFlag {
    std::string_view name;
    int since; ///< the minor of the line: 21 for Go 1.21; the oldest has all that were there before
    int until;
};
[[nodiscard]] const GoFlag* find_go_flag(std::string_view name);

} // namespace govern::project
