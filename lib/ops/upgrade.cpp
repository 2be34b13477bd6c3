#include "ops/upgrade.hpp"

#include "base/command_line.hpp"
#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/url.hpp"
#include "ops/account/look_up_go.hpp"
#include "ops/choice/select_installed.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/evidence.hpp"
#include "ops/sdk/install.hpp"
#include "ops/snapshot.hpp"
#include "os/locks.hpp"
#include "os/machine.hpp"
#include "pending.hpp"
#include "trial.hpp"

#include <fmt/format.h>

namespace govern::ops {

namespace {

std::string words_of(std::chrono::milliseconds limit) {
    const auto seconds = std::chrono::duration<double>(limit).count();
    return seconds >= 60 ? fmt::format("{:g} min", seconds / 60) : fmt::format("{:g} s", seconds);
}

/// One plan on its way, from its row's first line to its second.
class Upgrade {
public:
    Upgrade(Context& context, const UpgradePlan& plan, const std::string& program,
            const OutputListener& output)
        : m_context(context), m_plan(plan), m_request(plan.request), m_program(program),
          m_output(output) {}

    Result<UpgradeReport> run() {
        auto& store = m_context.store;
        GOVERN_TRY(store.require_writable());
        GOVERN_TRY_ASSIGN(const auto lock, take_lock());
        const store::ChangeNote note{
            store::ChangeKind::upgrade, m_context.command, {m_plan.to->text()}, {}, 0};
        const bool of_default = m_plan.file.empty();
        GOVERN_TRY_ASSIGN(m_report.id,
                          of_default ? store.begin_change(note, m_plan.from, m_plan.to->version)
                                     : store.begin_change(note));
        m_snapshot.emplace(m_context, m_report.id, m_plan.from);
        if (auto done = m_request.live ? live() : trial_first(); !done) {
            m_report.error = std::move(done).error();
            if (m_report.end == store::ChangeEnd::done) {
                m_report.end = store::ChangeEnd::failed;
            }
        }
        if (m_log) {
            m_log->finish();
            m_report.log = m_log->path();
        }
        store.finish_change(m_report.id, m_report.end,
                            m_report.error ? m_report.error->spec().code : "");
        return std::move(m_report);
    }

private:
    using Clock = std::chrono::steady_clock;

    Result<std::unique_ptr<os::FileLock>> take_lock() {
        constexpr int k_attempts =
            20; // one that only looks whether somebody has it holds it briefly
        const auto path = m_context.layout.upgrade_lock();
        const auto holder = os::lock_holder_name(m_context.host.machine);
        for (int i = 0; i < k_attempts; ++i) {
            GOVERN_TRY_ASSIGN(auto lock, m_context.host.files.lock(path, false, holder));
            if (lock) {
                return lock;
            }
            m_context.host.clock.sleep(std::chrono::milliseconds(25));
        }
        return fail(msg::upgrade_running, {{"home", m_context.layout.home()},
                                           {"holder", m_context.host.files.lock_holder(path)}});
    }

    /// Runs one step; its words go into the report beside its time.
    template <typename Work> Result<void> step(std::string_view name, const Work& work) {
        const auto begin = m_context.host.clock.steady();
        Result<std::string> done = work();
        const auto took = m_context.host.clock.steady() - begin;
        m_report.steps.push_back({name, took, done ? *done : render(done.error()).text});
        if (!done) {
            return Failure(std::move(done).error());
        }
        return {};
    }

    Result<void> install_candidate() {
        return step("install", [&]() -> Result<std::string> {
            InstallRequest request;
            request.specs = {exact_spec(m_plan.to->version)};
            request.platform = m_plan.to->platform;
            request.program = m_program;
            request.change = m_report.id;
            std::vector<InstallOutcome> done;
            GOVERN_TRY(install(m_context, request, done));
            const auto& outcome = done.front();
            return (outcome.was_there ? "was there: " : "") + describe_proof(outcome.receipt);
        });
    }

    Result<void> trial_first() {
        GOVERN_TRY(install_candidate());
        if (!m_request.words.empty()) {
            say_what_is_forced(m_context, m_plan);
            GOVERN_TRY(try_before());
            GOVERN_TRY_ASSIGN(const auto toolchain, toolchain_of(m_context, m_plan.to));
            GOVERN_TRY(try_candidate(toolchain));
        }
        return step("switch", [&]() -> Result<std::string> {
            GOVERN_TRY_ASSIGN(const bool switched, switch_over());
            if (!switched) {
                return changed_meanwhile(false);
            }
            mark(std::nullopt);
            return switched_words();
        });
    }

