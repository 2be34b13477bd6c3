#include "base/text.hpp"
#include "trust/log.hpp"
#include "trust/lookup.hpp"
#include "trust/messages.hpp"
#include "trust/roots.hpp"
#include "trust/tile.hpp"

#include <algorithm>

namespace govern::trust {

namespace {

/// More than a tree of 2^63 records needs.
constexpr std::size_t k_max_path = 64;

std::optional<std::vector<Hash>> decode_path(const std::vector<std::string>& path) {
    std::vector<Hash> out;
    for (const auto& text : path) {
        const auto bytes = from_base64(text);
        if (!bytes || bytes->size() != sizeof(Hash) || out.size() == k_max_path) {
            return std::nullopt;
        }
        Hash hash;
        std::transform(bytes->begin(), bytes->end(), hash.begin(),
                       [](char c) { return static_cast<std::byte>(c); });
        out.push_back(hash);
    }
    return out;
}

} // namespace

Result<void> check_proof(const SdkId& sdk, const LogProof& proof) {
    const auto wrong = [&](std::string why) {
        return fail(
            msg::proof_wrong,
            {{"sdk", sdk.text()}, {"spec", spec_name(sdk.version)}, {"why", std::move(why)}});
    };
    const auto key =
        parse_verifier_key(proof.genuine ? log_key() : std::string_view(proof.verifier_key));
    if (!key || key->name != proof.database || (!proof.genuine && key->text == log_key())) {
        return wrong("it does not say by which key");
    }
    const auto head = open_tree_head(proof.signed_head, *key, "the receipt");
    if (!head) {
        return wrong(render(head.error()).text);
    }
    if (head->size != proof.tree_size ||
        to_base64(crypto::as_text(head->root)) != proof.tree_root) {
        return wrong("the signed tree head is of another tree");
    }
    const auto h1 = record_h1(proof.record_text, sdk, "the receipt");
    if (!h1 || *h1 != proof.h1) {
        return wrong(h1 ? "the record has another h1" : render(h1.error()).text);
    }
    const auto path = decode_path(proof.inclusion);
    const auto root =
        path ? root_from_path(leaf_hash(proof.record_text), proof.record, head->size, *path)
             : std::nullopt;
    if (!root || *root != head->root) {
        return wrong("the audit path does not lead to the tree's root");
    }
    return {};
}

} // namespace govern::trust
