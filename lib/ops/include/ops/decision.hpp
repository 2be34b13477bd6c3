#pragma once

#include "core/version.hpp"
#include "ops/context.hpp"
#include "resolve/decision.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// What `go`, called in the current folder through this home's shim, would run. An error of the
/// decision becomes an Error with file, line and caret.
/// `everything`: also look at what cannot win any more, for `why`.
[[nodiscard]] Result<std::unique_ptr<resolve::Decision>> decide(Context& context, bool everything);
/// The same, but a decision that failed is returned too, with its error.
struct Decided {
    std::unique_ptr<resolve::Decision> decision;
    std::optional<Error> error;
};
[[nodiscard]] Decided decide_anyway(Context& context, bool everything);

/// What the shim would run for `go ARGUMENT`, such as `+1.22.5`.
[[nodiscard]] Result<std::unique_ptr<resolve::Decision>> decide_as(Context& context,
                                                                   const std::string& argument);
/// What the shim of that name would decide for a call with these first arguments, problems
/// included.
[[nodiscard]] std::unique_ptr<resolve::Decision>
decide_call(Context& context, const std::string& name, const std::vector<std::string>& arguments);
/// This process's variables with what the decision changes for the program it starts.
[[nodiscard]] os::Environment environment_of(Context& context, const resolve::Decision& decision);

/// The version that Go ends up running after our choice and its own switch.
struct EndsUp {
    std::string version;          ///< as `current` prints it; `system` where it cannot be told
    std::optional<Error> failure; ///< why it would fail
    std::string
        switched_by; ///< what makes Go itself switch: `go.mod line 3`; empty where it does not
    bool downloads = false; ///< Go would fetch that version by itself
};
[[nodiscard]] EndsUp end_up(Context& context, resolve::Decision& decision);

/// The path of the first `go` on PATH that is no shim; msg from resolve where there is none.
[[nodiscard]] Result<std::string> system_go(Context& context);

/// What this shell or folder asks for by GOVERN_VERSION or a version file, as far as it is
/// installed.
struct Pinned {
    Version version;
    std::string by; ///< `GOVERN_VERSION`, `/project/.go-version line 1`
};
[[nodiscard]] std::optional<Pinned> pinned_here(Context& context);

/// The SPECs that `install` without one brings: what the version file here asks for, else (where no
/// default is set) what go.mod asks for. Empty, and said, where what is there already does.
[[nodiscard]] Result<std::vector<std::string>> wanted_here(Context& context);

} // namespace govern::ops
