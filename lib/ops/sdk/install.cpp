#include "ops/sdk/install.hpp"

#include "base/path.hpp"
#include "ops/choice/defaults.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/fetch.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/quick_check.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"
#include "os/system_facts.hpp"
#include "os/threads.hpp"
#include "sdk/install_plan.hpp"
#include "store/home_place.hpp"

#include <algorithm>
#include <future>
#include <iterator>
#include <mutex>

namespace govern::ops {

namespace {

store::ChangeNote note_of(const InstallRequest& request) {
    const auto kind = request.reinstall ? store::ChangeKind::repair : store::ChangeKind::install;
    return {kind, request.command, {}, {}, request.change};
}

/// How many SDKs are brought at once: while one is unpacked the next is downloaded.
constexpr std::size_t k_at_once = 2;

/// One asked-for version on its way.
struct Job : InstallPlan::Step {
    std::future<Result<InstallOutcome>> running;
};

class Installer {
public:
    Installer(Context& context, const InstallRequest& request, InstallPlan& plan,
              const store::ChangeNote& note)
        : m_context(context), m_request(request), m_plan(plan), m_note(note) {}

    /// Brings what is not there, k_at_once at a time; `finished` hears of each in the order they
    /// were asked for. After a failure those under way end, no other begins, and the first error is
    /// returned.
    template <class Finished>
    Result<void> carry_out(std::vector<Job>& jobs, const Finished& finished) {
        Result<void> verdict;
        std::size_t begun = 0;
        for (std::size_t i = 0; i < jobs.size(); i++) {
            for (; verdict && begun < jobs.size() && begun < i + k_at_once; begun++) {
                begin(jobs, begun);
            }
            if (i == begun) {
                break;
            }
            auto outcome = jobs[i].running.get();
            auto done = outcome ? finish(*outcome) : Failure(std::move(outcome).error());
            if (done) {
                finished(*outcome);
            } else if (verdict) {
                verdict = std::move(done);
            }
        }
        return verdict;
    }

private:
    Reporter& reporter() { return m_context.host.reporter; }

    void begin(std::vector<Job>& jobs, std::size_t index) {
        auto& job = jobs[index];
        const bool asked_before = std::any_of(
            jobs.begin(), jobs.begin() + static_cast<std::ptrdiff_t>(index),
            [&](const Job& other) { return !other.outcome && other.choice.sdk == job.choice.sdk; });
        // A version that is known, or that another job of this call installs, is looked up when its
        // turn comes.
        const auto work = [this, &job]() -> Result<InstallOutcome> {
            return job.outcome ? *job.outcome : fetch_and_publish(job.choice);
        };
        job.running = job.outcome || asked_before ? std::async(std::launch::deferred, work)
                                                  : os::in_background(work);
    }

    /// Another version of this call may have found out since then that a source cannot be used.
    std::vector<sources::Offer> usable_first(std::vector<sources::Offer> offers) {
        const std::lock_guard guard(m_sources_mutex);
        std::vector<sources::Offer> out;
        std::vector<sources::Offer> later;
        bool ended = false;
        for (auto& offer : offers) {
            const bool unusable = offer.from->recently_unusable().has_value();
            ended = ended || (unusable && offer.from->has_last_word());
            (unusable || (ended && offer.module_zip) ? later : out).push_back(std::move(offer));
        }
        std::move(later.begin(), later.end(), std::back_inserter(out));
        return out;
    }

    Result<InstallOutcome> fetch_and_publish(const sources::SdkChoice& choice) {
        auto& store = m_context.store;
        const auto& id = choice.sdk;
        GOVERN_TRY(store.require_writable());
        store.sweep(); // before this lock is taken: what it guards may be what is left
        GOVERN_TRY_ASSIGN(const auto lock, store.lock(id));
        GOVERN_TRY(store.require_one_volume(id));
        // Another process may have installed it while it held the lock.
        GOVERN_TRY_ASSIGN(auto present, m_plan.already_there(exact_spec(id.version)));
        if (present) {
            return std::move(*present);
        }
        auto answers = choice.answers;
        bool ended = false;
        for (const auto& offer : usable_first(choice.offers)) {
            if (ended && offer.module_zip) {
                continue;
            }
            auto fetched = fetch_sdk(m_context, id, offer, m_request.evidence);
            if (!fetched) {
                const std::lock_guard guard(m_sources_mutex);
                const auto& fault = fetched.error();
                m_plan.take_out_tar_of(offer, id, fault.error);
                auto answer = sources::answer_of(offer, fault.error, fault.http_status);
                sources::take_note(answer, m_plan.sources(), reporter());
                if (answer.kind == sources::Answer::Kind::none) {
                    return Failure(
                        m_plan.explained(exact_spec(id.version), offer, answer.to_error()));
                }
                ended = ended || ends_proxies(answer);
                answers.push_back(std::move(answer));
                continue;
            }
            if (auto published =
                    store.publish(fetched->receipt, fetched->hashes.lines, fetched->hashes.extra,
                                  fetched->staged, size_file(fetched->receipt, fetched->sizes));
                !published) {
                (void)m_context.host.files.remove_tree(fetched->staged);
                return Failure(std::move(published).error());
            }
            return InstallOutcome{fetched->receipt, false, false, false};
        }
        const std::lock_guard guard(m_sources_mutex);
        return Failure(m_plan.give_up(exact_spec(id.version), answers));
    }

