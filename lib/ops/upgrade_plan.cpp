#include "base/command_line.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "core/select.hpp"
#include "ops/choice/decision.hpp"
#include "ops/choice/links.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/published.hpp"
#include "ops/upgrade.hpp"
#include "os/machine.hpp"
#include "project/go_setting.hpp"
#include "project/pin_file.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_version_file = 64 * 1024;

/// `go` and `gofmt` are the SDK's own.
bool is_of_the_sdk(std::string_view name) {
    if (path::k_windows && name.size() > 4 && to_lower(name).ends_with(".exe")) {
        name.remove_suffix(4);
    }
    return name == "go" || name == "gofmt";
}

/// The reason why the file at a path cannot be started; empty where there is none.
std::string_view problem_of_program(const os::Files& files, const std::string& path) {
    auto real = files.canonical(path);
    if (!real && path::k_windows) {
        real = files.canonical(path + std::string(path::k_exe_suffix));
    }
    const auto info = real ? files.info(*real) : Failure(real.error());
    if (!info || !*info) {
        return "is not there";
    }
    const bool starts = (**info).kind == os::FileInfo::Kind::file && (**info).executable;
    return starts ? "" : "is not a program that may be started";
}

/// The program can be started, as far as that shows before anything is fetched.
Result<void> look_up_check(Context& context, const std::vector<std::string>& words) {
    const auto& name = words.front();
    if (path::k_windows && is_batch_file(name)) {
        return fail(msg::check_is_batch, {{"path", name}, {"command", quote_arguments(words)}});
    }
    if (is_of_the_sdk(name)) {
        return {};
    }
    const bool is_path = path::is_absolute(name) || name.find_first_of("/\\") != name.npos;
    if (!is_path && !context.host.processes.find(name, context.host.environment)) {
        return fail(msg::check_not_found, {{"why", "'" + name + "' is not on PATH"}});
    }
    if (is_path) {
        const auto path = path::join(context.host.current_folder, name);
        if (const auto why = problem_of_program(context.host.files, path); !why.empty()) {
            return fail(msg::check_not_found, {{"why", path + ' ' + std::string(why)}});
        }
    }
    return {};
}

std::string place_of(const resolve::Candidate& decider) {
    return decider.file.empty()
               ? std::string("GOVERN_VERSION")
               : std::string(decider.file) + " line " + std::to_string(decider.line);
}

bool is_version_file(resolve::Source source) {
    return source == resolve::Source::go_version || source == resolve::Source::tool_versions;
}

class Planner {
public:
    Planner(Context& context, const UpgradeRequest& request) : m_context(context) {
        m_plan.request = request;
    }

    Result<UpgradePlan> plan() {
        const auto& request = m_plan.request;
        GOVERN_TRY(find_present());
        if (!request.words.empty()) {
            GOVERN_TRY(look_up_check(m_context, request.words));
        }
        if (request.live) {
            GOVERN_TRY(require_decided_by_us());
        }
        GOVERN_TRY(find_candidate());
        if (m_plan.to) {
            GOVERN_TRY_ASSIGN(m_plan.is_installed, m_context.store.has_go(*m_plan.to));
            if (request.pin) {
                GOVERN_TRY(plan_file());
            }
        }
        return std::move(m_plan);
    }

private:
    /// What is upgraded: the default, or this folder's pin.
    Result<void> find_present() {
        m_here = decide_anyway(m_context, false);
        const auto* decider = m_here.error ? nullptr : m_here.decision->decider;
        if (m_plan.request.pin) {
            if (decider == nullptr || !is_version_file(decider->source) ||
                m_here.decision->system) {
                return m_here.error ? Result<void>(Failure(*m_here.error))
                                    : fail(msg::upgrade_needs_pin,
                                           {{"folder", m_context.host.current_folder}});
            }
            m_plan.from = m_here.decision->version;
            m_plan.file = decider->file;
            m_plan.decided_by = decided_by_go();
            return {};
        }
        GOVERN_TRY_ASSIGN(const auto standard, m_context.store.default_version());
        if (!standard) {
            const auto name = m_context.store.default_name().value_or(std::nullopt);
            GOVERN_TRY(refuse_link(m_context, name.value_or(""), "govern default latest"));
            return fail(msg::no_default, {{"home", m_context.layout.home()},
                                          {"command", "govern install latest --default"}});
        }
        m_plan.from = *standard;
        if (decider != nullptr) {
            m_plan.decided_by = decider->source == resolve::Source::default_file
                                    ? decided_by_go()
                                    : place_of(*decider);
        }
        return {};
    }

    /// What makes Go itself run another version than the one that was chosen, or would once that is
    /// upgraded.
    std::string decided_by_go() {
        const auto truth = end_up(m_context, *m_here.decision);
        m_failure = truth.failure;
        const auto setting = project::read_toolchain_setting(truth.setting);
        const bool names_one = setting.valid && !setting.least.empty();
        return !truth.because.empty() ? truth.because
               : names_one            ? "GOTOOLCHAIN=" + truth.setting
                                      : "";
    }

