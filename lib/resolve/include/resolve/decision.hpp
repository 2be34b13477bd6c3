#pragma once

// Which Go runs, and why: the question, the answer and everything considered on the way. Shared by
// govern and the shim: no heap, no exceptions, no library I/O (docs/architecture.md).

#include "core/spec.hpp"
#include "core/version.hpp"
#include "resolve/arena.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace govern::resolve {

/// The variables of the process that asks. UTF-8.
struct Variables {
    /// The value; empty if unset. It must live as long as the Decision; `arena` is there to
    /// keep a converted one.
    std::string_view (*get)(const void* context, const char* name, Arena& arena) = nullptr;
    const void* context = nullptr;
};

struct Question {
    static constexpr std::size_t k_arguments = 5;

    std::string_view home;    ///< absolute; the folder above `shims`
    std::string_view program; ///< the shim's own name without `.exe`: `go`, `gofmt`, `go1.22.5`
    /// The first arguments, as many as may hold `+SPEC` and `mod tidy -C DIR`.
    std::string_view arguments[k_arguments];
    std::size_t argument_count = 0;
    /// Absolute; where the search for files starts. Empty: as Go does, $PWD if it is the current
    /// folder, else what the system says.
    std::string_view folder;
    Variables variables;
    /// True if one more argument could matter. Arguments may be long, so no more are taken.
    [[nodiscard]] bool wants_argument() const;
    /// For `why`: also look at what cannot win any more. Costs time, changes nothing of the choice.
    bool everything = false;
};

/// The origin of a wish, strongest first.
enum class Source : std::uint8_t {
    program_name,   ///< called as go1.22.5
    argument,       ///< +SPEC
    variable,       ///< GOVERN_VERSION
    go_version,     ///< a .go-version file
    tool_versions,  ///< a .tool-versions file
    default_file,   ///< state/default of the home; may name a link too
    toolchain_line, ///< of go.work or go.mod: a floor under the default
    go_line,
    path, ///< `system`: the first go on PATH that is not a shim
};

enum class Verdict : std::uint8_t {
    lost, ///< something stronger decided
    chosen,
    not_installed, ///< it should have won, but its version is not there
    malformed,
    gave_way, ///< the default, to a floor that it does not meet
    met,      ///< a floor that the default meets
    lifted,   ///< a floor that `toolchain default` takes away
    unmet,    ///< a floor that nothing installed meets: Go itself switches or complains
    absent,   ///< `system`, but no go on PATH
};

/// A line of a file, or a name, argument or variable, and the value in it.
struct Line {
    /// How many bytes of a line are kept to be quoted. A longer line is not a version anyway.
    static constexpr std::size_t k_max_text = 200;

    std::uint32_t line = 0; ///< from 1; 0 without a file
    std::string_view text;  ///< the whole line (or argument, or value)
    std::size_t offset = 0; ///< of `value` in `text`, bytes
    std::string_view value; ///< what was asked for, as written

    /// `the_value` is a part of `the_text`, which lives as long as the Decision. A CR at its end
    /// goes.
    void set(std::uint32_t number, const std::string_view& the_text,
             const std::string_view& the_value);
};

/// One wish that was considered.
struct Candidate : Line {
    Source source = Source::program_name;
    Verdict verdict = Verdict::lost;
    std::string_view file; ///< absolute path; empty for name, argument, variable
    Spec spec;             ///< valid unless malformed; without a version where `value` names a link
};

enum class Problem : std::uint8_t {
    none,
    malformed_argument, ///< `+SPEC`
    malformed_variable, ///< GOVERN_VERSION
    malformed_file,     ///< .go-version, .tool-versions or state/default
    unreadable_file,    ///< there, but not to be read
    oversized_file,     ///< a version file over 64 KiB
    empty_file,         ///< a .go-version without a version
    second_version,     ///< a .go-version with two
    not_installed,
    default_not_installed,
    go_mod_not_installed,
    nothing_chosen,   ///< no wish, no default, no system
    no_system,        ///< `system` was asked for and does not exist
    loop,             ///< GOVERN_HOPS above 2
    no_program,       ///< the SDK has no such program
    handed_over_gone, ///< GOROOT names an SDK of this home that is not there; it is in `gone`
    link_gone,        ///< a link leads to `gone`, where no Go is
    too_long,         ///< paths or variables beyond what fits
    count_            ///< how many there are
};

/// A variable of the process to start that differs from ours.
struct Change {
    const char* name = nullptr;
    std::string_view value;
    bool set = false; ///< false: remove it
};

/// The answer's own fields.
struct Outcome {
    static constexpr std::size_t k_max_changes = 8;

    Problem error = Problem::none;
    const Candidate* culprit = nullptr; ///< what the error is about, if it is about one

    std::size_t candidate_count = 0;
    std::size_t spares = 0;             ///< how many more were looked at and forgotten
    const Candidate* decider = nullptr; ///< the chosen one; nothing on an error

    bool system = false;       ///< `program` is not ours
    Version version;           ///< of the SDK; empty for system and for a link
    std::string_view platform; ///< of the SDK: `linux-amd64`; empty for system and for a link
    std::string_view sdk;      ///< its folder, the GOROOT; empty for system
    std::string_view program;  ///< absolute path of what to start
    std::size_t dropped = 0;   ///< arguments that are ours and not to be passed on: 1 for +SPEC
    bool pinned = false;       ///< by +SPEC, GOVERN_VERSION, a file or a link: GOTOOLCHAIN=local

    Change changes[k_max_changes];
    std::size_t change_count = 0;

    std::string_view folder; ///< where the search started; empty for a deleted current folder
    std::string_view gone;   ///< for handed_over_gone and link_gone: that GOROOT
    std::string_view hops;   ///< for a loop: the programs in it, as in PATH
    std::string_view asked_program; ///< `go`, `gofmt` …

    /// A local build was chosen, whose NAME is the decider's `value`. Nothing is known of it.
    [[nodiscard]] bool is_link() const { return decider != nullptr && !system && version.empty(); }
};

/// The answer with all it is made of. About 500 KB: static in the shim, on the heap in govern. Its
/// texts live as long as it does.
struct Decision : Outcome {
    static constexpr std::size_t k_max_candidates = 16;
    static constexpr std::size_t k_spares = 4; ///< taken in turn by what comes after the last

    // Touches the outcome only. Each page that a shim touches costs it more than a system call, so
    // what every call needs lies together.
    Decision() {} // NOLINT(modernize-use-equals-default)
    constexpr explicit Decision(AllZero zero) : candidates{}, arena(zero) {}

    /// Ready for the same question again; the texts in the arena stay.
    void clear() { static_cast<Outcome&>(*this) = {}; }

    union {
        Candidate candidates[k_max_candidates + k_spares]; ///< the first candidate_count are there
    };
    Arena arena;
};

} // namespace govern::resolve
