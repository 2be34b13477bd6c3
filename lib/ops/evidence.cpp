#include "ops/evidence.hpp"

#include "base/messages/common.hpp"
#include "base/messages/ops.hpp"
#include "base/messages/trust.hpp"
#include "crypto/dirhash.hpp"
#include "trust/roots.hpp"

#include <algorithm>
#include <array>

namespace govern::ops {

EvidencePlan plan_evidence(const sources::Offer& offer, const EvidenceOptions& options) {
    EvidencePlan plan;
    plan.users_sha256 = options.users_sha256;
    const bool official = !offer.module_zip;
    const auto known = official ? trust::embedded_archive(offer.file_name) : std::nullopt;
    if (known) {
        plan.sha256 = known->sha256;
        plan.authority = "embedded-list";
        plan.size = known->size;
    } else if (official && offer.listed_by_official_host && offer.listed_sha256) {
        plan.sha256 = offer.listed_sha256;
        plan.authority = "official-listing";
    } else if (official && options.users_sha256) {
        plan.sha256 = options.users_sha256;
        plan.authority = "your-sha256";
    }
    plan.log_required = options.require_log || !plan.sha256;
    return plan;
}

bool outside_h1(std::string_view name) {
    constexpr std::array<std::string_view, 5> folders = {"api/", "doc/", "misc/", "test/",
                                                         ".github/"};
    return std::any_of(folders.begin(), folders.end(),
                       [&](std::string_view folder) { return name.starts_with(folder); });
}

bool may_write(const EvidencePlan& plan, std::string_view name) {
    // A folder comes without its slash.
    return plan.sha256.has_value() || !outside_h1(std::string(name) + '/');
}

TreeHashes hash_tree_lines(const SdkId& id, const archive::UnpackResult& unpacked) {
    const auto prefix = "golang.org/toolchain@" + toolchain_module_version(id) + '/';
    std::vector<crypto::HashedFile> covered;
    std::vector<crypto::HashedFile> extra;
    covered.reserve(unpacked.files.size());
    for (const auto& file : unpacked.files) {
        if (outside_h1(file.name)) {
            if (file.written) {
                extra.push_back({file.name, file.sha256});
            }
            continue;
        }
        // The module zip carries every go.mod as _go.mod, so that it stays one module.
        auto name = prefix + file.name;
        constexpr std::string_view go_mod = "/go.mod";
        if (name.ends_with(go_mod)) {
            name.replace(name.size() - go_mod.size(), go_mod.size(), "/_go.mod");
        }
        covered.push_back({std::move(name), file.sha256});
    }
    TreeHashes out;
    out.lines = crypto::hash_lines(covered);
    out.extra = crypto::hash_lines(extra);
    out.h1 = crypto::h1_of_lines(out.lines);
    return out;
}

namespace {

Result<void> check_archive(const EvidencePlan& plan, const sources::Offer& offer,
                           const archive::UnpackResult& unpacked, const store::Receipt& receipt) {
    const auto compare = [&](const std::optional<crypto::Sha256Digest>& expected,
                             std::string_view authority) -> Result<void> {
        if (!expected || (unpacked.archive_sha256 && *unpacked.archive_sha256 == *expected)) {
            return {};
        }
        return fail(msg::sha256_mismatch, {{"url", offer.url},
                                           {"authority", std::string(authority)},
                                           {"expected", crypto::hex(*expected)},
                                           {"actual", receipt.archive_sha256},
                                           {"spec", spec_name(receipt.id.version)},
                                           {"other_source", offer.module_zip ? "" : "proxy"}});
    };
    constexpr std::string_view yours = "your --sha256";
    GOVERN_TRY(compare(plan.sha256, plan.authority == "embedded-list" ? "govern's embedded list"
                                    : plan.authority == "official-listing" ? "the official listing"
                                                                           : yours));
    return compare(plan.users_sha256, yours);
}

} // namespace

bool recorded_afterwards(const Version& version) {
    Version first_logged_release;
    return Version::parse("1.21.0", first_logged_release) && version < first_logged_release;
}

Result<void> judge(const EvidencePlan& plan, const sources::Offer& offer,
                   const archive::UnpackResult& unpacked, const TreeHashes& hashes,
                   const Result<trust::Proof>& log, Reporter& reporter, store::Receipt& receipt) {
    receipt.h1 = hashes.h1;
    receipt.archive_sha256 = unpacked.archive_sha256 ? crypto::hex(*unpacked.archive_sha256) : "";
    receipt.evidence = plan.authority;
    GOVERN_TRY(check_archive(plan, offer, unpacked, receipt));

    if (!log) {
        // A log that contradicts itself stops everything, whatever else speaks for the archive.
        if (plan.log_required || log.error().is(msg::log_forked)) {
            return Failure(log.error());
        }
        reporter.detail(Message(msg::log_not_asked)
                            .with("name", toolchain_name(receipt.id.version))
                            .with("evidence", plan.authority)
                            .with("why", render(log.error()).text));
        return {};
    }
    if (log->h1 == hashes.h1) {
        receipt.log = receipt_proof(*log);
        // Strongest first: embedded list, log, official listing, --sha256.
        if (receipt.evidence.empty() || (receipt.evidence != "embedded-list" && log->genuine)) {
            receipt.evidence = "log";
        }
        return {};
    }
    Message mismatch(plan.authority == "embedded-list" && recorded_afterwards(receipt.id.version) &&
                             !plan.log_required
                         ? msg::log_cross_check_failed
                         : msg::h1_mismatch);
    mismatch.with("url", offer.url)
        .with("database", log->database)
        .with("name", toolchain_name(receipt.id.version))
        .with("expected", log->h1)
        .with("actual", hashes.h1);
    if (mismatch.is(msg::log_cross_check_failed)) {
        reporter.warn(mismatch);
        return {};
    }
    return Failure(std::move(mismatch));
}

Result<std::unique_ptr<trust::Log>> open_log(Context& context, net::Client* client) {
    trust::LogOptions options;
    options.cache_folder = context.layout.cache();
    options.go = context.go();
    for (const auto& entry : sources::parse_goproxy(options.go.goproxy).entries) {
        if (!context.offline || entry.url.starts_with("file:")) {
            options.proxies.push_back(entry.url);
        }
    }
    options.offline = context.offline && options.proxies.empty();
    return trust::open_log(context.host, client != nullptr ? *client : context.client(), options);
}

store::Receipt::LogProof receipt_proof(const trust::Proof& proof) {
    store::Receipt::LogProof out;
    out.database = proof.database;
    out.genuine = proof.genuine;
    out.verifier_key = proof.verifier_key;
    out.record = proof.record;
    out.tree_size = proof.tree_size;
    out.tree_root = proof.tree_root;
    out.signed_head = proof.signed_head;
    out.record_text = proof.record_text;
    out.inclusion = proof.inclusion;
    return out;
}

trust::Proof proof_of(const store::Receipt& receipt) {
    trust::Proof out;
    const auto& log = *receipt.log;
    out.h1 = receipt.h1;
    out.database = log.database;
    out.genuine = log.genuine;
    out.verifier_key = log.verifier_key;
    out.record = log.record;
    out.tree_size = log.tree_size;
    out.tree_root = log.tree_root;
    out.signed_head = log.signed_head;
    out.record_text = log.record_text;
    out.inclusion = log.inclusion;
    return out;
}

std::string describe_proof(const store::Receipt& receipt) {
    std::string log;
    if (receipt.log) {
        log = "the log " + receipt.log->database + " (record " +
              std::to_string(receipt.log->record) + ')';
    }
    if (receipt.log && !receipt.log->genuine) {
        const auto by = "recorded by " + log + ", which is not Go's own";
        return receipt.evidence == "embedded-list" ? "genuine by the embedded list; " + by : by;
    }
    const auto and_log = log.empty() ? "" : " and " + log;
    if (receipt.evidence == "embedded-list") {
        return "genuine by the embedded list" + and_log;
    }
    if (receipt.evidence == "official-listing") {
        return "genuine by the official listing" + and_log;
    }
    if (receipt.evidence == "log") {
        return "genuine by " + log;
    }
    return "by your SHA-256";
}

} // namespace govern::ops
