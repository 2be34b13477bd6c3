#include "ops/shim_call.hpp"

#include "base/messages/resolve.hpp"
#include "base/text.hpp"
#include "ops/decision.hpp"
#include "ops/install.hpp"
#include "resolve/explain.hpp"
#include "resolve/start_error.hpp"
#include "resolve/sys.hpp"
#include "shell/ci.hpp"

namespace govern::ops {

namespace {

using resolve::Decision;
using resolve::Problem;

bool is_ci_job(const os::Environment& environment) {
    const auto ci = to_lower(environment.get("CI").value_or(""));
    return (!ci.empty() && ci != "0" && ci != "false") ||
           shell::detect_ci_host(environment) != shell::CiHost::plain;
}

/// GOVERN_AUTO_INSTALL, else the config file, and that never in a CI job.
bool wants_auto_install(Context& context) {
    const auto& setting = context.config.auto_install;
    return setting.value &&
           (setting.origin == config::Origin::variable || !is_ci_job(context.host.environment));
}

bool is_missing_version(Problem problem) {
    return problem == Problem::not_installed || problem == Problem::default_not_installed ||
           problem == Problem::go_mod_not_installed;
}

Result<void> install_missing(Context& context, Decision& decision, const std::string& program) {
    const auto error = resolve::to_error(decision);
    context.host.reporter.status(
        Message(msg::auto_installing).with("wanted", std::string(error.fact("wanted"))));
    InstallRequest request;
    const auto spec = std::string(error.fact("install"));
    const auto parsed = parse_spec(spec);
    if (parsed.error != SpecError::none) {
        return Failure(error);
    }
    request.specs = {parsed.spec};
    request.program = program;
    request.command = "install " + spec;
    std::vector<InstallOutcome> done;
    return install(context, request, done);
}

Error start_failure(Decision& decision, unsigned code) {
    const auto kind = resolve::sys::info(decision.program.data()).kind;
    const bool loader =
        kind == resolve::sys::Info::Kind::file && resolve::start_error_is_loader(code);
    if (loader && !decision.system) {
        return resolve::message_about(decision, msg::no_loader);
    }
    return resolve::message_about(decision, msg::cannot_start)
        .with("reason", loader ? "the program that is to run it is not there"
                               : std::string(resolve::start_error_reason(code)));
}

} // namespace

Result<void> answer_shim(Context& context, const ShimCall& call) {
    auto decision = decide_call(context, call.name, call.arguments);
    if (is_missing_version(decision->error) && wants_auto_install(context)) {
        if (const auto installed = install_missing(context, *decision, call.program); !installed) {
            return Failure(resolve::to_error(*decision).because(installed.error()));
        }
        decision = decide_call(context, call.name, call.arguments);
    }
    if (decision->error != Problem::none) {
        return Failure(resolve::to_error(*decision));
    }
    if (call.start_error != 0) {
        return Failure(start_failure(*decision, call.start_error));
    }
    return {};
}

} // namespace govern::ops
