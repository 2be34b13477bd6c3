#include "ops/after_change.hpp"

#include "base/messages/ops.hpp"
#include "base/messages/resolve.hpp"
#include "ops/decision.hpp"
#include "ops/look_up_go.hpp"
#include "resolve/explain.hpp"
#include "resolve/fit.hpp"

namespace govern::ops {

namespace {

std::vector<Message> misfits_here(Context& context, const SdkId& id) {
    return resolve::misfits(id.version, context.host.current_folder,
                            resolve::variables_of(context.host.environment), resolve::running_os());
}

/// What helps where something else decides: a variable beats every file, and a pin that go.mod
/// forbids is refused.
std::string way_out(Context& context, const SdkId& id, const resolve::Candidate& decider) {
    if (decider.source == resolve::Source::variable) {
        return "govern use --unset";
    }
    return require_not_forbidden(context, id) ? "govern pin " + spec_name(id.version)
                                              : "govern why";
}

/// What runs in this folder although something else was chosen: by govern, or by Go after it.
void say_what_runs_instead(Context& context, const SdkId& id, bool fits) {
    const auto here = decide(context, false);
    if (!here || (*here)->decider == nullptr) {
        return;
    }
    auto& decision = **here;
    if (decision.system || !(decision.version == id.version)) {
        const auto& decider = *decision.decider;
        auto by = decider.file.empty()
                      ? std::string(decider.source == resolve::Source::variable ? "GOVERN_VERSION"
                                                                                : decider.value)
                      : std::string(decider.file) + " line " + std::to_string(decider.line);
        context.host.reporter.warn(
            Message(msg::no_effect_here)
                .with("by", std::move(by))
                .with("version", decision.system ? "system" : spec_name(decision.version))
                .with("hint", way_out(context, id, decider)));
        return;
    }
    warn_of_truth(context, decision, fits);
}

} // namespace

void warn_of_truth(Context& context, resolve::Decision& decision, bool fits) {
    if (decision.folder.empty()) { // a choice by argument asks for none
        decision.folder = context.host.current_folder;
    }
    const auto truth = end_up(context, decision);
    if (truth.failure && fits) {
        context.host.reporter.warn(*truth.failure);
    } else if (!truth.failure && !truth.switched_by.empty()) {
        context.host.reporter.warn(
            Message(msg::go_switches_here)
                .with("does", truth.downloads ? "downloads and runs" : "switches to")
                .with("version", truth.version)
                .with("because", truth.switched_by));
    }
}

bool warn_of_misfits(Context& context, const SdkId& id) {
    const auto misfits = misfits_here(context, id);
    for (const auto& misfit : misfits) {
        context.host.reporter.warn(misfit);
    }
    return misfits.empty();
}

Result<void> require_not_forbidden(Context& context, const SdkId& id) {
    for (const auto& misfit : misfits_here(context, id)) {
        if (misfit.is(msg::project_needs_newer)) {
            return fail(msg::pin_forbidden, {{"version", toolchain_name(id.version)},
                                             {"where", std::string(misfit.fact("where"))},
                                             {"needs", std::string(misfit.fact("needs"))},
                                             {"quote", std::string(misfit.fact("quote"))},
                                             {"wanted", spec_name(id.version)}});
        }
    }
    return {};
}

bool after_change(Context& context, const SdkId& id, Change change) {
    const bool fits = warn_of_misfits(context, id);
    if (change != Change::install) {
        say_what_runs_instead(context, id, fits);
    }
    if (const auto warning = look_up_go(context.host, context.layout)) {
        context.host.reporter.warn(*warning);
    }
    return fits;
}

} // namespace govern::ops
