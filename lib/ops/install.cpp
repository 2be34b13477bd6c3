#include "ops/install.hpp"

#include "base/messages/ops.hpp"
#include "base/messages/os.hpp"
#include "base/messages/sources.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "ops/after_change.hpp"
#include "ops/fetch.hpp"
#include "ops/published.hpp"
#include "os/machine.hpp"
#include "os/path.hpp"
#include "os/system_facts.hpp"
#include "os/threads.hpp"

#include <algorithm>
#include <future>
#include <iterator>
#include <mutex>

namespace govern::ops {

namespace {

Platform this_machine() {
    const auto [os_name, arch] = os::machine_platform();
    return {os_name, arch};
}

bool runs_here(const Platform& platform) {
    const auto platforms = runnable_platforms(this_machine());
    return std::find(platforms.begin(), platforms.end(), platform) != platforms.end();
}

std::string spec_as_text(const Spec& spec) {
    switch (spec.kind) {
    case Spec::Kind::latest:
        return "latest";
    case Spec::Kind::oldstable:
        return "oldstable";
    case Spec::Kind::system:
        return "system";
    case Spec::Kind::partial:
        return std::string(spec.version.text());
    case Spec::Kind::exact:
        break;
    }
    return spec_name(spec.version);
}

/// How many SDKs are brought at once: while one is unpacked the next is downloaded.
constexpr std::size_t k_at_once = 2;

/// One asked-for version on its way.
struct Job {
    Spec spec;
    sources::SdkChoice choice;             ///< where it comes from
    std::optional<InstallOutcome> outcome; ///< known already: installed, or a dry run
    std::future<Result<InstallOutcome>> running;
};

Spec exactly(const Version& version) {
    Spec spec;
    spec.version = version;
    return spec;
}

class Installer {
public:
    Installer(Context& context, const InstallRequest& request)
        : m_context(context), m_request(request),
          m_platform(request.platform.value_or(this_machine())) {}

    /// Which release is meant and who offers it; nothing is fetched yet.
    Result<Job> plan(const Spec& spec) {
        Job job;
        job.spec = spec;
        GOVERN_TRY_ASSIGN(job.outcome, already_there(spec));
        if (job.outcome) {
            say_what_is_newer(spec, job.outcome->receipt.id.version);
            return job;
        }
        // Whoever may not install here hears so before anything is asked for.
        if (spec.kind == Spec::Kind::exact && !m_request.dry_run) {
            GOVERN_TRY(m_context.store.require_writable());
        }
        GOVERN_TRY(open_sources(spec));
        auto choice = sources::find_release(spec, m_platform, m_sources, reporter());
        if (!choice) {
            return Failure(with_settings(m_context, m_sources, std::move(choice).error()));
        }
        job.choice = std::move(*choice);
        say_if_outdated(spec, job.choice.sdk.version, job.choice.newest_known);
        // What a partial SPEC means is known only now.
        GOVERN_TRY_ASSIGN(job.outcome, already_there(exactly(job.choice.sdk.version)));
        if (job.outcome) {
            return job;
        }
        if (m_request.complete) {
            std::erase_if(job.choice.offers, [](const auto& offer) { return offer.module_zip; });
        }
        if (m_context.offline) {
            std::erase_if(job.choice.offers, [&](const auto& offer) {
                return !offer.url.starts_with("file:") && !is_kept(offer.file_name);
            });
            if (job.choice.offers.empty()) {
                return fail(msg::offline_needs_source, {{"spec", spec_as_text(spec)}});
            }
        }
        if (m_request.dry_run) {
            GOVERN_TRY_ASSIGN(job.outcome, pretend(spec, job.choice));
        } else if (m_request.specs.size() > 1 && spec.kind == Spec::Kind::exact &&
                   std::all_of(job.choice.offers.begin(), job.choice.offers.end(),
                               [](const auto& offer) { return offer.module_zip; })) {
            // A proxy offers whatever it is asked for: what it lacks must show before another one
            // is brought.
            GOVERN_TRY(pretend(spec, job.choice));
        }
        return job;
    }

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

