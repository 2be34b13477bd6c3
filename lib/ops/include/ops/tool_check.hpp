#pragma once

#include "binary/build_info.hpp"
#include "ops/context.hpp"
#include "ops/sdk/standing.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// A Go program where `go install` puts programs.
struct CheckedProgram {
    std::string file;
    binary::BuildInfo info;
    /// The release whose standard library it carries. Without one nothing is known.
    std::optional<Version> version;
    Standing standing;
    /// What builds it again with an installed Go that has no known vulnerability, or brings such a
    /// Go first; none where nothing is against it, and where its module has no version.
    std::vector<std::string> rebuild;
};

struct ToolCheck {
    std::optional<Standings> by;      ///< what the programs' vulnerabilities are views into
    std::vector<std::string> folders; ///< that were looked at: GOBIN, the bin of each GOPATH
    std::vector<CheckedProgram> programs;
    std::vector<Error> unreadable;

    [[nodiscard]] std::size_t vulnerable() const;
};

/// Reads only, offline. msg::interrupted
[[nodiscard]] Result<ToolCheck> check_tools(Context& context);

/// For `doctor` and `setup`: one line where `tool check` has something to say.
[[nodiscard]] std::optional<Message> programs_to_rebuild(Context& context);

} // namespace govern::ops
