#include "trust/note.hpp"

#include "base/text.hpp"
#include "crypto/ed25519.hpp"
#include "trust/messages.hpp"

#include <algorithm>
#include <limits>

namespace govern::trust {

namespace {

constexpr std::size_t k_max_signatures = 100;
constexpr std::string_view k_dash = "\xE2\x80\x94 "; // em dash and space
constexpr std::string_view k_heading = "go.sum database tree";

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t out = 0;
    for (const char c : bytes.substr(0, 4)) {
        out = out << 8U | static_cast<unsigned char>(c);
    }
    return out;
}

bool is_name(std::string_view name) {
    return !name.empty() && is_utf8(name) && name.find_first_of(" \t\r\n+") == name.npos;
}

bool is_printable(std::string_view text) {
    return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 && c != '\n';
           });
}

/// A number as Go's strconv writes it: no sign, no leading zero, at most 63 bits.
std::optional<std::uint64_t> plain_number(std::string_view text) {
    const auto number = parse_number(text);
    if (!number || (text.size() > 1 && text.front() == '0') ||
        *number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return std::nullopt;
    }
    return *number;
}

struct Signature {
    std::string_view name;
    std::uint32_t hash = 0;
    std::string bytes;
};

/// `— NAME BASE64`, the base64 being 4 bytes of key hash and the signature.
std::optional<Signature> parse_signature(std::string_view line) {
    if (line.substr(0, k_dash.size()) != k_dash) {
        return std::nullopt;
    }
    line.remove_prefix(k_dash.size());
    const auto space = line.find(' ');
    if (space == line.npos || !is_name(line.substr(0, space))) {
        return std::nullopt;
    }
    auto bytes = from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() < 5) {
        return std::nullopt;
    }
    return Signature{line.substr(0, space), big_endian(*bytes), bytes->substr(4)};
}

struct Note {
    std::string_view text; ///< what is signed: ends with its last line's newline
    std::vector<Signature> signatures;
};

/// Nothing, with the reason in `why`, if it is not a note.
std::optional<Note> parse_note(std::string_view note, std::string& why) {
    const auto gap = note.rfind("\n\n");
    if (!is_printable(note) || gap == note.npos || note.back() != '\n' || gap + 2 == note.size()) {
        why = "no signed note";
        return std::nullopt;
    }
    Note out{note.substr(0, gap + 1), {}};
    auto rest = note.substr(gap + 2);
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        auto signature = parse_signature(rest.substr(0, end));
        if (!signature || out.signatures.size() == k_max_signatures) {
            why = "malformed signature line";
            return std::nullopt;
        }
        out.signatures.push_back(std::move(*signature));
        rest.remove_prefix(end + 1);
    }
    return out;
}

bool parse_head(std::string_view text, TreeHead& head) {
    const auto lines = split(text.substr(0, text.size() - 1), '\n');
    if (lines.size() < 3 || lines[0] != k_heading) {
        return false;
    }
    const auto size = plain_number(lines[1]);
    const auto root = from_base64(lines[2]);
    if (!size || !root || root->size() != head.root.size()) {
        return false;
    }
    head.size = *size;
    std::transform(root->begin(), root->end(), head.root.begin(),
                   [](char c) { return static_cast<std::byte>(c); });
    return true;
}

} // namespace

std::optional<VerifierKey> parse_verifier_key(std::string_view text) {
    // The base64 may hold a plus too, so the fields are cut from the left.
    const auto first = text.find('+');
    const auto second = first == text.npos ? text.npos : text.find('+', first + 1);
    if (second == text.npos || second - first != 9 || !is_name(text.substr(0, first))) {
        return std::nullopt;
    }
    const auto hash = from_hex(text.substr(first + 1, 8));
    const auto key = from_base64(text.substr(second + 1));
    if (!hash || !key || key->size() != 33 || key->front() != '\x01') {
        return std::nullopt;
    }
    VerifierKey out;
    out.name = text.substr(0, first);
    out.hash = big_endian(*hash);
    out.public_key = key->substr(1);
    out.text = text;
    const auto expected = crypto::sha256(out.name + '\n' + *key);
    if (big_endian(crypto::as_text(expected)) != out.hash) {
        return std::nullopt;
    }
    return out;
}

Result<TreeHead> open_tree_head(std::string_view note, const VerifierKey& key,
                                const std::string& from) {
    std::string why;
    const auto parsed = parse_note(note, why);
    if (!parsed) {
        return fail(msg::log_malformed, {{"why", why}, {"url", from}});
    }
    bool signed_by_key = false;
    std::vector<std::string> signers;
    for (const auto& signature : parsed->signatures) {
        signers.emplace_back(signature.name);
        if (signature.name != key.name || signature.hash != key.hash) {
            continue;
        }
        if (!crypto::ed25519_verify(key.public_key, parsed->text, signature.bytes)) {
            return fail(msg::log_bad_signature, {{"database", key.name}, {"url", from}});
        }
        signed_by_key = true;
    }
    if (!signed_by_key) {
        return fail(msg::log_unknown_key,
                    {{"database", key.name}, {"url", from}, {"signers", join(signers, ", ")}});
    }
    TreeHead head;
    head.note = note;
    if (!parse_head(parsed->text, head)) {
        return fail(msg::log_malformed, {{"why", "no tree head"}, {"url", from}});
    }
    return head;
}

} // namespace govern::trust