    Result<void> live() {
        GOVERN_TRY(install_candidate());
        GOVERN_TRY(try_before());
        const store::Pending pending{m_report.id, m_plan.from,   m_plan.to->version,
                                     m_plan.file, m_plan.before, m_plan.after};
        GOVERN_TRY(store::write_pending(m_context.host, m_context.layout, pending));
        GOVERN_TRY(step("switch", [&]() -> Result<std::string> {
            auto switched = switch_over();
            if (!switched || !*switched) {
                (void)store::remove_pending(m_context.host, m_context.layout);
                return switched ? Result<std::string>(changed_meanwhile(false))
                                : Result<std::string>(Failure(std::move(switched).error()));
            }
            return switched_words() + ", on trial";
        }));
        if (const auto warning =
                look_up_go(m_context.host, m_context.host.environment, m_context.layout)) {
            m_context.host.reporter.warn(*warning);
        }
        auto tried = try_candidate(toolchain_of_shell(m_context));
        if (!tried) {
            return take_back(pending, std::move(tried).error());
        }
        GOVERN_TRY_ASSIGN(const bool still, is_still_ours());
        GOVERN_TRY(store::remove_pending(m_context.host, m_context.layout));
        if (!still) {
            return changed_meanwhile(true);
        }
        mark(std::nullopt);
        return {};
    }

    Result<void> take_back(const store::Pending& pending, Error why) {
        auto done = step("put back", [&]() -> Result<std::string> {
            GOVERN_TRY_ASSIGN(const bool restored, put_back(m_context, pending));
            if (!restored) {
                return changed_meanwhile(true);
            }
            m_report.end = store::ChangeEnd::rolled_back;
            return switched_thing(m_plan.file) + " is " + spec_name(m_plan.from) + " again";
        });
        if (done) {
            return Failure(std::move(why));
        }
        auto error = std::move(done).error();
        if (error.is(msg::default_changed) || error.is(msg::pin_changed)) {
            return Failure(std::move(error));
        }
        return Failure(Message(msg::not_put_back)
                           .with("what", switched_thing(m_plan.file))
                           .with("from", spec_name(m_plan.from))
                           .with("command", command_to_put_back(m_plan.file, m_plan.from))
                           .because(std::move(error)));
    }

    /// Under the candidate's lock, so that no other run removes it before it is in use.
    Result<bool> switch_over() {
        GOVERN_TRY_ASSIGN(const auto lock, m_context.store.lock(*m_plan.to));
        const auto wanted = exact_spec(m_plan.to->version);
        GOVERN_TRY(installed_match(m_context, wanted, spec_name(m_plan.to->version)));
        return m_plan.file.empty()
                   ? m_context.store.exchange_default(m_plan.from, m_plan.to->version)
                   : exchange_file(m_context, m_plan.file, m_plan.before, m_plan.after);
    }

    /// False where the default or the file was changed during a live trial.
    Result<bool> is_still_ours() {
        return m_plan.file.empty()
                   ? m_context.store.exchange_default(m_plan.to->version, m_plan.to->version)
                   : exchange_file(m_context, m_plan.file, m_plan.after, m_plan.after);
    }

    /// `on_trial`: it was switched before.
    Failure changed_meanwhile(bool on_trial) {
        if (!m_plan.file.empty()) {
            return fail(msg::pin_changed, {{"file", m_plan.file}});
        }
        const auto now = m_context.store.default_name().value_or(std::nullopt);
        return fail(msg::default_changed,
                    {{"now", now.value_or("none")},
                     {"from", spec_name(m_plan.from)},
                     {"switched", on_trial ? "it was " + spec_name(m_plan.to->version) +
                                                 " on trial; what came between wins"
                                           : "nothing was switched"}});
    }

    [[nodiscard]] std::string switched_words() const {
        return switched_thing(m_plan.file) + " is " + spec_name(m_plan.to->version);
    }

    static std::string name_of(const Version& version) { return toolchain_name(version); }

    [[nodiscard]] std::string shown_command() const {
        return redact_command(quote_arguments(m_request.words));
    }

    TrialLog& log() {
        if (!m_log) {
            m_log.emplace(m_context, path::join(m_context.layout.upgrades(),
                                                std::to_string(m_report.id) + ".log"));
        }
        return *m_log;
    }

