#include "store/receipt.hpp"

#include "base/url.hpp"
#include "core/spec.hpp"
#include "store/messages.hpp"

#include <nlohmann/json.hpp>

namespace govern::store {

using nlohmann::json;

std::string to_json(const Receipt& receipt) {
    json out = {
        {"schema", 1},
        {"version", spec_name(receipt.id.version)},
        {"os", receipt.id.platform.os},
        {"arch", receipt.id.platform.arch},
        {"source", word_of(receipt.source)},
        {"url", redact_urls(receipt.url)},
        {"archive_sha256", receipt.archive_sha256},
        {"h1", receipt.h1},
        {"evidence", word_of(receipt.evidence)},
        {"complete", receipt.complete},
        {"installed_at", receipt.installed_at},
        {"files", receipt.files},
        {"bytes", receipt.bytes},
        {"go_size", receipt.go_size},
        {"go_mtime_ns", receipt.go_mtime_ns},
    };
    if (receipt.log) {
        const auto& log = *receipt.log;
        out["log"] = {
            {"database", log.database},         {"genuine", log.genuine},
            {"verifier_key", log.verifier_key}, {"record", log.record},
            {"tree_size", log.tree_size},       {"tree_root", log.tree_root},
            {"signed_head", log.signed_head},   {"record_text", log.record_text},
            {"inclusion", log.inclusion},
        };
    }
    return out.dump(1, ' ', false, json::error_handler_t::replace) + '\n';
}

namespace {

/// A member of the right type, or its default: a receipt of a later govern may lack or add some.
template <typename T> T member(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end()) {
        return T{};
    }
    if constexpr (std::is_same_v<T, std::string>) {
        return found->is_string() ? found->template get<T>() : T{};
    } else if constexpr (std::is_same_v<T, bool>) {
        return found->is_boolean() ? found->template get<T>() : T{};
    } else {
        return found->is_number_integer() ? found->template get<T>() : T{};
    }
}

LogProof log_from_json(const json& object, const std::string& h1) {
    LogProof log;
    log.h1 = h1;
    log.database = member<std::string>(object, "database");
    log.genuine = member<bool>(object, "genuine");
    log.verifier_key = member<std::string>(object, "verifier_key");
    log.record = member<std::uint64_t>(object, "record");
    log.tree_size = member<std::uint64_t>(object, "tree_size");
    log.tree_root = member<std::string>(object, "tree_root");
    log.signed_head = member<std::string>(object, "signed_head");
    log.record_text = member<std::string>(object, "record_text");
    if (const auto path = object.find("inclusion"); path != object.end() && path->is_array()) {
        for (const auto& hash : *path) {
            log.inclusion.push_back(hash.is_string() ? hash.get<std::string>() : std::string());
        }
    }
    return log;
}

} // namespace

Result<Receipt> receipt_from_json(std::string_view text, const std::string& path) {
    const auto object = json::parse(text, nullptr, false);
    if (!object.is_object()) {
        return fail(msg::receipt_malformed, {{"path", path}, {"why", "it is not a JSON object"}});
    }
    Receipt receipt;
    // Written as a SPEC: `1.20.0` is the release whose own name is go1.20.
    const auto spec = parse_spec(member<std::string>(object, "version"));
    if (spec.error != SpecError::none || spec.spec.kind != Spec::Kind::exact) {
        return fail(msg::receipt_malformed, {{"path", path}, {"why", "it names no version"}});
    }
    receipt.id.version = spec.spec.version;
    receipt.id.platform = {member<std::string>(object, "os"), member<std::string>(object, "arch")};
    receipt.url = member<std::string>(object, "url");
    receipt.archive_sha256 = member<std::string>(object, "archive_sha256");
    receipt.h1 = member<std::string>(object, "h1");
    receipt.complete = member<bool>(object, "complete");
    receipt.installed_at = member<std::string>(object, "installed_at");
    receipt.files = member<std::uint64_t>(object, "files");
    receipt.bytes = member<std::uint64_t>(object, "bytes");
    receipt.go_size = member<std::uint64_t>(object, "go_size");
    receipt.go_mtime_ns = member<std::int64_t>(object, "go_mtime_ns");
    if (const auto log = object.find("log"); log != object.end() && log->is_object()) {
        receipt.log = log_from_json(*log, receipt.h1);
    }
    const auto evidence = member<std::string>(object, "evidence");
    if (receipt.h1.empty() || evidence.empty()) {
        return fail(msg::receipt_malformed, {{"path", path}, {"why", "h1 or evidence is missing"}});
    }
    const auto known = parse_evidence(evidence);
    if (!known) {
        return fail(msg::receipt_malformed,
                    {{"path", path},
                     {"why", "its evidence '" + evidence + "' is not known to this govern"}});
    }
    receipt.evidence = *known;
    receipt.source =
        parse_source_kind(member<std::string>(object, "source")).value_or(SourceKind::official);
    return receipt;
}

} // namespace govern::store