    /// The outcome without any work where what is asked for is installed and nothing better is
    /// wanted.
    Result<std::optional<InstallOutcome>> already_there(const Spec& spec) {
        std::optional<SdkId> id;
        if (spec.kind == Spec::Kind::exact) {
            id = SdkId{spec.version, m_platform};
        } else if (m_context.offline) {
            GOVERN_TRY_ASSIGN(const auto installed, m_context.store.installed());
            std::vector<SdkId> fitting;
            std::copy_if(installed.begin(), installed.end(), std::back_inserter(fitting),
                         [&](const SdkId& one) {
                             return one.platform == m_platform && spec.matches(one.version);
                         });
            if (spec.kind == Spec::Kind::oldstable && !fitting.empty()) {
                const auto newest = fitting.front().version; // sorted, newest first
                std::erase_if(fitting,
                              [&](const SdkId& one) { return one.version.same_line(newest); });
            }
            id = fitting.empty() ? std::nullopt : std::optional(fitting.front());
        }
        if (!id || m_request.reinstall) {
            return std::nullopt;
        }
        GOVERN_TRY_ASSIGN(const bool present, m_context.store.has_go(*id));
        const auto receipt =
            present ? m_context.store.receipt(*id) : Failure(Message(msg::file_not_found));
        if (!receipt || (m_request.complete && !receipt->complete) ||
            (m_request.evidence.require_log && !receipt->log)) {
            return std::nullopt;
        }
        GOVERN_TRY(check_users_sha256(*receipt));
        return InstallOutcome{*receipt, true, false, false};
    }

    /// --sha256 speaks of the archive that is asked for, also where it was installed before.
    Result<void> check_users_sha256(const store::Receipt& receipt) const {
        const auto& users = m_request.evidence.users_sha256;
        if (!users || crypto::hex(*users) == receipt.archive_sha256) {
            return {};
        }
        return fail(msg::installed_from_another,
                    {{"name", toolchain_name(receipt.id.version)},
                     {"expected", crypto::hex(*users)},
                     {"actual", receipt.archive_sha256.empty() ? "(of a module, not recorded)"
                                                               : receipt.archive_sha256}});
    }

    void begin(std::vector<Job>& jobs, std::size_t index) {
        auto& job = jobs[index];
        const bool asked_before = std::any_of(
            jobs.begin(), jobs.begin() + static_cast<std::ptrdiff_t>(index),
            [&](const Job& other) { return !other.outcome && other.choice.sdk == job.choice.sdk; });
        // What is known, and what another job of this call brings, is looked up when its turn
        // comes.
        const auto work = [this, &job]() -> Result<InstallOutcome> {
            return job.outcome ? *job.outcome : fetch_and_publish(job.choice);
        };
        job.running = job.outcome || asked_before ? std::async(std::launch::deferred, work)
                                                  : os::in_background(work);
    }

    /// Opened once for all versions of a call, and only when one of them must be fetched.
    Result<void> open_sources(const Spec& spec) {
        if (m_sources.empty()) {
            GOVERN_TRY_ASSIGN(
                m_sources, m_context.sources(m_request.complete ? "official" : m_request.source));
            if (m_context.offline && !has_kept_archive()) { // a folder needs no network
                std::erase_if(m_sources, [](const auto& source) {
                    return !source->address().starts_with("file:");
                });
            }
            if (m_sources.empty()) {
                return fail(msg::offline_needs_source, {{"spec", spec_as_text(spec)}});
            }
            // Made here: what follows may run on several threads.
            (void)m_context.client();
            (void)m_context.go();
        }
        return {};
    }

    /// keep_archives has brought it here before.
    bool is_kept(const std::string& file_name) {
        const auto path = os::join(m_context.layout.downloads(), file_name);
        return m_context.host.files.info(path).value_or(std::nullopt).has_value();
    }
    /// Of any release that is asked for by its whole name.
    bool has_kept_archive() {
        return std::any_of(m_request.specs.begin(), m_request.specs.end(), [&](const Spec& spec) {
            const SdkId id{spec.version, m_platform};
            return spec.kind == Spec::Kind::exact &&
                   (is_kept(official_archive_name(id)) ||
                    is_kept(toolchain_module_version(id) + ".zip"));
        });
    }