    /// A live trial shows nothing where what is switched does not decide.
    Result<void> require_decided_by_us() {
        if (m_here.error) {
            return Failure(*m_here.error);
        }
        if (m_failure) {
            return Failure(*m_failure);
        }
        const auto& by = m_plan.decided_by;
        return by.empty() ? Result<void>() : fail(msg::upgrade_not_decided_here, {{"by", by}});
    }

    Result<std::vector<Version>> versions_at_hand() {
        std::vector<Version> out;
        GOVERN_TRY_ASSIGN(const auto installed, m_context.store.installed());
        for (const auto& id : installed) {
            if (runs_on(m_context.host.machine.platform(), id.platform)) {
                out.push_back(id.version);
            }
        }
        if (!m_context.offline) {
            GOVERN_TRY_ASSIGN(
                const auto releases,
                published(m_context, m_context.host.machine.platform(), std::nullopt));
            for (const auto& release : releases) {
                out.push_back(release.version);
            }
        }
        return out;
    }

    Result<void> find_candidate() {
        const auto spec = m_plan.request.spec.value_or(Spec{Spec::Kind::partial, m_plan.from});
        if (spec.kind == Spec::Kind::exact) {
            if (spec.version < m_plan.from) {
                GOVERN_TRY(require_there(spec));
                return older(spec.version);
            }
            return spec.version == m_plan.from ? Result<void>() : take(spec.version);
        }
        GOVERN_TRY_ASSIGN(auto versions, versions_at_hand());
        const store::FailedUpgrades failed(m_context.host, m_context.layout);
        for (;;) {
            const auto found =
                newest_match(versions.begin(), versions.end(), spec,
                             [](const Version& version) -> const Version& { return version; });
            if (found == versions.end()) {
                return m_plan.request.spec && m_plan.passed_over.empty() ? no_candidate(spec)
                                                                         : Result<void>();
            }
            const auto version = *found;
            if (version <= m_plan.from) {
                const bool names_older =
                    spec.kind != Spec::Kind::latest && !version.same_line(m_plan.from);
                return names_older ? older(version) : Result<void>();
            }
            const auto mark = m_plan.request.retry ? std::nullopt : failed.find(version);
            if (!mark) {
                return take(version);
            }
            m_plan.passed_over.emplace_back(version, *mark);
            std::erase(versions, version);
        }
    }

    /// Without the network nobody knows what is published.
    Result<void> no_candidate(const Spec& spec) {
        if (m_context.offline) {
            return fail(msg::no_match_installed,
                        {{"spec", m_plan.request.spec_text}, {"hint", "govern list --remote"}});
        }
        GOVERN_TRY_ASSIGN(auto sources, m_context.sources(std::nullopt));
        return Failure(sources::give_up(spec, m_context.host.machine.platform(), {}, sources));
    }

    /// An older version is not worth a hint where nobody has it.
    Result<void> require_there(const Spec& spec) {
        GOVERN_TRY_ASSIGN(const auto versions, versions_at_hand());
        const bool there =
            std::find(versions.begin(), versions.end(), spec.version) != versions.end();
        return there ? Result<void>() : no_candidate(spec);
    }

    Result<void> older(const Version& version) const {
        GOVERN_TRY_ASSIGN(const auto there, m_context.store.runnable(version));
        const auto name = spec_name(version);
        const bool of_pin = m_plan.request.pin; // which no rollback changes
        return fail(msg::upgrade_older,
                    {{"version", name},
                     {"from", spec_name(m_plan.from)},
                     {"back", of_pin ? "" : "govern rollback"},
                     {"command", of_pin  ? way_to_pin(m_context, m_plan.file, version)
                                 : there ? "govern default " + name
                                         : "govern install --default " + name}});
    }

    Result<void> take(const Version& version) {
        GOVERN_TRY_ASSIGN(const auto there, m_context.store.runnable(version));
        m_plan.to = there.value_or(SdkId{version, m_context.host.machine.platform()});
        return {};
    }

    Result<void> plan_file() {
        const auto& decider = *m_here.decision->decider;
        GOVERN_TRY_ASSIGN(m_plan.before,
                          m_context.host.files.read(m_plan.file, k_max_version_file));
        const auto fresh = spec_name(m_plan.to->version);
        if (decider.source == resolve::Source::go_version) {
            m_plan.after = project::pin_file_with(m_plan.before, fresh);
            return {};
        }
        auto after = project::with_value_on_line(m_plan.before, decider.line, decider.value, fresh);
        if (!after) { // it had the value when the decision was made
            return fail(msg::pin_changed, {{"file", m_plan.file}});
        }
        m_plan.after = std::move(*after);
        return {};
    }

    Context& m_context;
    Decided m_here;
    std::optional<Error> m_failure; ///< why the Go that was chosen would fail here
    UpgradePlan m_plan;
};

} // namespace

std::string way_to_pin(const Context& context, const std::string& file, const Version& version) {
    const std::string folder(path::parent(file));
    if (!path::same_path(file, path::join(folder, ".go-version"))) {
        return "write " + spec_name(version) + " into " + file;
    }
    const bool is_here = path::same_path(folder, context.host.current_folder);
    return "govern pin " + spec_name(version) + (is_here ? "" : ", typed in " + folder);
}

Result<UpgradePlan> plan_upgrade(Context& context, const UpgradeRequest& request) {
    return Planner(context, request).plan();
}

} // namespace govern::ops
