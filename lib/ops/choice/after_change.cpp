#include "ops/choice/after_change.hpp"

#include "ops/account/look_up_go.hpp"
#include "ops/choice/decision.hpp"
#include "ops/messages.hpp"
#include "os/machine.hpp"
#include "project/explain.hpp"
#include "project/fit.hpp"
#include "project/messages.hpp"

namespace govern::ops {

namespace {

/// The least installed version that is not older than what is needed; without one that itself.
std::string version_to_pin(Context& context, const std::string& needs) {
    Version least;
    if (!Version::parse(needs, least)) {
        return needs;
    }
    const auto installed = context.store.installed().value_or(std::vector<SdkId>());
    const auto platform = context.host.machine.platform();
    const SdkId* best = nullptr;
    for (const auto& id : installed) {
        if (id.platform == platform && id.version >= least &&
            (best == nullptr || id.version < best->version)) {
            best = &id;
        }
    }
    return best != nullptr ? spec_name(best->version) : needs;
}

/// The remedy if something else decides: a variable beats every file, and a pin that go.mod forbids
/// is refused.
std::string way_out(Context& context, const SdkId& id, const resolve::Candidate& decider) {
    if (decider.source == resolve::Source::variable) {
        return "govern use --unset";
    }
    return require_not_forbidden(context, id) ? "govern pin " + spec_name(id.version)
                                              : "govern why";
}

/// Something else than what was just chosen decides in this folder.
void warn_of_another(Context& context, const resolve::Decision& decision, std::string hint) {
    const auto& decider = *decision.decider;
    auto by = decider.file.empty()
                  ? std::string(decider.source == resolve::Source::variable ? "GOVERN_VERSION"
                                                                            : decider.value)
                  : std::string(decider.file) + " line " + std::to_string(decider.line);
    context.host.reporter.warn(Message(msg::no_effect_here)
                                   .with("by", std::move(by))
                                   .with("version", chosen_name(decision))
                                   .with("hint", std::move(hint)));
}

/// The decision here. Where a pin or a variable makes it fail, whatever was chosen, that is said.
Decided decide_and_tell(Context& context, const os::Environment& environment) {
    auto here = decide_anyway(context, environment);
    const auto* culprit = here.decision->culprit;
    // A default that cannot run is told by whoever made it the default.
    const bool of_default = culprit != nullptr && culprit->source == resolve::Source::default_file;
    if (here.error && !of_default) {
        context.host.reporter.warn(*here.error);
    }
    return here;
}

/// Reports the version that runs in this folder although another was chosen: by govern, or then by
/// Go; or why none does. False where Go itself decides, or none runs.
bool say_what_runs_instead(Context& context, const os::Environment& environment, const SdkId& id,
                           bool fits) {
    const auto here = decide_and_tell(context, environment);
    auto& decision = *here.decision;
    if (here.error || decision.decider == nullptr) {
        return !here.error;
    }
    if (decision.system || !(decision.version == id.version)) {
        warn_of_another(context, decision, way_out(context, id, *decision.decider));
        (void)warn_of_truth(context, environment, decision, true); // of the one that decides
        return true;
    }
    return warn_of_truth(context, environment, decision, fits);
}

void warn_of_shadowed_shims(Context& context, const os::Environment& environment) {
    if (const auto warning = look_up_go(context.host, environment, context.layout)) {
        context.host.reporter.warn(*warning);
    }
}

} // namespace

bool warn_of_truth(Context& context, const os::Environment& environment,
                   resolve::Decision& decision, bool fits) {
    const auto truth = end_up(context, environment, decision);
    if (truth.failure && fits) {
        context.host.reporter.warn(*truth.failure);
    } else if (!truth.failure && !truth.because.empty()) {
        context.host.reporter.warn(Message(msg::go_switches_here)
                                       .with("does", truth.kind == project::Truth::Kind::downloads
                                                         ? "downloads and runs"
                                                         : "switches to")
                                       .with("version", truth.shown())
                                       .with("because", truth.because));
    }
    return !truth.failure && truth.because.empty();
}

bool warn_of_misfits(Context& context, const SdkId& id) {
    return warn_of_misfits(context, context.host.environment, id);
}

bool warn_of_misfits(Context& context, const os::Environment& environment, const SdkId& id) {
    auto misfits =
        project::misfits(id.version, folder_for_go(context), project::variables_of(environment),
                         project::running_os(), remove_variable(context), context.layout.sdk(id));
    for (auto& misfit : misfits) {
        if (misfit.is(msg::project_needs_newer)) {
            misfit.with("pin", version_to_pin(context, std::string(misfit.fact("needs"))));
        }
        context.host.reporter.warn(misfit);
    }
    return misfits.empty();
}

Result<void> require_not_forbidden(Context& context, const SdkId& id) {
    const auto line = project::line_that_needs_newer(
        id.version, folder_for_go(context), project::variables_of(context.host.environment));
    if (!line) {
        return {};
    }
    const auto& version = id.version;
    // Before 1.21 a go line names a line of releases, and another form is an error.
    const bool by_line = version.major() == 1 && version.minor() < 21;
    const auto lower =
        by_line ? "1." + std::to_string(version.minor()) : std::string(version.text());
    return fail(msg::pin_forbidden, {{"version", toolchain_name(id.version)},
                                     {"where", line->where},
                                     {"needs", line->needs},
                                     {"quote", line->quote},
                                     {"lower", lower},
                                     {"go_mod", line->go_mod},
                                     {"wanted", spec_name(id.version)}});
}

bool after_change(Context& context, const SdkId& id, Change change) {
    return after_change(context, id, change, context.host.environment);
}

bool after_change(Context& context, const SdkId& id, Change change,
                  const os::Environment& environment) {
    const bool fits = warn_of_misfits(context, id);
    const bool runs =
        change == Change::install || say_what_runs_instead(context, environment, id, fits);
    warn_of_shadowed_shims(context, environment);
    return fits && runs;
}

void after_change(Context& context, const store::Link& link, const os::Environment& environment) {
    const auto here = decide_and_tell(context, environment);
    const auto& decision = *here.decision;
    if (!here.error && decision.decider != nullptr && chosen_name(decision) != link.name) {
        const bool by_variable = decision.decider->source == resolve::Source::variable;
        warn_of_another(context, decision,
                        by_variable ? "govern use --unset" : "govern use " + link.name);
    }
    warn_of_shadowed_shims(context, environment);
}

} // namespace govern::ops
