// Builds tools with an SDK's own `go install`, and removes them.

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "ops/messages.hpp"
#include "ops/run.hpp"
#include "ops/tool/messages.hpp"
#include "ops/tools.hpp"

#include <algorithm>
#include <chrono>

namespace govern::ops {

namespace {

constexpr std::chrono::hours k_patience(6); ///< a tree of processes has a limit
constexpr std::size_t k_tail = 4096;        ///< bytes of Go's output that hold its last line

/// What the caller has set for other builds does not count here; proxy, caches, compiler and what
/// else Go reads stay the user's. A setting of the GOENV file is hidden by a variable alone, and an
/// empty one does not count: hence the blank.
os::Environment environment_for(Context& context, const Toolchain& toolchain, const SdkId& sdk,
                                const std::string& folder) {
    auto out = toolchain.environment;
    out.set("GOBIN", folder);
    out.set("GOFLAGS", " ");
    out.set("GOOS", sdk.platform.os);
    out.set("GOARCH", sdk.platform.arch);
    out.set("GOTOOLCHAIN", "local");
    out.set("GO111MODULE", "on");
    if (context.offline) {
        out.set("GOPROXY", "off");
    }
    return out;
}

std::string last_line(const std::string& text) {
    std::string out;
    for (const auto line : lines_of(text)) {
        if (!trim(line).empty()) {
            out = trim(line);
        }
    }
    return printable(out);
}

/// Gives the path of the program that was built below `staging`.
Result<std::string> build(Context& context, const SdkId& sdk, const ToolStep& step,
                          const std::string& staging, const ToolOutput& output) {
    GOVERN_TRY_ASSIGN(const auto toolchain, toolchain_of(context, sdk));
    const auto folder = path::join(staging, "bin");
    GOVERN_TRY(context.host.files.make_folders(folder));
    os::Command command{context.layout.sdk_go(sdk),
                        {"install", step.package + '@' + step.version},
                        environment_for(context, toolchain, sdk, folder),
                        staging,
                        k_patience};
    command.empty_stdin = true;
    command.whole_tree = true;
    std::string tail;
    command.tee = [&](os::Output which, std::string_view piece) {
        tail += piece;
        tail.erase(0, tail.size() - std::min(tail.size(), k_tail));
        output(which, piece);
    };
    GOVERN_TRY_ASSIGN(const auto done, context.host.processes.capture(command, 0));
    if (done.exit.interrupted || context.host.reporter.interrupted()) {
        return fail(msg::interrupted);
    }
    const auto failed = [&](std::string reason) {
        return fail(context.offline ? msg::tool_offline : msg::tool_build_failed,
                    {{"name", step.name},
                     {"version", step.version},
                     {"go", toolchain_name(sdk.version)},
                     {"reason", std::move(reason)}});
    };
    if (done.exit.code != 0) {
        return failed(last_line(tail));
    }
    auto program = path::join(folder, step.name + std::string(path::k_exe_suffix));
    if (context.host.files.kind(program) != os::FileInfo::Kind::file) {
        return failed(step.package + " made no program of that name");
    }
    return program;
}

/// In staging under the SDK's lock, so that what a killed run leaves is swept.
Result<void> build_and_publish(Context& context, const SdkId& sdk, ToolStep& step,
                               const ToolOutput& output) {
    auto& store = context.store;
    GOVERN_TRY_ASSIGN(const auto lock, store.lock(sdk));
    GOVERN_TRY(store.receipt(sdk)); // uninstalled while we waited
    GOVERN_TRY_ASSIGN(const auto staging, store.fresh_staging(sdk));
    const auto done = [&]() -> Result<void> {
        context.host.reporter.status(Message(msg::tool_building)
                                         .with("name", step.name)
                                         .with("version", step.version)
                                         .with("go", toolchain_name(sdk.version)));
        GOVERN_TRY_ASSIGN(const auto program, build(context, sdk, step, staging, output));
        return store.publish_tool(sdk, step.name, program);
    }();
    context.host.files.discard_tree(staging);
    step.built = done.has_value();
    return done;
}

/// Runs `work` as a recorded change, and makes the shims fit.
template <typename Work>
Result<void> recorded(Context& context, const std::vector<std::string>& sdks,
                      const std::string& program, const Work& work) {
    auto& store = context.store;
    GOVERN_TRY(store.require_writable());
    const store::ChangeNote note{store::ChangeKind::tool, context.command, sdks, {}, 0};
    GOVERN_TRY_ASSIGN(const auto id, store.begin_change(note));
    const Result<void> worked = work();
    const auto healed = store.heal_shims(program); // also for what was done before a failure
    store.sweep();
    const auto& done = worked ? healed : worked;
    store.finish_change(id, done ? store::ChangeEnd::done : store::ChangeEnd::failed,
                        done ? "" : done.error().spec().code);
    return done;
}

} // namespace

Result<void> carry_out(Context& context, ToolPlan& plan, const std::string& program,
                       const ToolOutput& output) {
    const bool nothing = std::all_of(plan.steps.begin(), plan.steps.end(),
                                     [](const ToolStep& step) { return step.is_there; });
    if (nothing) {
        GOVERN_TRY(context.store.require_writable());
        context.store.sweep(); // what a killed run has left
        return context.store.heal_shims(program);
    }
    return recorded(context, {plan.sdk.text()}, program, [&]() -> Result<void> {
        for (auto& step : plan.steps) {
            if (!step.is_there) {
                GOVERN_TRY(build_and_publish(context, plan.sdk, step, output));
            }
        }
        return {};
    });
}

Result<void> remove_tools(Context& context, const std::vector<store::ToolFile>& tools,
                          const std::string& program) {
    std::vector<std::string> sdks;
    for (const auto& tool : tools) {
        const auto text = tool.sdk.text();
        if (std::find(sdks.begin(), sdks.end(), text) == sdks.end()) {
            sdks.push_back(text);
        }
    }
    return recorded(context, sdks, program, [&]() -> Result<void> {
        for (const auto& tool : tools) {
            GOVERN_TRY_ASSIGN(const auto lock, context.store.lock(tool.sdk));
            GOVERN_TRY(context.store.remove_tool(tool.sdk, tool.name));
        }
        return {};
    });
}

} // namespace govern::ops
