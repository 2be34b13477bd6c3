#include "core/sdk.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "sdk/archive_file.hpp"
#include "sdk/install_plan.hpp"
#include "trust/roots.hpp"

namespace govern::ops {

Result<InstallPlan::Step> InstallPlan::step_from_file() {
    if (!m_request.dry_run) {
        GOVERN_TRY(m_context.store.require_writable());
    }
    // Made here: what follows may run on several threads.
    (void)m_context.client();
    (void)m_context.go();
    GOVERN_TRY_ASSIGN(auto file, ArchiveFile::open(m_context, m_request.from, m_request.platform));
    Step step;
    step.choice.sdk = file->sdk();
    step.spec = exact_spec(file->sdk().version);
    auto offer = file->offer();
    m_platform = file->sdk().platform;
    m_sources.push_back(std::move(file));
    for (const auto& spec : m_request.specs) {
        if (spec.kind == Spec::Kind::latest || spec.kind == Spec::Kind::oldstable) {
            return fail(msg::file_is_no_list, {{"path", m_request.from},
                                               {"spec", spec_name(spec)},
                                               {"actual", step.choice.sdk.text()},
                                               {"version", spec_name(step.choice.sdk.version)}});
        }
        if (!spec.matches(step.choice.sdk.version)) {
            return fail(msg::holds_another, {{"path", m_request.from},
                                             {"actual", step.choice.sdk.text()},
                                             {"wanted", spec_name(spec)}});
        }
    }
    const auto& users = m_request.evidence.users_sha256;
    if (users && *users != offer.file->sha256) {
        return fail(msg::sha256_mismatch, {{"url", offer.place()},
                                           {"authority", "your --sha256"},
                                           {"expected", crypto::hex(*users)},
                                           {"actual", crypto::hex(offer.file->sha256)}});
    }
    GOVERN_TRY_ASSIGN(step.outcome, already_there(step.spec));
    if (step.outcome) {
        return step;
    }
    ask_listing(step.choice.sdk, offer);
    GOVERN_TRY(require_complete(offer));
    step.choice.offers = {std::move(offer)};
    if (m_request.dry_run) {
        GOVERN_TRY_ASSIGN(step.outcome, pretend(step.spec, step.choice));
    }
    return step;
}

/// The official site's own listing may know a file that the embedded list does not: a release newer
/// than this govern. It is a proof, nothing else is asked for; where it cannot be had the log may
/// do.
void InstallPlan::ask_listing(const SdkId& sdk, sources::Offer& offer) {
    const auto official =
        sdk.platform.os == "windows" ? archive::Format::zip : archive::Format::tar_gz;
    if (m_context.offline || offer.module_zip || offer.format != official ||
        trust::embedded_archive(offer.file_name) || !m_context.config.mirror.value.empty()) {
        return;
    }
    const auto sites = m_context.sources(std::nullopt);
    if (!sites) {
        return; // none is known
    }
    for (const auto& site : *sites) {
        if (site->kind() != SourceKind::official || site->recently_unusable()) {
            continue;
        }
        const auto listed = site->offer(sdk);
        if (listed) {
            offer.listed_sha256 = listed->listed_sha256;
            offer.listed_by_official_host = listed->listed_by_official_host;
            return;
        }
        if (listed.error().kind == sources::Answer::Kind::unusable) {
            site->remember_unusable(listed.error().why);
        }
    }
}

Result<void> InstallPlan::require_complete(const sources::Offer& offer) const {
    if (!m_request.complete ||
        (!offer.module_zip && plan_evidence(offer, m_request.evidence).sha256)) {
        return {};
    }
    return fail(msg::not_complete,
                {{"path", offer.place()},
                 {"why", offer.module_zip ? "it is a module zip, which has none of these folders"
                                          : "its own SHA-256 is not known"}});
}

} // namespace govern::ops
