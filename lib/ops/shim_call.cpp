#include "ops/shim_call.hpp"

#include "ci/ci.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/choice/decision.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/install.hpp"
#include "ops/tool/messages.hpp"
#include "ops/tools.hpp"
#include "project/explain.hpp"
#include "project/messages.hpp"
#include "project/start_error.hpp"
#include "resolve/messages.hpp"
#include "resolve/sys.hpp"

namespace govern::ops {

namespace {

using resolve::Decision;
using resolve::Problem;

/// GOVERN_AUTO_INSTALL, else the config file, and that never in a CI job.
bool wants_auto_install(Context& context) {
    const auto& setting = context.config.auto_install;
    return setting.value &&
           (setting.origin == config::Origin::variable || !ci::is_ci_job(context.host.environment));
}

bool is_missing_version(Problem problem) {
    return problem == Problem::not_installed || problem == Problem::default_not_installed ||
           problem == Problem::go_mod_not_installed;
}

Result<void> install_missing(Context& context, Decision& decision, const std::string& program) {
    context.host.reporter.status(project::message_about(decision, msg::auto_installing));
    const auto* const culprit = decision.culprit;
    auto spec = culprit != nullptr ? culprit->spec : exact_spec(decision.version);
    if (spec.version.is_prerelease()) { // of a go line: no line has one as its newest
        spec = exact_spec(spec.version);
    }
    InstallRequest request;
    request.specs = {spec};
    request.program = program;
    request.command = "install " + spec_name(spec);
    std::vector<InstallOutcome> done;
    GOVERN_TRY(install(context, request, done));
    if (!done.empty() && done.back().became_default) {
        (void)after_change(context, done.back().receipt.id, Change::install);
    }
    return {};
}

/// What a name begins with that is a version and more, as in `go1.22.5x`; empty for others.
std::string install_of_version(std::string_view name) {
    constexpr std::string_view go = "go";
    constexpr std::string_view first = "go1.";
    if (!name.starts_with(first)) {
        return {};
    }
    for (name.remove_prefix(go.size()); name.find_first_of("0123456789") == 0;
         name.remove_suffix(1)) {
        if (parse_spec(name).error == SpecError::none) {
            return "govern install " + std::string(name);
        }
    }
    return {};
}

/// The Go that is chosen here has no tool of the shim's name.
Error tool_missing(Context& context, const Decision& decision) {
    const std::string name(decision.asked_program);
    Message out(msg::tool_not_here);
    out.with("name", name);
    if (decision.system || decision.is_link()) {
        const auto package = package_of_tool(context, name);
        out.with("go", decision.system ? "the system's Go" : chosen_name(decision))
            .with("command", package.empty() ? "" : "go install " + package + "@latest");
        return out;
    }
    auto line = install_of_version(name);
    if (!line.empty()) {
        return std::move(
            out.with("go", toolchain_name(decision.version)).with("command", std::move(line)));
    }
    line = line_for_tool(context, name);
    if (decision.decider != nullptr && decision.decider->source == resolve::Source::argument) {
        line += " --for " + spec_name(decision.version); // another runs in this folder
    }
    return std::move(
        out.with("go", toolchain_name(decision.version)).with("command", std::move(line)));
}

Error start_failure(Decision& decision, unsigned code) {
    const auto kind = resolve::sys::info(decision.program.data()).kind;
    const bool loader =
        kind == resolve::sys::Info::Kind::file && project::start_error_is_loader(code);
    if (loader && !decision.system) {
        return project::message_about(decision, msg::no_loader);
    }
    return project::message_about(decision, msg::cannot_start)
        .with("reason", loader ? "the program that is to run it is not there"
                               : std::string(project::start_error_reason(code)));
}

/// `go1.22.5 download`, which the shim hands on although nothing is missing.
bool asks_for_download(const ShimCall& call, const Decision& decision) {
    return decision.decider->source == resolve::Source::program_name && !call.arguments.empty() &&
           call.arguments.front() == "download";
}

} // namespace

Result<void> answer_shim(Context& context, const ShimCall& call) {
    auto decision = decide_call(context, call.name, call.arguments);
    const bool brings = is_missing_version(decision->error) && wants_auto_install(context);
    if (brings) {
        if (const auto installed = install_missing(context, *decision, call.program); !installed) {
            return Failure(error_of(context, *decision).because(installed.error()));
        }
        decision = decide_call(context, call.name, call.arguments);
    }
    if (decision->error == Problem::no_program && decision->asked_program != "gofmt") {
        return Failure(tool_missing(context, *decision));
    }
    if (decision->error != Problem::none) {
        return Failure(error_of(context, *decision));
    }
    if (call.start_error != 0) {
        return Failure(start_failure(*decision, call.start_error));
    }
    if (!brings && asks_for_download(call, *decision)) {
        context.host.reporter.status(Message(msg::download_not_needed)
                                         .with("name", toolchain_name(decision->version))
                                         .with("path", std::string(decision->sdk)));
    }
    return {};
}

} // namespace govern::ops
