#include "shell/ci.hpp"

#include "base/messages/shell.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/commands/job.hpp"
#include "cli/decision.hpp"
#include "os/machine.hpp"
#include "os/path.hpp"

namespace govern::cli {

namespace {

using shell::CiHost;
using shell::CiJob;

/// `govern-linux-amd64-go1.22.5`: changes whenever what is to be cached does.
std::string cache_key(const SdkId& id) {
    return "govern-" + id.platform.text() + '-' + toolchain_name(id.version);
}

/// The SDK and what makes it count as installed.
std::vector<std::string> cache_paths(const Layout& layout, const SdkId& id) {
    return {layout.sdk(id), layout.receipt(id), layout.hash_lines(id), layout.extra_lines(id)};
}

CiJob ci_job(const Layout& layout, const Job& job) {
    CiJob out{job.bin, {}, {{"go-version", job.version}}};
    for (const auto& [name, value] : job.variables) {
        out.variables.emplace_back(name, value.value_or(""));
    }
    if (job.sdk) {
        out.outputs.emplace_back("goroot", layout.sdk(*job.sdk));
        out.outputs.emplace_back("cache-key", cache_key(*job.sdk));
        out.outputs.emplace_back("cache-paths", join(cache_paths(layout, *job.sdk), "\n"));
    }
    return out;
}

class Ci : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SPEC", m_spec, "an installed version; without it the one that runs here");
        app.add_option(
            "--for", m_host,
            "github, azure, gitlab, jenkins or plain; without it found by the environment");
        app.add_option("--shell", m_shell, "for gitlab and plain: the shell whose lines to write");
        app.add_option("--dotenv", m_dotenv,
                       "for gitlab: also write a dotenv report for later jobs to this file");
        auto* const key =
            app.add_flag("--cache-key", m_key_only,
                         "print the key for the host's cache step; needs nothing installed");
        app.add_flag("--cache-paths", m_paths_only,
                     "print the paths for the host's cache step, one a line")
            ->excludes(key);
    }

    Result<Outcome> run(Context& context) override {
        if (m_key_only || m_paths_only) {
            return cache_facts(context);
        }
        GOVERN_TRY_ASSIGN(const auto host, find_host(context));
        GOVERN_TRY_ASSIGN(const auto job, job_to_hand_over(context, m_spec));
        const auto values = ci_job(context.layout, job);
        Outcome outcome;
        outcome.data = {{"host", std::string(name_of(host))},
                        {"version", job.version},
                        {"path_entry", job.bin}};
        outcome.data["variables"] =
            nlohmann::json(values.variables.empty() ? nlohmann::json::object() : nlohmann::json());
        for (const auto& [name, value] : values.variables) {
            outcome.data["variables"][name] = value;
        }
        for (const auto& [name, value] : values.outputs) {
            outcome.data["outputs"][name] = value;
        }
        GOVERN_TRY_ASSIGN(outcome.text, tell(context, host, job, values));
        if (!m_dotenv.empty()) {
            GOVERN_TRY_ASSIGN(const auto lines, shell::gitlab_dotenv(values));
            GOVERN_TRY(
                append_lines(context, os::join(context.host.current_folder, m_dotenv), lines));
        }
        return outcome;
    }

private:
    Result<CiHost> find_host(Context& context) const {
        if (m_host.empty()) {
            return shell::detect_ci_host(context.host.environment);
        }
        if (const auto known = shell::parse_ci_host(m_host)) {
            return *known;
        }
        return fail(msg::unknown_ci_host, {{"name", m_host}});
    }

