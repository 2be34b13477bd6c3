#pragma once

#include "core/spec.hpp"
#include "ops/context.hpp"
#include "project/truth.hpp"
#include "resolve/decision.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// The program that `go`, called in the current folder through this home's shim, would run. An
/// error of the decision becomes an Error with file, line and caret.
[[nodiscard]] Result<std::unique_ptr<resolve::Decision>> decide(Context& context);
/// The same in a process that has these variables.
[[nodiscard]] Result<std::unique_ptr<resolve::Decision>> decide(Context& context,
                                                                const os::Environment& environment);
/// The same here, but a decision that failed is returned too, with its error. `everything`: also
/// look at what cannot win any more, for `why`.
struct Decided {
    std::unique_ptr<resolve::Decision> decision;
    std::optional<Error> error;
};
[[nodiscard]] Decided decide_anyway(Context& context, bool everything);
[[nodiscard]] Decided decide_anyway(Context& context, const os::Environment& environment);

/// The problem of a decision that failed, with the next command.
[[nodiscard]] Error error_of(Context& context, const resolve::Decision& decision);

/// The decision of the shim for `go ARGUMENT`, such as `+1.22.5`.
[[nodiscard]] Result<std::unique_ptr<resolve::Decision>> decide_as(Context& context,
                                                                   const std::string& argument);
/// The decision of the shim of that name for a call with these first arguments, problems
/// included.
[[nodiscard]] std::unique_ptr<resolve::Decision>
decide_call(Context& context, const std::string& name, const std::vector<std::string>& arguments);
/// This process's variables with what the decision changes for the program it starts.
[[nodiscard]] os::Environment environment_of(Context& context, const resolve::Decision& decision);

/// What was decided, as a SPEC: `1.22.5`, `system`, or a link's NAME. It must have no error.
[[nodiscard]] std::string chosen_name(const resolve::Decision& decision);
/// Warns that a local build was decided, of which nothing is known. False if none was.
bool warn_if_unverified(Context& context, const resolve::Decision& decision);

/// The version that runs after our choice and Go's own switch. `decision` must have no error.
[[nodiscard]] project::Truth end_up(Context& context, resolve::Decision& decision);
[[nodiscard]] project::Truth end_up(Context& context, const os::Environment& environment,
                                    resolve::Decision& decision);
/// The current folder as Go names it: $PWD if that is it, else what the system says; empty where it
/// is gone.
[[nodiscard]] std::string folder_for_go(Context& context);
/// In the words of the shell that runs.
[[nodiscard]] project::RemoveVariable remove_variable(Context& context);

/// Set to `local` they keep a Go from switching by itself; the second tells our shims that the
/// first is govern's, not the user's (resolve/child).
inline constexpr const char* k_no_switch[] = {"GOTOOLCHAIN", "GOVERN_GOTOOLCHAIN"};

/// The path of the first `go` on PATH that is not a shim; an error of lib/project if there is none.
[[nodiscard]] Result<std::string> system_go(Context& context);

/// A version that this shell or folder asks for, if it is installed.
struct Pinned {
    Version version;
    std::string by; ///< `GOVERN_VERSION`, `/project/.go-version line 1`, `GOTOOLCHAIN=go1.26.1`
};
/// By GOVERN_VERSION or a version file, and the one that Go itself switches to.
[[nodiscard]] std::vector<Pinned> pinned_here(Context& context);

/// The SPECs that `install` without one brings: what the version file here asks for, else (where no
/// default is set) what go.mod asks for. Empty, and said, where what is there already does.
[[nodiscard]] Result<std::vector<Spec>> wanted_here(Context& context);

} // namespace govern::ops
