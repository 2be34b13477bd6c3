#include "ops/run.hpp"

#include "base/command_line.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "core/sdk.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/choice/decision.hpp"
#include "ops/choice/links.hpp"
#include "ops/messages.hpp"
#include "os/messages.hpp"
#include "os/threads.hpp"
#include "shell/path_list.hpp"

#include <future>

namespace govern::ops {

namespace {

/// Our shims come first: a nested `go` must find them, and they follow GOVERN_VERSION.
void put_shims_first(Context& context, os::Environment& environment) {
    const auto path = context.host.environment.raw("PATH").value_or("");
    environment.set("PATH", shell::move_to_front(path, context.layout.shims(), path::k_windows));
}

Result<std::string> find_program(Context& context, const Toolchain& toolchain,
                                 const std::string& name) {
    if (path::is_absolute(name)) {
        return name;
    }
    if (name.find_first_of("/\\") != name.npos) {
        return path::join(context.host.current_folder, name);
    }
    if (auto own = program_in(context.host.files, toolchain.bin, name)) {
        return std::move(*own);
    }
    if (auto found = context.host.processes.find(name, toolchain.environment)) {
        return std::move(*found);
    }
    return fail(msg::program_not_found, {{"program", name}});
}

void apply(const ChangedVariables& variables, os::Environment& environment) {
    for (const auto& [name, value] : variables) {
        if (value) {
            environment.set(name, *value);
        } else {
            environment.unset(name);
        }
    }
}

Result<os::Command> command_for(Context& context, const Toolchain& toolchain,
                                const std::vector<std::string>& words, const RunOptions& options) {
    os::Command command;
    GOVERN_TRY_ASSIGN(command.program, find_program(context, toolchain, words.front()));
    command.arguments.assign(words.begin() + 1, words.end());
    command.environment = toolchain.environment;
    apply(options.variables, command.environment);
    command.time_limit = options.time_limit;
    command.empty_stdin = options.empty_stdin;
    command.measured = options.measured;
    command.whole_tree = options.whole_tree;
    command.tee = options.tee;
    return command;
}

Result<Ran> run_command(Context& context, const os::Command& command, const RunOptions& options) {
    auto& processes = context.host.processes;
    const auto begin = context.host.clock.steady();
    os::Captured done;
    if (options.capture) {
        GOVERN_TRY_ASSIGN(done, processes.capture(command, options.max_captured));
    } else {
        GOVERN_TRY_ASSIGN(done.exit, processes.run(command));
    }
    Ran ran;
    ran.wall = context.host.clock.steady() - begin;
    ran.code = done.exit.code;
    ran.timed_out = done.exit.timed_out;
    ran.interrupted =
        !ran.timed_out && (done.exit.interrupted || context.host.reporter.interrupted());
    ran.cpu = done.exit.cpu;
    ran.peak_memory = done.exit.peak_memory;
    ran.out = std::move(done.out);
    ran.err = std::move(done.err);
    return ran;
}

} // namespace

std::optional<std::string> program_in(const os::Files& files, const std::string& bin,
                                      std::string_view name) {
    auto stem = std::string(name);
    if (!path::k_exe_suffix.empty() && to_lower(stem).ends_with(path::k_exe_suffix)) {
        stem.resize(stem.size() - path::k_exe_suffix.size());
    }
    auto program = path::join(bin, stem + std::string(path::k_exe_suffix));
    return !bin.empty() && files.kind(program) ? std::optional(std::move(program)) : std::nullopt;
}

std::string Toolchain::spec() const {
    return sdk ? spec_name(sdk->version) : link.empty() ? "system" : link;
}

std::string Toolchain::name() const {
    return sdk ? toolchain_name(sdk->version) : spec();
}

namespace {

Result<Toolchain> decided(Context& context, Toolchain out) {
    GOVERN_TRY_ASSIGN(out.decision, decide_as(context, '+' + out.spec()));
    out.environment = environment_of(context, *out.decision);
    put_shims_first(context, out.environment);
    return out;
}

} // namespace

Result<Toolchain> toolchain_of(Context& context, const std::optional<SdkId>& sdk) {
    Toolchain out;
    out.sdk = sdk;
    if (sdk) {
        out.bin = path::join(context.layout.sdk(*sdk), "bin");
    }
    return decided(context, std::move(out));
}

Result<Toolchain> toolchain_of(Context& context, const store::Link& link) {
    GOVERN_TRY(require_usable(context, link));
    Toolchain out;
    out.link = link.name;
    out.bin = path::join(link.goroot, "bin");
    return decided(context, std::move(out));
}

Toolchain toolchain_of_shell(Context& context) {
    Toolchain out;
    out.environment = context.host.environment;
    put_shims_first(context, out.environment);
    return out;
}

bool warn_of_toolchain(Context& context, const Toolchain& toolchain,
                       const ChangedVariables& variables) {
    (void)warn_if_unverified(context, *toolchain.decision);
    auto environment = context.host.environment;
    apply(variables, environment);
    const bool fits = !toolchain.sdk || warn_of_misfits(context, environment, *toolchain.sdk);
    const bool runs = warn_of_truth(context, environment, *toolchain.decision, fits);
    return fits && runs;
}

Result<Ran> run(Context& context, const Toolchain& toolchain, const std::vector<std::string>& words,
                const RunOptions& options) {
    GOVERN_TRY_ASSIGN(const auto command, command_for(context, toolchain, words, options));
    return run_command(context, command, options);
}

Result<void> require_program(Context& context, const std::vector<std::string>& words) {
    auto stem = words.front();
    if (path::k_windows && to_lower(stem).ends_with(".exe")) {
        stem.resize(stem.size() - 4);
    }
    if (stem == "go" || stem == "gofmt") {
        return {};
    }
    Toolchain here;
    here.environment = context.host.environment;
    GOVERN_TRY_ASSIGN(const auto program, find_program(context, here, words.front()));
    if (path::k_windows && is_batch_file(program)) {
        auto line = words;
        line.front() = program;
        return fail(msg::batch_refused, {{"path", program}, {"command", line_for_cmd(line)}});
    }
    if (!context.host.files.kind(program)) {
        return fail(msg::program_not_found, {{"program", words.front()}});
    }
    return {};
}

Result<bool> run_matrix(Context& context, const std::vector<Toolchain>& toolchains,
                        const std::vector<std::string>& words, const RunOptions& options,
                        bool parallel, MatrixListener& listener) {
    std::vector<os::Command> commands;
    for (const auto& toolchain : toolchains) {
        GOVERN_TRY_ASSIGN(auto command, command_for(context, toolchain, words, options));
        commands.push_back(std::move(command));
    }
    std::vector<std::future<Result<Ran>>> running;
    for (const auto& command : commands) {
        const auto work = [&]() -> Result<Ran> {
            if (context.host.reporter.interrupted()) { // before it began: nobody would end it
                Ran ran;
                ran.interrupted = true;
                return ran;
            }
            return run_command(context, command, options);
        };
        running.push_back(parallel ? os::in_background(work)
                                   : std::async(std::launch::deferred, work));
    }
    for (std::size_t i = 0; i < toolchains.size(); ++i) {
        listener.begins(toolchains[i]);
        GOVERN_TRY_ASSIGN(const auto ran, running[i].get());
        listener.ended(toolchains[i], ran);
        if (ran.interrupted) {
            return true;
        }
    }
    return false;
}

} // namespace govern::ops