    Result<std::string> tell(Context& context, CiHost host, const Job& job,
                             const CiJob& values) const {
        switch (host) {
        case CiHost::github:
            return tell_github(context, job, values);
        case CiHost::azure:
            return shell::azure_commands(values);
        case CiHost::jenkins:
            return shell::jenkins_assignments(values);
        case CiHost::gitlab:
        case CiHost::plain:
            break;
        }
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, m_shell));
        return lines_for(context, job, shell);
    }

    /// Everything goes into the files of the step; stdout stays empty.
    static Result<std::string> tell_github(Context& context, const Job& job, const CiJob& values) {
        if (values.path_entry.find_first_of("\r\n") != std::string::npos) {
            return fail(msg::ci_cannot_hold, {{"host", "github"}, {"name", "PATH"}});
        }
        const std::pair<const char*, std::string> files[] = {
            {"GITHUB_ENV", shell::github_assignments(values.variables)},
            {"GITHUB_OUTPUT", shell::github_assignments(values.outputs)},
            {"GITHUB_PATH", values.path_entry + '\n'},
        };
        for (const auto& [name, lines] : files) {
            const auto file = context.host.environment.get(name);
            if (!file) {
                return fail(msg::ci_file_unknown, {{"host", "github"}, {"name", name}});
            }
            // All of it or nothing: one that cannot be written is found before the first is.
            GOVERN_TRY(context.host.files.append(*file, ""));
        }
        for (const auto& [name, lines] : files) {
            GOVERN_TRY(append_lines(context, *context.host.environment.get(name), lines));
        }
        context.host.reporter.status(
            Message(msg::ci_told).with("host", "github").with("version", job.version));
        return std::string();
    }

    /// A step before us may have left its last line open.
    static Result<void> append_lines(Context& context, const std::string& path,
                                     const std::string& lines) {
        constexpr std::size_t k_max_file = 16U << 20U;
        const auto real = context.host.files.canonical(path);
        const auto info = context.host.files.info(real ? *real : path);
        std::string before;
        if (info && *info &&
            (*info)->kind == os::FileInfo::Kind::file) { // or it is a pipe, /dev/stdout
            GOVERN_TRY_ASSIGN(before, context.host.files.read(path, k_max_file));
        }
        const bool open = !before.empty() && before.back() != '\n';
        return context.host.files.append(path, (open ? "\n" : "") + lines);
    }

    Result<Outcome> cache_facts(Context& context) const {
        GOVERN_TRY_ASSIGN(const auto id, sdk_asked_for(context));
        Outcome outcome;
        const auto key = cache_key(id);
        const auto paths = cache_paths(context.layout, id);
        outcome.data = {{"cache-key", key}, {"cache-paths", paths}};
        outcome.text = m_key_only ? key + '\n' : join(paths, "\n") + '\n';
        return outcome;
    }

    /// What the job will have, installed or not: a cache is asked before anything is installed.
    Result<SdkId> sdk_asked_for(Context& context) const {
        if (m_spec.empty()) {
            const auto decided = decide_anyway(context, false);
            const auto* culprit = decided.decision->culprit;
            if (decided.error && culprit != nullptr && culprit->spec.kind == Spec::Kind::exact &&
                culprit->verdict == resolve::Verdict::not_installed) {
                return on_this_machine(culprit->spec.version);
            }
        } else if (const auto parsed = parse_spec(m_spec);
                   parsed.error == SpecError::none && parsed.spec.kind == Spec::Kind::exact) {
            return on_this_machine(parsed.spec.version);
        }
        GOVERN_TRY_ASSIGN(const auto job, job_to_hand_over(context, m_spec));
        if (job.sdk) {
            return *job.sdk;
        }
        // The system's Go runs as long as what the project asks for is not there.
        const auto wanted = m_spec.empty()
                                ? wanted_here(context)
                                : Result<std::vector<std::string>>(std::vector<std::string>());
        if (wanted && wanted->size() == 1) {
            const auto parsed = parse_spec(wanted->front());
            if (parsed.error == SpecError::none && parsed.spec.kind == Spec::Kind::exact) {
                return on_this_machine(parsed.spec.version);
            }
        }
        return fail(msg::nothing_to_cache);
    }

    static SdkId on_this_machine(const Version& version) {
        const auto [os, arch] = os::machine_platform();
        return {version, {os, arch}};
    }

    std::string m_spec;
    std::string m_host;
    std::string m_shell;
    std::string m_dotenv;
    bool m_key_only = false;
    bool m_paths_only = false;
};

} // namespace

std::unique_ptr<Command> make_ci() {
    return std::make_unique<Ci>();
}

} // namespace govern::cli
