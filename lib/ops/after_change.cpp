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

/// What runs in this folder although the default was changed.
void say_if_without_effect(Context& context, const SdkId& id) {
    const auto here = decide(context, false);
    if (!here || (*here)->decider == nullptr || (!(*here)->system && (*here)->version == id.version)) {
        return;
    }
    const auto& decider = *(*here)->decider;
    auto by = decider.file.empty() ? std::string(decider.source == resolve::Source::variable ? "GOVERN_VERSION" : decider.value)
                                   : std::string(decider.file) + " line " + std::to_string(decider.line);
    context.host.reporter.warn(Message(msg::no_effect_here)
                                   .with("by", std::move(by))
                                   .with("version", (*here)->system ? "system" : spec_name((*here)->version))
                                   .with("wanted", spec_name(id.version)));
}

} // namespace

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
    if (change == Change::user_default) {
        say_if_without_effect(context, id);
    }
    if (const auto warning = look_up_go(context.host, context.layout)) {
        context.host.reporter.warn(*warning);
    }
    return fits;
}

} // namespace govern::ops
