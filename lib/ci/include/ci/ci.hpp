#pragma once

#include "base/result.hpp"
#include "ci/messages.hpp"
#include "os/environment.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace govern::ci {

enum class CiHost { github, azure, gitlab, jenkins, plain };

[[nodiscard]] std::string_view name_of(CiHost host);
[[nodiscard]] std::optional<CiHost> parse_ci_host(std::string_view name);
/// By the variables the hosts document: GITHUB_ACTIONS, TF_BUILD, GITLAB_CI, JENKINS_URL; else
/// plain.
[[nodiscard]] CiHost detect_ci_host(const os::Environment& environment);

/// True in a job of one of these hosts, and where `CI` is set to anything but `0` or `false`.
[[nodiscard]] bool is_ci_job(const os::Environment& environment);

/// The values that later steps of a job need, and those that a cache step needs.
struct CiJob {
    std::string path_entry; ///< to be put in front of PATH
    std::vector<std::pair<std::string, std::string>> variables;
    std::vector<std::pair<std::string, std::string>>
        outputs; ///< names with `-`; values may have lines
};

/// `NAME=value`, or for values with line ends `NAME<<DELIMITER`, the value, `DELIMITER`; no line of
/// the value is the delimiter (GitHub: "Workflow commands", "Environment files"). Appended to the
/// files that GITHUB_ENV and GITHUB_OUTPUT name, UTF-8 without byte order mark.
[[nodiscard]] std::string
github_assignments(const std::vector<std::pair<std::string, std::string>>& values);

/// `##vso[task.prependpath]` and `##vso[task.setvariable …]` lines. Escaped as the agent undoes it:
/// `%` as %AZP25, CR as %0D, LF as %0A; in properties also `;` as %3B and `]` as %5D (Azure
/// Pipelines: "Logging commands"). Outputs become output variables, their names with `_` for `-`.
[[nodiscard]] std::string azure_commands(const CiJob& job);

/// `NAME=value` lines for Jenkins' withEnv, PATH in its `PATH+NAME=folder` form.
/// msg::ci_cannot_hold where a value has a line end.
[[nodiscard]] Result<std::string> jenkins_assignments(const CiJob& job);

/// A dotenv report for later jobs of a GitLab pipeline: `NAME=value` lines, no quotes, no line
/// ends, no spaces at either end, at most 5 KB and 20 variables (GitLab:
/// "artifacts:reports:dotenv"). PATH is not in it: another job may run on another machine.
[[nodiscard]] Result<std::string> gitlab_dotenv(const CiJob& job);

} // namespace govern::ci
