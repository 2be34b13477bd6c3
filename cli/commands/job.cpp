#include "cli/commands/job.hpp"

#include "base/messages/ops.hpp"
#include "base/messages/shell.hpp"
#include "base/text.hpp"
#include "cli/decision.hpp"
#include "cli/specs.hpp"
#include "ops/after_change.hpp"
#include "os/path.hpp"
#include "os/user_environment.hpp"
#include "shell/path_list.hpp"
#include "shell/session.hpp"

namespace govern::cli {

namespace {

constexpr bool k_windows = os::k_separator == '\\';

Job job_of(Context& context, const SdkId& id) {
    const auto goroot = context.layout.sdk(id);
    return {spec_name(id.version),
            os::join(goroot, "bin"),
            id,
            {{"GOROOT", goroot}, {"GOTOOLCHAIN", "local"}, {"GOVERN_GOTOOLCHAIN", "local"}}};
}

/// What an SDK of ours was started with is taken away from another Go.
Job system_job(const resolve::Decision& decision) {
    Job out{"system", std::string(os::parent(std::string(decision.program))), std::nullopt, {}};
    for (std::size_t i = 0; i < decision.change_count; ++i) {
        const auto& change = decision.changes[i];
        if (!change.set) {
            out.variables.push_back({change.name, std::nullopt});
        }
    }
    return out;
}

} // namespace

Result<Job> find_job(Context& context, const std::string& spec) {
    if (spec.empty()) {
        GOVERN_TRY_ASSIGN(const auto here, decide(context, false));
        if (here->system) {
            return system_job(*here);
        }
        const auto platform = parse_platform(here->platform);
        return job_of(context, SdkId{here->version, platform.value_or(build_platform())});
    }
    GOVERN_TRY_ASSIGN(const auto wanted, read_spec(spec));
    if (wanted.kind == Spec::Kind::system) {
        GOVERN_TRY(system_go(context)); // says nobody's file or variable asks for it
        GOVERN_TRY_ASSIGN(const auto there, decide_as(context, "+system"));
        return system_job(*there);
    }
    GOVERN_TRY_ASSIGN(const auto id, installed_match(context, wanted, spec));
    return job_of(context, id);
}

Result<Job> job_to_hand_over(Context& context, const std::string& spec) {
    GOVERN_TRY_ASSIGN(auto job, find_job(context, spec));
    if (!job.sdk) {
        return job;
    }
    if (!spec.empty()) {
        ops::warn_of_misfits(context, *job.sdk);
        return job;
    }
    GOVERN_TRY_ASSIGN(const auto here, decide(context, false));
    const auto truth = end_up(context, *here);
    if (!truth.failure && truth.version != job.version) {
        GOVERN_TRY_ASSIGN(const auto wanted, read_spec(truth.version));
        const auto id = installed_match(context, wanted, truth.version);
        if (!id) {
            context.host.reporter.warn(Message(msg::handed_over_differs)
                                           .with("version", truth.version)
                                           .with("because", truth.switched_by)
                                           .with("given", job.version));
            return job;
        }
        job = job_of(context, *id);
    }
    if (ops::warn_of_misfits(context, *job.sdk) && truth.failure) {
        context.host.reporter.warn(*truth.failure);
    }
    return job;
}

Result<shell::Shell> find_shell(Context& context, const std::string& name) {
    if (name.empty()) {
        const auto& environment = context.host.environment;
        return shell::calling_shell(os::real_user_environment()->starters(),
                                    environment.get("SHELL").value_or(""),
                                    environment.has("PSModulePath"), k_windows);
    }
    if (const auto known = shell::parse_shell(name)) {
        return *known;
    }
    return fail(msg::unknown_shell, {{"name", name}, {"known", join(shell::shell_names(), ", ")}});
}

Result<std::string> path_with(Context& context, const std::string& folder, shell::Shell shell) {
    GOVERN_TRY_ASSIGN(const auto path,
                      shell::session_path(context.host.environment, folder, shell, k_windows));
    return shell::move_to_front(path.list, path.shims, path.windows);
}

std::string code_for_stdout(Context& context, std::string code, shell::Shell shell) {
    if (shell != shell::Shell::cmd || context.globals.json || context.out.is_terminal()) {
        return code;
    }
    const auto stored = os::real_user_environment();
    const auto caller =
        shell::known_caller(stored->starters(), context.host.environment.get("SHELL").value_or(""));
    return caller == shell::Shell::pwsh ? code : stored->for_batch_file(code);
}

Result<std::string> lines_for(Context& context, const Job& job, shell::Shell shell) {
    auto changes = job.variables;
    GOVERN_TRY_ASSIGN(auto path, path_with(context, job.bin, shell));
    changes.push_back({"PATH", std::move(path)});
    return shell::render(changes, shell);
}

} // namespace govern::cli
