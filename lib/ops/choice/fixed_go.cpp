#include "ops/choice/fixed_go.hpp"

#include "base/path.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/choice/decision.hpp"
#include "ops/choice/links.hpp"
#include "ops/choice/select_installed.hpp"
#include "ops/messages.hpp"
#include "shell/path_list.hpp"
#include "shell/session.hpp"

namespace govern::ops {

namespace {

std::vector<shell::Change> variables_of(const std::string& goroot) {
    std::vector<shell::Change> out = {{"GOROOT", goroot}};
    for (const auto* name : k_no_switch) {
        out.push_back({name, "local"});
    }
    return out;
}

FixedGo fixed(Context& context, const SdkId& id) {
    const auto goroot = context.layout.sdk(id);
    return {spec_name(id.version), path::join(goroot, "bin"), id, variables_of(goroot), {}};
}

/// Takes the variables of an SDK of ours away from another Go.
FixedGo system_of(const resolve::Decision& decision) {
    FixedGo out;
    out.version = "system";
    out.bin = path::parent(decision.program);
    for (std::size_t i = 0; i < decision.change_count; ++i) {
        const auto& change = decision.changes[i];
        if (!change.set) {
            out.variables.push_back({change.name, std::nullopt});
        }
    }
    return out;
}

} // namespace

Result<FixedGo> fixed_go(Context& context, const std::optional<Spec>& spec,
                         const std::string& text) {
    if (!spec) {
        GOVERN_TRY_ASSIGN(const auto here, decide(context));
        if (here->system) {
            return system_of(*here);
        }
        if (here->is_link()) {
            return fixed_go(context, {std::string(here->decider->value), std::string(here->sdk)});
        }
        const auto platform = parse_platform(here->platform);
        return fixed(context, SdkId{here->version, platform.value_or(build_platform())});
    }
    if (spec->kind == Spec::Kind::system) {
        GOVERN_TRY(system_go(context)); // its error names no file or variable
        GOVERN_TRY_ASSIGN(const auto there, decide_as(context, "+system"));
        return system_of(*there);
    }
    GOVERN_TRY_ASSIGN(const auto id, installed_match(context, *spec, text));
    return fixed(context, id);
}

Result<FixedGo> fixed_go(Context& context, const store::Link& link) {
    GOVERN_TRY(require_usable(context, link));
    context.host.reporter.warn(unverified(link));
    return FixedGo{link.name, path::join(link.goroot, "bin"), {}, variables_of(link.goroot), link};
}

Result<FixedGo> go_to_hand_over(Context& context, const std::optional<Spec>& spec,
                                const std::string& text) {
    GOVERN_TRY_ASSIGN(auto go, fixed_go(context, spec, text));
    if (!go.sdk) {
        return go;
    }
    if (spec) {
        warn_of_misfits(context, *go.sdk);
        return go;
    }
    // With the GOROOT that is handed over, which comes before one in the GOENV file.
    auto environment = context.host.environment;
    environment.set("GOROOT", context.layout.sdk(*go.sdk));
    GOVERN_TRY_ASSIGN(const auto here, decide(context, environment));
    const auto truth = end_up(context, environment, *here);
    if (!truth.failure && truth.text() != go.version) {
        const auto id = installed_match(context, exact_spec(truth.version), truth.text());
        if (!id) {
            context.host.reporter.warn(Message(msg::handed_over_differs)
                                           .with("version", truth.text())
                                           .with("because", truth.because)
                                           .with("given", go.version));
            return go;
        }
        go = fixed(context, *id);
    }
    if (warn_of_misfits(context, *go.sdk) && truth.failure) {
        context.host.reporter.warn(*truth.failure);
    }
    return go;
}

Result<std::string> lines_for(Context& context, const FixedGo& go, shell::Shell shell) {
    GOVERN_TRY_ASSIGN(const auto path, shell::session_path(context.host.environment, go.bin, shell,
                                                           path::k_windows));
    auto changes = go.variables;
    changes.push_back({"PATH", shell::move_to_front(path.list, path.shims, path.windows)});
    return shell::render(changes, shell);
}

} // namespace govern::ops