    void say_if_outdated(const Spec& spec, const Version& version, const Version& known) {
        if (spec.kind != Spec::Kind::exact && known > version) {
            reporter().warn(Message(msg::latest_older_than_known)
                                .with("name", toolchain_name(version))
                                .with("known", toolchain_name(known)));
        }
    }
    /// Where --offline made do with what is installed.
    void say_what_is_newer(const Spec& spec, const Version& version) {
        if (spec.kind == Spec::Kind::exact) {
            return;
        }
        auto sources = m_context.sources(m_request.source);
        if (!sources) {
            return;
        }
        if (const auto known = sources::newest_known(spec, m_platform, *sources, reporter())) {
            say_if_outdated(spec, version, *known);
        }
    }

    /// Asks, cheaply, who really has it: what would be fetched must exist.
    Result<InstallOutcome> pretend(const Spec& spec, const sources::SdkChoice& choice) {
        auto answers = choice.answers;
        bool ended = false;
        for (const auto& offer : choice.offers) {
            if (ended && offer.module_zip) {
                continue;
            }
            const auto source =
                std::find_if(m_sources.begin(), m_sources.end(),
                             [&](const auto& one) { return one->address() == offer.address; });
            if (source != m_sources.end() && !is_kept(offer.file_name)) {
                const auto has = (*source)->probe({choice.sdk});
                if (!has.front()) {
                    auto answer =
                        sources::answer_of(offer, has.front().error(), m_sources, reporter());
                    if (!answer.is(msg::source_lacks) && !answer.is(msg::source_unusable)) {
                        return Failure(std::move(answer));
                    }
                    ended = ended || ends_proxies(offer, answer);
                    answers.push_back(std::move(answer));
                    continue;
                }
            }
            InstallOutcome outcome;
            outcome.dry_run = true;
            outcome.receipt.id = choice.sdk;
            const auto plan = plan_evidence(offer, m_request.evidence);
            outcome.receipt.source = offer.source;
            outcome.receipt.url = redact_urls(offer.url);
            outcome.receipt.evidence = plan.authority.empty() ? "log" : plan.authority;
            return outcome;
        }
        return Failure(with_settings(m_context, m_sources,
                                     sources::give_up(spec, m_platform, answers, m_sources)));
    }

    /// Another version of this call may have found out meanwhile which source cannot be used.
    std::vector<sources::Offer> usable_first(std::vector<sources::Offer> offers) {
        const std::lock_guard guard(m_sources_mutex);
        std::vector<sources::Offer> out;
        std::vector<sources::Offer> later;
        bool ended = false;
        for (auto& offer : offers) {
            const bool unusable =
                std::any_of(m_sources.begin(), m_sources.end(), [&](const auto& source) {
                    return source->address() == offer.address && source->recently_unusable();
                });
            ended = ended || (unusable && offer.last_word);
            (unusable || (ended && offer.module_zip) ? later : out).push_back(std::move(offer));
        }
        std::move(later.begin(), later.end(), std::back_inserter(out));
        return out;
    }

    /// Whether the offers after this one must not be tried: an unusable proxy before a comma.
    static bool ends_proxies(const sources::Offer& offer, const Error& answer) {
        return offer.last_word && answer.is(msg::source_unusable);
    }

