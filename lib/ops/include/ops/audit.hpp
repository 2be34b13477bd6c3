#pragma once

#include "core/sdk.hpp"
#include "core/spec.hpp"
#include "ops/sdk/pins.hpp"
#include "ops/sdk/standing.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

struct AuditRequest {
    struct Asked {
        Spec spec;
        std::string text; ///< as typed
    };
    /// With one of these two the list holds them alone, else all that is installed, and the
    /// default.
    std::vector<Asked> specs;
    std::vector<std::string> files;   ///< programs, or folders of programs
    std::optional<std::string> under; ///< also the pins below this folder
};

struct AuditedSdk {
    SdkId id;
    bool installed = false;
    bool is_default = false;
    std::vector<Pin> pins;
    Standing standing;
};

struct AuditedProgram {
    std::string file;       ///< as given, or below the folder that was given
    std::string go_version; ///< as recorded
    std::string os;         ///< empty where it is not known
    std::string arch;
    /// The release whose standard library it carries. Without one nothing is known.
    std::optional<Version> version;
    Standing standing;
};

struct Audit {
    Standings by;
    std::vector<AuditedSdk> sdks;         ///< installed ones first, newest first
    std::vector<AuditedProgram> programs; ///< in the order of the files
    std::vector<Error> refused;           ///< files that are not Go programs, or cannot be read
};

/// Offline. A warning says what below `under` or a given folder cannot be read.
/// msg::no_match_installed for a partial SPEC, msg::interrupted.
[[nodiscard]] Result<Audit> audit(Context& context, const AuditRequest& request);

} // namespace govern::ops
