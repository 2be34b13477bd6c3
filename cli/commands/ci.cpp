#include "ci/ci.hpp"
#include "ci/messages.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/host_files.hpp"
#include "cli/messages.hpp"
#include "cli/shells.hpp"
#include "cli/specs.hpp"
#include "cli/stdout_file.hpp"
#include "ops/choice/decision.hpp"
#include "ops/choice/fixed_go.hpp"
#include "ops/choice/select_installed.hpp"
#include "ops/mirror/ci_cache.hpp"
#include "os/machine.hpp"
#include "project/messages.hpp"
#include "shell/messages.hpp"
#include "shell/path_list.hpp"

#include <algorithm>

namespace govern::cli {

namespace {

using ci::CiHost;
using ci::CiJob;

/// `govern-linux-amd64-go1.22.5`: changes whenever what is to be cached does.
std::string cache_key(const SdkId& id) {
    return "govern-" + id.platform.text() + '-' + toolchain_name(id.version);
}

/// The file of `ci --cache`, which an installation proves by what it holds. Never the SDK with its
/// receipt: whoever may write to a cache could change both alike.
std::vector<std::string> cache_paths(const Layout& layout, const SdkId& id) {
    return {layout.ci_tar(id)};
}

CiJob ci_job(const Layout& layout, const ops::FixedGo& go) {
    CiJob out{go.bin, {}, {{"go-version", go.version}}};
    for (const auto& [name, value] : go.variables) {
        out.variables.emplace_back(name, value.value_or(""));
    }
    if (go.sdk) {
        out.outputs.emplace_back("goroot", layout.sdk(*go.sdk));
        out.outputs.emplace_back("cache-key", cache_key(*go.sdk));
        out.outputs.emplace_back("cache-paths", join(cache_paths(layout, *go.sdk), "\n"));
    }
    return out;
}

class Ci : public Command {
public:
    void declare(Options& options) override {
        options.argument("SPEC", &m_spec, "an installed version; without it the one that runs here")
            .of(ValueKind::installed_or_system);
        options
            .valued("--for", "HOST", &m_host,
                    "github, azure, gitlab, jenkins or plain; without it found by the environment")
            .suggest({"github", "azure", "gitlab", "jenkins", "plain"});
        options.shell(m_shell, "for gitlab and plain: the shell whose lines to write");
        options
            .valued("--dotenv", "FILE", &m_dotenv,
                    "for gitlab: also write a dotenv report for later jobs to this file")
            .of(ValueKind::file);
        options.flag("--cache-key", m_key_only,
                     "print the key for the host's cache step; needs nothing installed");
        options.flag("--cache-paths", m_paths_only,
                     "print the path for the host's cache step: the file of --cache");
        options.flag(
            "--cache", m_cache,
            "pack each installed version into one file for the host's cache, and print their "
            "paths; `install --offline` reads them");
    }

    [[nodiscard]] bool changes_home() const override { return m_cache; }

    Result<Outcome> run(Context& context) override {
        if (int{m_key_only} + int{m_paths_only} + int{m_cache} > 1) {
            return fail(msg::usage,
                        {{"what", "--cache, --cache-key and --cache-paths exclude each other"},
                         {"command", "ci"}});
        }
        if (m_cache) {
            return pack(context);
        }
        if (m_key_only || m_paths_only) {
            return cache_facts(context);
        }
        const auto dotenv = path::join(context.host.current_folder, m_dotenv);
        if (!m_dotenv.empty()) {
            GOVERN_TRY(require_other_than_stdout(context.globals, "--dotenv", dotenv));
        }
        GOVERN_TRY_ASSIGN(const auto host, find_host(context));
        GOVERN_TRY_ASSIGN(const auto go, go_to_hand_over(context, m_spec));
        if (!shell::is_representable(go.bin, path::k_windows)) {
            return fail(msg::ci_cannot_hold,
                        {{"host", std::string(ci::name_of(host))},
                         {"name", "PATH with the SDK's folder " + go.bin + " in it"}});
        }
        const auto values = ci_job(context.layout, go);
        Outcome outcome;
        outcome.data = {
            {"host", std::string(name_of(host))}, {"version", go.version}, {"path_entry", go.bin}};
        outcome.data["variables"] =
            nlohmann::json(values.variables.empty() ? nlohmann::json::object() : nlohmann::json());
        for (const auto& [name, value] : values.variables) {
            outcome.data["variables"][name] = value;
        }
        for (const auto& [name, value] : values.outputs) {
            outcome.data["outputs"][name] = value;
        }
        outcome.for_programs = true;
        std::vector<HostFile> files;
        if (host == CiHost::github) {
            GOVERN_TRY_ASSIGN(files, github_files(context, values));
        } else {
            GOVERN_TRY_ASSIGN(outcome.text, lines_to_print(context, host, go, values));
        }
        if (!m_dotenv.empty()) {
            GOVERN_TRY_ASSIGN(auto lines, ci::gitlab_dotenv(values));
            files.push_back({"", dotenv, std::move(lines)});
        }
        GOVERN_TRY(append_to(context, files));
        if (host == CiHost::github) {
            context.host.reporter.status(
                Message(msg::ci_told).with("host", "github").with("version", go.version));
        }
        return outcome;
    }

private:
    Result<CiHost> find_host(Context& context) const {
        if (m_host.empty()) {
            return ci::detect_ci_host(context.host.environment);
        }
        if (const auto known = ci::parse_ci_host(m_host)) {
            return *known;
        }
        return fail(msg::unknown_ci_host, {{"name", m_host}});
    }