    Result<InstallOutcome> fetch_and_publish(const sources::SdkChoice& choice) {
        auto& store = m_context.store;
        const auto& id = choice.sdk;
        GOVERN_TRY(store.require_writable());
        store.sweep(); // before this lock is taken: what it guards may be what is left
        GOVERN_TRY_ASSIGN(const auto lock, store.lock(id));
        // Whoever held the lock before us may have installed it.
        GOVERN_TRY_ASSIGN(auto present, already_there(exactly(id.version)));
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
                auto answer = sources::answer_of(offer, fetched.error(), m_sources, reporter());
                if (!answer.is(msg::source_lacks) && !answer.is(msg::source_unusable)) {
                    answer.with("spec", spec_name(id.version));
                    return Failure(std::move(answer));
                }
                ended = ended || ends_proxies(offer, answer);
                answers.push_back(std::move(answer));
                continue;
            }
            if (auto published = store.publish(fetched->receipt, fetched->hashes.lines,
                                               fetched->hashes.extra, fetched->staged);
                !published) {
                (void)m_context.host.files.remove_tree(fetched->staged);
                return Failure(std::move(published).error());
            }
            return InstallOutcome{fetched->receipt, false, false, false};
        }
        const std::lock_guard guard(m_sources_mutex);
        return Failure(
            with_settings(m_context, m_sources,
                          sources::give_up(exactly(id.version), m_platform, answers, m_sources)));
    }

    /// Shims and, for the first version, the default. A home that only others may write stays as it
    /// is: what is installed there works.
    Result<void> finish(InstallOutcome& outcome) {
        if (m_request.dry_run) {
            return {};
        }
        if (outcome.was_there) {
            // A run that was killed may have left something.
            m_context.store.sweep();
        }
        auto healed = m_context.store.heal_shims(m_request.program);
        if (!healed && outcome.was_there && healed.error().is(msg::no_permission)) {
            return {};
        }
        GOVERN_TRY(healed);
        const auto& id = outcome.receipt.id;
        GOVERN_TRY_ASSIGN(const auto standard, m_context.store.default_version());
        if (standard || !runs_here(id.platform)) {
            return {};
        }
        auto set = m_context.store.set_first_default(id.version, m_request.command);
        if (!set && outcome.was_there && set.error().is(msg::no_permission)) {
            return {};
        }
        GOVERN_TRY(set);
        outcome.became_default = *set;
        return {};
    }

    Context& m_context;
    const InstallRequest& m_request;
    Platform m_platform;
    sources::Sources m_sources;
    std::mutex m_sources_mutex; ///< while several SDKs are under way
};

void say(Reporter& reporter, const InstallOutcome& outcome) {
    const auto name = toolchain_name(outcome.receipt.id.version);
    if (outcome.dry_run) {
        reporter.status(Message(msg::would_install)
                            .with("name", outcome.receipt.id.text())
                            .with("url", outcome.receipt.url)
                            .with("evidence", outcome.receipt.evidence));
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

} // namespace

Result<void> install(Context& context, const InstallRequest& request,
                     std::vector<InstallOutcome>& out) {
    Installer installer(context, request);
    std::vector<Job> jobs;
    for (const auto& spec : request.specs) {
        GOVERN_TRY_ASSIGN(auto job, installer.plan(spec));
        jobs.push_back(std::move(job));
    }
    if (request.make_default && !request.dry_run) {
        GOVERN_TRY(context.store.require_writable());
    }
    GOVERN_TRY(installer.carry_out(jobs, [&](const InstallOutcome& outcome) {
        say(context.host.reporter, outcome);
        out.push_back(outcome);
    }));
    if (!out.empty() && !request.dry_run && !os::starts_programs(context.layout.home())) {
        context.host.reporter.warn(Message(msg::not_started)
                                       .with("path", os::join(context.layout.shims(), "go"))
                                       .with("reason",
                                             "the home is on a volume mounted noexec. Mount it "
                                             "with exec, or put the home elsewhere "
                                             "(GOVERN_HOME)"));
    }
    if (request.make_default && !out.empty() && !request.dry_run) {
        const auto& id = out.back().receipt.id;
        const auto standard = context.store.default_version().value_or(std::nullopt);
        if (!standard || !(*standard == id.version)) {
            GOVERN_TRY(context.store.set_default(id.version, request.command));
            context.host.reporter.status(
                Message(msg::default_is_now).with("name", toolchain_name(id.version)));
        }
    }
    const bool changed =
        std::any_of(out.begin(), out.end(), [](const auto& one) { return one.became_default; });
    if (changed || (request.make_default && !out.empty() && !request.dry_run)) {
        (void)after_change(context, out.back().receipt.id, Change::install);
    }
    return {};
}

} // namespace govern::ops
