#include "ops/sdk/verify.hpp"

#include "base/messages.hpp"
#include "base/text.hpp"
#include "crypto/dirhash.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/evidence.hpp"
#include "ops/sdk/messages.hpp"
#include "os/messages.hpp"
#include "store/messages.hpp"
#include "trust/log.hpp"
#include "trust/messages.hpp"
#include "trust/roots.hpp"

namespace govern::ops {

namespace {

constexpr std::size_t k_max_lines = 64U << 20U;

/// The present record of an installed SDK in the log that GOSUMDB names. Nothing if the log could
/// not be asked; `why` then holds the reason. A log that contradicts the receipt or itself is an
/// error.
Result<std::optional<LogProof>> ask_log(Context& context, trust::Log& log,
                                        const store::Receipt& receipt, std::string& why) {
    if (context.offline) {
        why = "--offline";
        return std::nullopt;
    }
    auto proof = log.prove(receipt.id);
    if (!proof && (proof.error().is(msg::log_forked) || proof.error().is(msg::interrupted))) {
        return Failure(std::move(proof).error());
    }
    if (!proof) {
        why = render(proof.error()).text;
        return std::nullopt;
    }
    if (proof->h1 == receipt.h1) {
        return std::move(*proof);
    }
    return fail(msg::log_differs, {{"name", toolchain_name(receipt.id.version)},
                                   {"spec", spec_name(receipt.id.version)},
                                   {"database", proof->database},
                                   {"expected", proof->h1},
                                   {"actual", receipt.h1}});
}

/// The embedded list against the archive that the receipt names. The user's own SHA-256, and a
/// file of the user's that the log proves, may be of another one.
Result<void> check_embedded(Context& context, const store::Receipt& receipt, std::string& why) {
    const bool of_the_list =
        receipt.evidence == Evidence::embedded_list ||
        (receipt.source == SourceKind::official && receipt.evidence != Evidence::users_sha256);
    if (!of_the_list) {
        return {};
    }
    const auto known = trust::embedded_archive(official_archive_name(receipt.id));
    if (known && crypto::hex(known->sha256) != receipt.archive_sha256) {
        return fail(msg::receipt_lines_differ, {{"path", context.layout.receipt(receipt.id)},
                                                {"expected", crypto::hex(known->sha256)},
                                                {"actual", receipt.archive_sha256},
                                                {"spec", spec_name(receipt.id.version)}});
    }
    if (!known && receipt.evidence == Evidence::embedded_list) {
        // Installed by a govern whose list is longer: no verdict.
        why = "the embedded list of this govern does not know the archive";
    }
    return {};
}

/// The receipt's claims: its lines, its archive and its log record. Anybody who can write a receipt
/// can sign a log of their own: only the record of Go's log, or of the one that GOSUMDB names now,
/// counts. Where there is none the log is asked, and what it says goes into `out.receipt`.
Result<void> check_receipt(Context& context, const std::string& lines, Verified& out) {
    auto& receipt = out.receipt;
    const auto h1 = crypto::h1_of_lines(lines);
    if (h1 != receipt.h1) {
        return fail(msg::receipt_lines_differ, {{"path", context.layout.hash_lines(receipt.id)},
                                                {"expected", receipt.h1},
                                                {"actual", h1},
                                                {"spec", spec_name(receipt.id.version)}});
    }
    std::string unknown;
    GOVERN_TRY(check_embedded(context, receipt, unknown));
    if (receipt.log) {
        GOVERN_TRY(trust::check_proof(receipt.id, *receipt.log));
        out.log_checked = receipt.log->genuine;
    }
    if (out.log_checked) {
        return {};
    }
    GOVERN_TRY_ASSIGN(const auto log, open_log(context));
    if (receipt.log && log->has_key_of(*receipt.log)) {
        out.log_checked = true;
        return {};
    }
    GOVERN_TRY_ASSIGN(auto proof, ask_log(context, *log, receipt, out.log_why));
    out.log_checked = proof.has_value();
    if (proof) {
        receipt.log = std::move(proof);
    } else if (!unknown.empty()) {
        out.log_why += "; " + unknown;
    }
    return {};
}

Result<Verified> verify_once(Context& context, const SdkId& id) {
    Verified out;
    GOVERN_TRY_ASSIGN(out.receipt, context.store.receipt(id));
    auto& files = context.host.files;
    auto lines = files.read(context.layout.hash_lines(id), k_max_lines);
    if (!lines) {
        if (lines.error().is(msg::file_not_found)) {
            return fail(msg::receipt_lines_missing,
                        {{"path", context.layout.hash_lines(id)}, {"spec", spec_name(id.version)}});
        }
        return Failure(std::move(lines).error());
    }
    auto extra = files.read(context.layout.extra_lines(id), k_max_lines);
    if (!extra && !extra.error().is(msg::file_not_found)) {
        return Failure(std::move(extra).error());
    }
    GOVERN_TRY(check_receipt(context, *lines, out));
    auto expected = expected_files(id, *lines, extra.value_or(""));
    out.files = expected.size();
    GOVERN_TRY_ASSIGN(out.differences, compare_tree(context, id, std::move(expected)));
    return out;
}

} // namespace

InstallIdentity identity_of(Context& context, const SdkId& id) {
    const auto changed_at = [&](const std::string& path) -> std::optional<std::int64_t> {
        const auto info = context.host.files.info(path).value_or(std::nullopt);
        return info ? std::optional(info->mtime_ns) : std::nullopt;
    };
    return {changed_at(context.layout.receipt(id)), changed_at(context.layout.sdk(id))};
}

Result<Verified> verify(Context& context, const SdkId& id) {
    const auto before = identity_of(context, id);
    auto verified = verify_once(context, id);
    const bool gone =
        !verified && verified.error().is(msg::not_installed); // it was there to be named
    if ((verified && verified->differences.none()) ||
        (!gone && identity_of(context, id) == before)) {
        return verified;
    }
    // Another run replaced or removed it in between: check once more, when that run is done. In a
    // home that only others may write we get no lock, and one more check must do.
    const auto lock = context.store.lock(id);
    if (!lock && lock.error().is(msg::interrupted)) {
        return Failure(lock.error());
    }
    return verify_once(context, id);
}

Error tree_differs_error(const Verified& verified) {
    return Message(msg::tree_differs)
        .with("name", toolchain_name(verified.receipt.id.version))
        .with("count", std::to_string(verified.differences.count()))
        .with("list", verified.differences.text())
        .with("spec", spec_name(verified.receipt.id.version));
}

} // namespace govern::ops