    Result<Ran> check(const Toolchain& toolchain, const std::string& name) {
        m_context.host.reporter.status(Message(msg::trial_begins)
                                           .with("name", name)
                                           .with("command", shown_command())
                                           .with("limit", words_of(m_request.time_limit)));
        log().begin(name + ": " + shown_command());
        return run_check(m_context, toolchain, m_request, log(), m_output);
    }

    /// With a limit for how much slower: the same check under what is in use now.
    Result<void> try_before() {
        if (!m_request.max_slower || m_request.words.empty()) {
            return {};
        }
        m_snapshot->wait(); // its processes would slow down the check of the old version alone
        return step("before", [&]() -> Result<std::string> {
            GOVERN_TRY_ASSIGN(const auto sdk, m_context.store.runnable(m_plan.from));
            GOVERN_TRY_ASSIGN(
                const auto toolchain,
                toolchain_of(m_context, sdk.value_or(SdkId{m_plan.from, m_plan.to->platform})));
            GOVERN_TRY_ASSIGN(const auto ran, check(toolchain, name_of(m_plan.from)));
            if (ran.interrupted) {
                return fail(msg::interrupted);
            }
            if (ran.code != 0 || ran.timed_out) {
                return Failure(told(msg::trial_before_failed, ran));
            }
            m_before = ran.wall;
            return fmt::format("{}: {:.1f} s", name_of(m_plan.from), ran.wall.count());
        });
    }

    Result<void> try_candidate(const Toolchain& toolchain) {
        return step("trial", [&]() -> Result<std::string> {
            GOVERN_TRY_ASSIGN(const auto ran, check(toolchain, name_of(m_plan.to->version)));
            if (ran.interrupted) {
                return fail(msg::interrupted);
            }
            if (ran.timed_out) {
                return blame(told(msg::trial_timed_out, ran));
            }
            if (ran.code != 0) {
                return blame(told(msg::trial_failed, ran));
            }
            if (m_before && ran.wall > *m_before * (1 + *m_request.max_slower)) {
                return blame(told(msg::trial_slower, ran));
            }
            return fmt::format("{}: exit 0 after {:.1f} s", name_of(m_plan.to->version),
                               ran.wall.count());
        });
    }

    /// The candidate failed in that upgrade, or in none any more. What is switched stays so where
    /// that cannot be written.
    void mark(std::optional<std::uint64_t> failed_in) {
        if (auto marked = store::FailedUpgrades(m_context.host, m_context.layout)
                              .mark(m_plan.to->version, failed_in);
            !marked) {
            m_context.host.reporter.warn(marked.error());
        }
    }

    /// The candidate is to blame: it is marked.
    Failure blame(Error error) {
        mark(m_report.id);
        return Failure(std::move(error));
    }

    Error told(const MessageSpec& spec, const Ran& ran) {
        m_report.tail = log().last_lines();
        Message error(spec);
        error.with("name", name_of(m_plan.to->version))
            .with("from", spec_name(m_plan.from))
            .with("spec", spec_name(m_plan.to->version))
            .with("code", std::to_string(ran.code))
            .with("limit", words_of(m_request.time_limit))
            .with("new", fmt::format("{:.1f}", ran.wall.count()))
            .with("kept", switched_thing(m_plan.file) +
                              (m_request.live ? " is again " : " is still ") +
                              spec_name(m_plan.from));
        if (!log().path().empty()) {
            error.with("log", log().path());
        }
        if (m_before) {
            error.with("old", fmt::format("{:.1f}", m_before->count()))
                .with("percent", fmt::format("{:.0f}", 100 * (ran.wall / *m_before - 1)));
        }
        return error;
    }

    Context& m_context;
    const UpgradePlan& m_plan;
    const UpgradeRequest& m_request;
    const std::string& m_program;
    const OutputListener& m_output;
    std::optional<SnapshotTaker> m_snapshot; ///< written when this object is destroyed
    std::optional<TrialLog> m_log;
    std::optional<std::chrono::duration<double>> m_before;
    UpgradeReport m_report;
};

} // namespace

void say_what_is_forced(Context& context, const UpgradePlan& plan) {
    if (!plan.decided_by.empty() && !plan.request.words.empty() && !plan.request.live) {
        context.host.reporter.status(Message(msg::trial_forces)
                                         .with("by", plan.decided_by)
                                         .with("name", toolchain_name(plan.to->version)));
    }
}

Result<UpgradeReport> carry_out(Context& context, const UpgradePlan& plan,
                                const std::string& program, const OutputListener& output) {
    return Upgrade(context, plan, program, output).run();
}

} // namespace govern::ops
