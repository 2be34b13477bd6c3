#include "ops/sdk/evidence.hpp"

#include "base/messages.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/mirror_source.hpp"
#include "trust/messages.hpp"
#include "trust/roots.hpp"

#include <algorithm>
#include <iterator>

namespace govern::ops {

namespace {

// The words of a log are followed by its name.
constexpr TrustRule k_rules[] = {
    {false, Evidence::embedded_list, ReadFrom::built_in, Weight::proves,
     "genuine by the embedded list"},
    {false, Evidence::log, ReadFrom::go_log, Weight::proves, "genuine by"},
    {false, Evidence::log, ReadFrom::other_log, Weight::proves, "recorded by"},
    {false, Evidence::official_listing, ReadFrom::official_host, Weight::proves,
     "genuine by the official listing"},
    {false, Evidence::official_listing, ReadFrom::elsewhere, Weight::nothing, ""},
    {false, Evidence::users_sha256, ReadFrom::command_line, Weight::proves, "by your SHA-256"},
    {true, Evidence::embedded_list, ReadFrom::built_in, Weight::nothing, ""},
    {true, Evidence::log, ReadFrom::go_log, Weight::proves, "genuine by"},
    {true, Evidence::log, ReadFrom::other_log, Weight::proves, "recorded by"},
    {true, Evidence::official_listing, ReadFrom::official_host, Weight::nothing, ""},
    {true, Evidence::official_listing, ReadFrom::elsewhere, Weight::nothing, ""},
    {true, Evidence::users_sha256, ReadFrom::command_line, Weight::must_match, ""},
};

/// The SHA-256 that this evidence, read there, has for the offered archive. The log has none.
std::optional<crypto::Sha256Digest> sha256_by(const TrustRule& rule, const sources::Offer& offer,
                                              const EvidenceOptions& options) {
    switch (rule.evidence) {
    case Evidence::embedded_list: {
        const auto known = trust::embedded_archive(offer.file_name);
        return known ? std::optional(known->sha256) : std::nullopt;
    }
    case Evidence::official_listing: {
        const auto from =
            offer.listed_by_official_host ? ReadFrom::official_host : ReadFrom::elsewhere;
        return rule.from == from ? offer.listed_sha256 : std::nullopt;
    }
    case Evidence::users_sha256:
        return options.users_sha256;
    case Evidence::log:
        break;
    }
    return std::nullopt;
}

} // namespace

std::span<const TrustRule> trust_rules() {
    return k_rules;
}

EvidencePlan plan_evidence(const sources::Offer& offer, const EvidenceOptions& options) {
    EvidencePlan plan;
    plan.users_sha256 = options.users_sha256;
    for (const auto& rule : k_rules) {
        if (rule.module_zip != offer.module_zip || rule.weight != Weight::proves) {
            continue;
        }
        plan.sha256 = sha256_by(rule, offer, options);
        if (plan.sha256 && offer.file && *plan.sha256 != offer.file->sha256) {
            plan.sha256.reset();
        }
        if (plan.sha256) {
            plan.authority = rule.evidence;
            break;
        }
    }
    if (plan.authority == Evidence::embedded_list) {
        plan.size = trust::embedded_archive(offer.file_name)->size;
    }
    plan.log_required = options.require_log || !plan.sha256;
    return plan;
}

bool may_write(const EvidencePlan& plan, std::string_view name) {
    // A folder comes without its slash.
    return plan.sha256.has_value() || !outside_h1(std::string(name) + '/');
}

namespace {

/// The authority, for messages.
std::string_view name_of(Evidence evidence) {
    switch (evidence) {
    case Evidence::embedded_list:
        return "govern's embedded list";
    case Evidence::log:
        return "the log";
    case Evidence::official_listing:
        return "the official listing";
    case Evidence::users_sha256:
        break;
    }
    return "your --sha256";
}

Result<void> check_archive(const EvidencePlan& plan, const sources::Offer& offer,
                           const archive::UnpackResult& unpacked, const store::Receipt& receipt) {
    if (offer.file && unpacked.archive_sha256 != offer.file->sha256) {
        return fail(msg::archive_changed, {{"path", offer.file->path}});
    }
    const auto compare = [&](const std::optional<crypto::Sha256Digest>& expected,
                             std::string_view authority) -> Result<void> {
        if (!expected || (unpacked.archive_sha256 && *unpacked.archive_sha256 == *expected)) {
            return {};
        }
        return fail(msg::sha256_mismatch, {{"url", offer.place()},
                                           {"authority", std::string(authority)},
                                           {"expected", crypto::hex(*expected)},
                                           {"actual", receipt.archive_sha256},
                                           {"spec", spec_name(receipt.id.version)},
                                           {"other_source", offer.module_zip ? "" : "proxy"}});
    };
    if (plan.authority) {
        GOVERN_TRY(compare(plan.sha256, name_of(*plan.authority)));
    }
    return compare(plan.users_sha256, name_of(Evidence::users_sha256));
}

} // namespace

bool recorded_afterwards(const Version& version) {
    Version first_logged_release;
    return Version::parse("1.21.0", first_logged_release) && version < first_logged_release;
}

Error unproved(const EvidencePlan& plan, const sources::Offer& offer, const Error& log_error) {
    if (!offer.file || plan.sha256 || log_error.is(msg::log_forked) ||
        log_error.is(msg::interrupted)) {
        return log_error;
    }
    Error error(msg::no_evidence);
    error.with("path", offer.file->path)
        .with("sha256", crypto::hex(offer.file->sha256))
        .with("log_reason", render(log_error).text);
    if (!offer.module_zip) {
        error.with("from", offer.file->path);
    }
    if (trust::embedded_archive(offer.file_name)) {
        error.with("listed", offer.file_name);
    }
    return error;
}

Result<void> log_may_speak(Context& context, const SdkId& id, const sources::Offer& offer,
                           const EvidencePlan& plan) {
    if (!plan.log_required) {
        return {};
    }
    GOVERN_TRY_ASSIGN(const auto log, open_log_of(context, offer));
    const auto may = log->may_be_asked(id);
    // Offline the proof is in the home, or there is none; a mirror brings its own.
    if (may && context.offline && offer.log_at.empty()) {
        const auto proof = log->prove(id);
        return proof ? Result<void>() : Failure(unproved(plan, offer, proof.error()));
    }
    return may ? Result<void>() : Failure(unproved(plan, offer, may.error()));
}

Result<void> judge(const EvidencePlan& plan, const sources::Offer& offer,
                   const archive::UnpackResult& unpacked, const TreeHashes& hashes,
                   const Result<LogProof>& log, Reporter& reporter, store::Receipt& receipt) {
    receipt.h1 = hashes.h1;
    receipt.archive_sha256 = unpacked.archive_sha256 ? crypto::hex(*unpacked.archive_sha256) : "";
    receipt.evidence = plan.authority.value_or(Evidence::log);
    GOVERN_TRY(check_archive(plan, offer, unpacked, receipt));

    if (!log) {
        // A log that contradicts itself stops everything, whatever else speaks for the archive.
        if (plan.log_required || log.error().is(msg::log_forked)) {
            return Failure(unproved(plan, offer, log.error()));
        }
        reporter.detail(Message(msg::log_not_asked)
                            .with("name", toolchain_name(receipt.id.version))
                            .with("evidence", std::string(word_of(receipt.evidence)))
                            .with("why", render(log.error()).text));
        return {};
    }
    if (log->h1 == hashes.h1) {
        receipt.log = *log;
        // The strongest evidence counts; a log that is not Go's own adds none.
        if (log->genuine) {
            receipt.evidence = std::min(receipt.evidence, Evidence::log);
        }
        return {};
    }
    Message mismatch(plan.authority == Evidence::embedded_list &&
                             recorded_afterwards(receipt.id.version) && !plan.log_required
                         ? msg::log_cross_check_failed
                         : msg::h1_mismatch);
    mismatch.with("url", offer.place())
        .with("database", log->database)
        .with("name", toolchain_name(receipt.id.version))
        .with("expected", log->h1)
        .with("actual", hashes.h1);
    if (mismatch.is(msg::h1_mismatch)) {
        mismatch.with("advice", offer.file
                                    ? "do not use that file: its Go is not the Go project's"
                                    : "try another GOPROXY, and report the one that served this");
    }
    if (mismatch.is(msg::log_cross_check_failed)) {
        reporter.warn(mismatch);
        return {};
    }
    return Failure(std::move(mismatch));
}

namespace {

trust::LogOptions log_options(Context& context, bool keeps) {
    trust::LogOptions options;
    options.cache_folder = context.layout.cache();
    options.go = context.go();
    for (const auto& entry : sources::parse_goproxy(options.go.goproxy).entries) {
        if (!context.offline || is_file_url(entry.url)) {
            options.proxies.push_back(entry.url);
        }
    }
    options.offline = context.offline && options.proxies.empty();
    options.keeps = keeps;
    return options;
}

} // namespace

Result<std::unique_ptr<trust::Log>> open_log(Context& context, net::Client* client, bool keeps) {
    return trust::open_log(context.host, client != nullptr ? *client : context.client(),
                           log_options(context, keeps));
}

Result<std::unique_ptr<trust::Log>> open_log_in(Context& context, const std::string& cache_folder) {
    auto options = log_options(context, true);
    options.cache_folder = cache_folder;
    return trust::open_log(context.host, context.client(), options);
}

Result<std::unique_ptr<trust::Log>> open_log_at(Context& context, const std::string& mirror) {
    auto options = log_options(context, false);
    options.cache_folder.clear();
    options.proxies.clear();
    options.offline = false; // a folder needs no network
    GOVERN_TRY_ASSIGN(const auto named, trust::open_log(context.host, context.client(), options));
    // GOSUMDB's second word is the only address that is asked.
    auto& gosumdb = options.go.gosumdb;
    const auto key = trim(gosumdb);
    if (key == "off") {
        return trust::open_log(context.host, context.client(), options);
    }
    const bool is_key = key.find('+') != key.npos;
    gosumdb = (is_key ? std::string(key.substr(0, key.find(' '))) : named->name()) + ' ' +
              join_url(goproxy_entry(mirror), "sumdb/" + named->name());
    return trust::open_log(context.host, context.client(), options);
}

Result<std::unique_ptr<trust::Log>> open_log_of(Context& context, const sources::Offer& offer,
                                                net::Client* client) {
    auto options = log_options(context, true);
    if (!offer.log_at.empty()) {
        options.proxies.insert(options.proxies.begin(), offer.log_at);
        options.offline = false; // http fails then by itself
    }
    if (offer.log_stands_alone) {
        options.cache_folder.clear();
    }
    return trust::open_log(context.host, client != nullptr ? *client : context.client(), options);
}

namespace {

/// The same for both kinds of archives: a receipt names only hashes that prove something.
std::string words_for(Evidence evidence, ReadFrom from) {
    const auto* const rule =
        std::find_if(std::begin(k_rules), std::end(k_rules), [&](const TrustRule& one) {
            return one.evidence == evidence && one.from == from;
        });
    return std::string(rule->words);
}

std::string name_of(const LogProof& log) {
    return "the log " + log.database + " (record " + std::to_string(log.record) + ')';
}

std::string describe_log(const LogProof& log) {
    return log.genuine ? words_for(Evidence::log, ReadFrom::go_log) + ' ' + name_of(log)
                       : words_for(Evidence::log, ReadFrom::other_log) + ' ' + name_of(log) +
                             ", which is not Go's own";
}

std::string describe_archive(Evidence evidence) {
    switch (evidence) {
    case Evidence::embedded_list:
        return words_for(evidence, ReadFrom::built_in);
    case Evidence::official_listing:
        return words_for(evidence, ReadFrom::official_host);
    case Evidence::users_sha256:
        return words_for(evidence, ReadFrom::command_line);
    case Evidence::log:
        break;
    }
    return "the receipt names a log and holds no proof of it";
}

} // namespace

std::string describe_proof(const store::Receipt& receipt) {
    if (!receipt.log) {
        return describe_archive(receipt.evidence);
    }
    if (receipt.evidence == Evidence::log) {
        return describe_log(*receipt.log);
    }
    const auto archive = describe_archive(receipt.evidence);
    return receipt.log->genuine ? archive + " and " + name_of(*receipt.log)
                                : archive + "; " + describe_log(*receipt.log);
}

} // namespace govern::ops
