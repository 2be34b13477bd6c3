#pragma once

#include "ops/context.hpp"
#include "os/process.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// One tool to build: `dlv` at v1.22.1.
struct ToolStep {
    std::string name;      ///< of its program
    std::string package;   ///< `github.com/go-delve/delve/cmd/dlv`
    std::string version;   ///< `v1.22.1`, or `latest` where Go itself is to find it
    std::string path;      ///< of the program in the home
    bool is_there = false; ///< just this, built by just this Go: nothing is done
    bool built = false;
};

/// What `tool install` is going to do.
struct ToolPlan {
    SdkId sdk;
    std::vector<ToolStep> steps;
};

/// The SDK that runs here, floor included. msg::tool_needs_sdk where the system's Go does.
[[nodiscard]] Result<SdkId> sdk_for_tools(Context& context);

/// Finds for each `NAME[@VERSION]` the release to build with this SDK: the newest that fits by the
/// embedded table, newer ones and tools without a table by the go line of their .mod, which module
/// proxies are asked for. Writes nothing. What does not fit is msg::tool_does_not_fit,
/// msg::tool_none_fits; msg::tool_unknown, msg::tool_bad_version, msg::tool_name_taken,
/// msg::tool_go_too_old, msg::tool_offline.
[[nodiscard]] Result<ToolPlan> plan_tools(Context& context, const SdkId& sdk,
                                          const std::vector<std::string>& wishes);

/// Gets what Go says while it builds, as it comes.
using ToolOutput = std::function<void(os::Output, std::string_view)>;

/// Builds and publishes the steps that are not there; `program` is the running govern, for shims/.
/// Stops at the first that fails: msg::tool_build_failed, msg::tool_offline, msg::interrupted.
[[nodiscard]] Result<void> carry_out(Context& context, ToolPlan& plan, const std::string& program,
                                     const ToolOutput& output);

/// A tool in the home, as it tells itself.
struct InstalledTool {
    store::ToolFile file;
    std::string version;  ///< of its module; empty where it does not tell
    std::string package;  ///< the same
    std::string built_by; ///< `go1.22.5`; empty where it does not tell
    std::uint64_t bytes = 0;
    std::string why_unfit; ///< empty: it fits, as far as is known
};

/// Newest SDK first. Reads only.
[[nodiscard]] Result<std::vector<InstalledTool>> list_tools(Context& context);

/// Those to remove: of this SDK, or of every one. msg::tool_not_installed for the first name that
/// no tool has.
[[nodiscard]] Result<std::vector<store::ToolFile>>
tools_named(Context& context, const std::optional<SdkId>& sdk,
            const std::vector<std::string>& names);
[[nodiscard]] Result<void> remove_tools(Context& context, const std::vector<store::ToolFile>& tools,
                                        const std::string& program);

/// Says the line that brings the tools of other SDKs over to this one, where it lacks one.
void offer_tools(Context& context, const SdkId& sdk);

/// `govern tool install dlv`: the line that installs what a shim of that name found missing.
[[nodiscard]] std::string line_for_tool(Context& context, const std::string& name);
/// The package of the tool of that name: a known one's, or as an installed one records it; empty
/// for others.
[[nodiscard]] std::string package_of_tool(Context& context, const std::string& name);

/// A warning where the calling shell finds another program of that name before our shim.
void warn_of_shadow(Context& context, const std::string& name);

} // namespace govern::ops