    /// Shims and, for the first version, the default. A home that only others may write stays as it
    /// is: what is installed there works.
    Result<void> finish(InstallOutcome& outcome) {
        if (m_request.dry_run) {
            return {};
        }
        if (outcome.was_there) {
            if (const auto ours = m_context.store.require_writable(); !ours) {
                return ours.error().exit() == Exit::permission ? Result<void>() : ours;
            }
            // A run that was killed may have left something.
            m_context.store.sweep();
        }
        GOVERN_TRY(m_context.store.heal_shims(m_request.program));
        GOVERN_TRY_ASSIGN(const auto set, set_first_default(m_context, outcome.receipt.id, m_note));
        outcome.became_default = set.happened();
        return {};
    }

    Context& m_context;
    const InstallRequest& m_request;
    InstallPlan& m_plan;
    const store::ChangeNote& m_note;
    std::mutex m_sources_mutex; ///< of the plan's sources, while several SDKs are under way
};

void say(Reporter& reporter, const InstallOutcome& outcome) {
    const auto name = toolchain_name(outcome.receipt.id.version);
    if (outcome.dry_run) {
        reporter.status(Message(msg::would_install)
                            .with("name", outcome.receipt.id.text())
                            .with("url", outcome.receipt.url)
                            .with("evidence", std::string(word_of(outcome.receipt.evidence))));
    } else if (outcome.was_there) {
        reporter.status(Message(msg::already_installed).with("name", name));
    } else {
        reporter.status(Message(msg::installed_now)
                            .with("name", name)
                            .with("proof", describe_proof(outcome.receipt)));
    }
    if (outcome.became_default) {
        reporter.status(Message(msg::became_default).with("name", name));
    }
}

Result<void> carry_out(Context& context, const InstallRequest& request, InstallPlan& plan,
                       const store::ChangeNote& note, std::vector<Job>& jobs,
                       std::vector<InstallOutcome>& out) {
    Installer installer(context, request, plan, note);
    if (request.make_default && !request.dry_run) {
        GOVERN_TRY(context.store.require_writable());
    }
    GOVERN_TRY(installer.carry_out(jobs, [&](const InstallOutcome& outcome) {
        say(context.host.reporter, outcome);
        out.push_back(outcome);
    }));
    if (!out.empty() && !request.dry_run &&
        !context.host.files.starts_programs(context.layout.home())) {
        context.host.reporter.warn(Message(msg::not_started)
                                       .with("path", path::join(context.layout.shims(), "go"))
                                       .with("reason",
                                             "the home is on a volume mounted noexec. Mount it "
                                             "with exec, or put the home elsewhere "
                                             "(GOVERN_HOME)"));
    }
    if (request.make_default && !out.empty() && !request.dry_run) {
        const auto& id = out.back().receipt.id;
        GOVERN_TRY_ASSIGN(const auto change, change_default(context, id, note));
        if (change.happened()) {
            context.host.reporter.status(
                Message(msg::default_is_now).with("name", toolchain_name(id.version)));
        }
    }
    return {};
}

/// One step a SPEC, or the one of the archive that is here.
Result<std::vector<InstallPlan::Step>> plan_steps(InstallPlan& plan,
                                                  const InstallRequest& request) {
    std::vector<InstallPlan::Step> steps;
    if (!request.from.empty() && !request.from_mirror) {
        GOVERN_TRY_ASSIGN(auto step, plan.step_from_file());
        steps.push_back(std::move(step));
        return steps;
    }
    for (const auto& spec : request.specs) {
        GOVERN_TRY_ASSIGN(auto step, plan.step(spec));
        steps.push_back(std::move(step));
    }
    return steps;
}

} // namespace

Result<void> install(Context& context, const InstallRequest& request,
                     std::vector<InstallOutcome>& out) {
    if (request.dry_run) {
        GOVERN_TRY(store::require_place(context.host.files, context.layout.home()));
    }
    InstallPlan plan(context, request);
    std::vector<Job> jobs;
    auto note = note_of(request);
    GOVERN_TRY_ASSIGN(auto steps, plan_steps(plan, request));
    for (auto& step : steps) {
        if (!step.outcome) {
            note.sdks.push_back(step.choice.sdk.text());
        }
        jobs.push_back({std::move(step), {}});
    }
    if (request.change != 0 || note.sdks.empty()) {
        return carry_out(context, request, plan, note, jobs, out);
    }
    GOVERN_TRY(context.store.require_writable());
    GOVERN_TRY_ASSIGN(note.id, context.store.begin_change(note));
    auto done = carry_out(context, request, plan, note, jobs, out);
    context.store.finish_change(note.id, done ? store::ChangeEnd::done : store::ChangeEnd::failed,
                                done ? "" : done.error().spec().code);
    return done;
}

} // namespace govern::ops
