#include "trust/lookup.hpp"

#include "base/text.hpp"
#include "trust/messages.hpp"

#include <limits>

namespace govern::trust {

namespace {

constexpr std::string_view k_module = "golang.org/toolchain ";
/// Of `module golang.org/toolchain\n`, the go.mod of every toolchain.
constexpr std::string_view k_go_mod_h1 = "h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=";

Failure wrong_record(const SdkId& sdk, std::string why, const std::string& from) {
    return fail(msg::log_wrong_record,
                {{"sdk", sdk.text()}, {"why", std::move(why)}, {"url", from}});
}

bool is_h1(std::string_view hash) {
    const auto bytes = hash.substr(0, 3) == "h1:" ? from_base64(hash.substr(3)) : std::nullopt;
    return bytes && bytes->size() == 32;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (text.substr(0, prefix.size()) != prefix) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

} // namespace

Result<std::string> record_h1(std::string_view text, const SdkId& sdk, const std::string& from) {
    if (text.empty() || text.back() != '\n' || !is_utf8(text)) {
        return wrong_record(sdk, "it is cut short", from);
    }
    const auto version = toolchain_module_version(sdk);
    std::string h1;
    bool go_mod = false;
    for (auto line : split(text.substr(0, text.size() - 1), '\n')) {
        if (!take_prefix(line, k_module) || !take_prefix(line, version)) {
            return wrong_record(sdk, "it holds a line of something else", from);
        }
        const bool of_go_mod = take_prefix(line, "/go.mod ");
        if (!of_go_mod && !take_prefix(line, " ")) {
            return wrong_record(sdk, "it holds a line of something else", from);
        }
        if (line.substr(0, 3) != "h1:") {
            continue;
        }
        if (!is_h1(line) || (of_go_mod && line != k_go_mod_h1)) {
            return wrong_record(sdk, of_go_mod ? "the go.mod is another one" : "malformed h1",
                                from);
        }
        if (of_go_mod ? go_mod : !h1.empty()) {
            return wrong_record(sdk, "it holds two hashes of the same thing", from);
        }
        if (of_go_mod) {
            go_mod = true;
        } else {
            h1 = line;
        }
    }
    if (h1.empty() || !go_mod) {
        return wrong_record(sdk, "a hash is missing", from);
    }
    return h1;
}

Result<Lookup> parse_lookup(std::string_view answer, const SdkId& sdk, const VerifierKey& key,
                            const std::string& from) {
    const auto malformed = [&](const char* why) {
        return fail(msg::log_malformed, {{"why", why}, {"url", from}});
    };
    const auto first = answer.find('\n');
    const auto number = parse_number(answer.substr(0, first));
    if (first == answer.npos || !number || (first > 1 && answer.front() == '0') ||
        *number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return malformed("it does not begin with a record's number");
    }
    const auto gap = answer.find("\n\n", first);
    if (gap == answer.npos) {
        return malformed("it is cut short");
    }
    Lookup out;
    out.record = *number;
    out.text = answer.substr(first + 1, gap - first);
    GOVERN_TRY_ASSIGN(out.head, open_tree_head(answer.substr(gap + 2), key, from));
    GOVERN_TRY_ASSIGN(out.h1, record_h1(out.text, sdk, from));
    if (out.record >= out.head.size) {
        return malformed("the record's number is not below the tree's size");
    }
    return out;
}

} // namespace govern::trust
