#include "sdk/install_plan.hpp"

#include "base/url.hpp"
#include "core/select.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/published.hpp"
#include "sdk/kept_archives.hpp"
#include "sources/messages.hpp"

#include <algorithm>

namespace govern::ops {

InstallPlan::InstallPlan(Context& context, const InstallRequest& request)
    : m_context(context), m_request(request),
      m_platform(request.platform.value_or(context.host.machine.platform())) {}

/// Which release is meant, and who offers it.
Result<void> InstallPlan::find(const Spec& spec, Step& step) {
    GOVERN_TRY_ASSIGN(const bool kept, offer_from_ci_cache(spec, step));
    if (kept) {
        return {};
    }
    GOVERN_TRY(open_sources(spec));
    auto choice = sources::find_release(spec, m_platform, m_sources, reporter());
    if (!choice) {
        return Failure(not_given(spec, std::move(choice).error()));
    }
    step.choice = std::move(*choice);
    say_if_outdated(spec, step.choice.sdk.version, step.choice.newest_known);
    return {};
}

Result<InstallPlan::Step> InstallPlan::step(const Spec& asked) {
    Step step;
    auto spec = asked;
    if (m_request.from_mirror) {
        GOVERN_TRY(open_mirror());
        spec = in_mirror(asked);
    }
    step.spec = spec;
    GOVERN_TRY_ASSIGN(step.outcome, already_there(spec));
    if (step.outcome) {
        if (!m_request.from_mirror) {
            say_what_is_newer(spec, step.outcome->receipt.id.version);
        }
        return step;
    }
    // An account that may not install here is refused before any request.
    if (spec.kind == Spec::Kind::exact && !m_request.dry_run) {
        GOVERN_TRY(m_context.store.require_writable());
    }
    GOVERN_TRY(find(spec, step));
    // Only now is the version known that a partial SPEC means.
    GOVERN_TRY_ASSIGN(step.outcome, already_there(exact_spec(step.choice.sdk.version)));
    if (step.outcome) {
        return step;
    }
    if (m_request.complete) {
        std::erase_if(step.choice.offers, [](const auto& offer) { return offer.module_zip; });
        GOVERN_TRY(offer_archive_of_mirror(step.choice));
    }
    if (m_request.prefer_module) {
        std::stable_partition(step.choice.offers.begin(), step.choice.offers.end(),
                              [](const auto& offer) { return offer.module_zip; });
    }
    GOVERN_TRY(leave_offline_offers(m_context, spec, step.choice.offers));
    if (m_request.dry_run) {
        GOVERN_TRY_ASSIGN(step.outcome, pretend(spec, step.choice));
    } else if (m_request.specs.size() > 1 && spec.kind == Spec::Kind::exact &&
               std::all_of(step.choice.offers.begin(), step.choice.offers.end(),
                           [](const auto& offer) { return offer.module_zip; })) {
        // A proxy offers whatever it is asked for: what it lacks must show before another one
        // is brought.
        GOVERN_TRY(pretend(spec, step.choice));
    }
    return step;
}

Result<std::optional<InstallOutcome>> InstallPlan::already_there(const Spec& spec) {
    std::optional<SdkId> id;
    if (spec.kind == Spec::Kind::exact) {
        id = SdkId{spec.version, m_platform};
    } else if (m_context.offline) {
        GOVERN_TRY_ASSIGN(auto installed, m_context.store.installed());
        std::erase_if(installed, [&](const SdkId& one) { return !(one.platform == m_platform); });
        const auto fitting =
            newest_match(installed.begin(), installed.end(), spec,
                         [](const SdkId& one) -> const Version& { return one.version; });
        id = fitting == installed.end() ? std::nullopt : std::optional(*fitting);
    }
    if (!id || m_request.reinstall) {
        return std::nullopt;
    }
    GOVERN_TRY_ASSIGN(const bool present, m_context.store.has_go(*id));
    if (!present) {
        return std::nullopt;
    }
    const auto receipt = m_context.store.receipt(*id);
    if (!receipt || (m_request.complete && !receipt->complete) ||
        (m_request.evidence.require_log && !receipt->log)) {
        return std::nullopt;
    }
    GOVERN_TRY(check_users_sha256(*receipt));
    return InstallOutcome{*receipt, true, false, false};
}

/// --sha256 speaks of the archive that is asked for, also where it was installed before.
Result<void> InstallPlan::check_users_sha256(const store::Receipt& receipt) const {
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

/// Opened once for all versions of a call, and only when one of them must be fetched.
Result<void> InstallPlan::open_sources(const Spec& spec) {
    if (m_sources.empty()) {
        GOVERN_TRY_ASSIGN(m_sources, m_context.sources(m_request.complete ? SourceKind::official
                                                                          : m_request.source));
        if (m_context.offline && !any_is_kept()) { // a folder needs no network
            std::erase_if(m_sources,
                          [](const auto& source) { return !is_file_url(source->address()); });
        }
        if (m_sources.empty()) {
            return fail(msg::offline_needs_source, {{"spec", spec_name(spec)}});
        }
        // Made here: what follows may run on several threads.
        (void)m_context.client();
        (void)m_context.go();
    }
    return {};
}

/// For any release whose complete name was given.
bool InstallPlan::any_is_kept() {
    return std::any_of(m_request.specs.begin(), m_request.specs.end(), [&](const Spec& spec) {
        return spec.kind == Spec::Kind::exact &&
               has_kept_archive(m_context, {spec.version, m_platform});
    });
}

void InstallPlan::say_if_outdated(const Spec& spec, const Version& version, const Version& known) {
    if (spec.kind != Spec::Kind::exact && known > version) {
        reporter().warn(Message(msg::latest_older_than_known)
                            .with("name", toolchain_name(version))
                            .with("known", toolchain_name(known)));
    }
}
/// With --offline an installed version was enough.
void InstallPlan::say_what_is_newer(const Spec& spec, const Version& version) {
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

/// Asks, at low cost, which source really has it: a planned download must exist.
Result<InstallOutcome> InstallPlan::pretend(const Spec& spec, const sources::SdkChoice& choice) {
    auto answers = choice.answers;
    bool ended = false;
    for (const auto& offer : choice.offers) {
        if (ended && offer.module_zip) {
            continue;
        }
        if (!offer.file && !is_kept(m_context, offer.file_name)) {
            const auto has = offer.from->probe(choice.sdk);
            if (!has) {
                auto answer = has.error();
                sources::take_note(answer, m_sources, reporter());
                if (answer.kind == sources::Answer::Kind::none) {
                    return Failure(answer.to_error());
                }
                ended = ended || ends_proxies(answer);
                answers.push_back(std::move(answer));
                continue;
            }
        }
        const auto plan = plan_evidence(offer, m_request.evidence);
        GOVERN_TRY(log_may_speak(m_context, choice.sdk, offer, plan));
        InstallOutcome outcome;
        outcome.dry_run = true;
        outcome.receipt.id = choice.sdk;
        outcome.receipt.source = offer.from->kind();
        outcome.receipt.url = redact_urls(offer.url);
        outcome.receipt.evidence = plan.authority.value_or(Evidence::log);
        return outcome;
    }
    return Failure(give_up(spec, answers));
}

Error InstallPlan::give_up(const Spec& spec, const std::vector<sources::Answer>& answers) {
    return not_given(spec, sources::give_up(spec, m_platform, answers, m_sources));
}

/// What to say of a release that no source gave.
Error InstallPlan::not_given(const Spec& spec, Error error) {
    return m_mirror != nullptr ? missing_in_mirror(spec, std::move(error))
                               : with_settings(m_context, m_sources, std::move(error));
}

bool ends_proxies(const sources::Answer& answer) {
    return answer.kind == sources::Answer::Kind::unusable && answer.from->has_last_word();
}

} // namespace govern::ops