    Result<std::string> lines_to_print(Context& context, CiHost host, const ops::FixedGo& go,
                                       const CiJob& values) const {
        switch (host) {
        case CiHost::azure:
            return ci::azure_commands(values);
        case CiHost::jenkins:
            return ci::jenkins_assignments(values);
        case CiHost::github: // files only
        case CiHost::gitlab:
        case CiHost::plain:
            break;
        }
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, m_shell));
        return ops::lines_for(context, go, shell);
    }

    /// Everything goes into the files of the step; stdout stays empty.
    static Result<std::vector<HostFile>> github_files(Context& context, const CiJob& values) {
        if (values.path_entry.find_first_of("\r\n") != std::string::npos) {
            return fail(msg::ci_cannot_hold, {{"host", "github"}, {"name", "PATH"}});
        }
        std::vector<HostFile> out = {
            {"GITHUB_ENV", "", ci::github_assignments(values.variables)},
            {"GITHUB_OUTPUT", "", ci::github_assignments(values.outputs)},
            {"GITHUB_PATH", "", values.path_entry + '\n'},
        };
        for (auto& file : out) {
            const auto path = context.host.environment.get(file.variable);
            if (!path) {
                return fail(msg::ci_file_unknown, {{"host", "github"}, {"name", file.variable}});
            }
            GOVERN_TRY(require_other_than_stdout(context.globals, file.variable, *path));
            file.path = *path;
        }
        return out;
    }

    Result<Outcome> cache_facts(Context& context) const {
        GOVERN_TRY_ASSIGN(const auto id, sdk_asked_for(context));
        Outcome outcome;
        const auto key = cache_key(id);
        const auto paths = cache_paths(context.layout, id);
        if (std::any_of(paths.begin(), paths.end(),
                        [](const auto& path) { return printable(path) != path; })) {
            return fail(msg::ci_cannot_hold,
                        {{"host", "the log of a job"}, {"name", "cache-paths"}});
        }
        outcome.data = {{"cache-key", key}, {"cache-paths", paths}};
        outcome.for_programs = true;
        outcome.text = m_key_only ? key + '\n' : join(paths, "\n") + '\n';
        return outcome;
    }

    /// The SDK that the job will have, installed or not: a cache is asked before anything is
    /// installed.
    Result<SdkId> sdk_asked_for(Context& context) const {
        if (m_spec.empty()) {
            const auto decided = ops::decide_anyway(context, false);
            const auto* culprit = decided.decision->culprit;
            if (decided.error && culprit != nullptr && culprit->spec.kind == Spec::Kind::exact &&
                culprit->verdict == resolve::Verdict::not_installed) {
                return on_this_machine(context, culprit->spec.version);
            }
        } else if (const auto parsed = parse_spec(m_spec);
                   parsed.error == SpecError::none && parsed.spec.kind == Spec::Kind::exact) {
            return on_this_machine(context, parsed.spec.version);
        }
        GOVERN_TRY_ASSIGN(const auto spec, read_optional_spec(m_spec));
        GOVERN_TRY_ASSIGN(const auto go, ops::go_to_hand_over(context, spec, m_spec));
        if (go.sdk) {
            return *go.sdk;
        }
        // The system's Go runs as long as what the project asks for is not there.
        const auto wanted = m_spec.empty() ? ops::wanted_here(context)
                                           : Result<std::vector<Spec>>(std::vector<Spec>());
        if (wanted && wanted->size() == 1 && wanted->front().kind == Spec::Kind::exact) {
            return on_this_machine(context, wanted->front().version);
        }
        return fail(msg::nothing_to_cache);
    }

    /// Of a SPEC, or all that is installed.
    Result<Outcome> pack(Context& context) const {
        std::vector<SdkId> ids;
        if (m_spec.empty()) {
            GOVERN_TRY_ASSIGN(ids, context.store.installed());
        } else {
            GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(m_spec, "ci"));
            GOVERN_TRY_ASSIGN(auto id, ops::installed_match(context, spec, m_spec));
            ids.push_back(std::move(id));
        }
        if (ids.empty()) {
            if (auto go = ops::decide(context); !go && go.error().is(msg::wanted_not_installed)) {
                return Failure(std::move(go).error());
            }
            return fail(msg::nothing_to_cache);
        }
        Outcome outcome;
        outcome.for_programs = true;
        for (const auto& id : ids) {
            GOVERN_TRY_ASSIGN(const auto path, ops::pack_for_ci(context, id));
            outcome.data["cache_files"].push_back(path);
            outcome.text += printable(path) + '\n'; // a name of a folder is not a host's command
        }
        return outcome;
    }

    static SdkId on_this_machine(const Context& context, const Version& version) {
        return {version, context.host.machine.platform()};
    }

    std::string m_spec;
    std::string m_host;
    std::string m_shell;
    std::string m_dotenv;
    bool m_key_only = false;
    bool m_paths_only = false;
    bool m_cache = false;
};

} // namespace

std::unique_ptr<Command> make_ci() {
    return std::make_unique<Ci>();
}

} // namespace govern::cli
