// Says why a text is not a SPEC. Linked into govern, not into the shim.
#include "core/spec.hpp"

#include <algorithm>

namespace govern {

namespace {

constexpr std::string_view k_blanks = " \t\r\n";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The text from the place where read_spec stopped.
SpecError reason_at(std::string_view text, std::size_t at) {
    const auto rest = text.substr(at);
    if (rest.empty()) {
        return text.size() > Version::k_max_text ? SpecError::too_long : SpecError::not_a_version;
    }
    if (is_digit(rest[0])) {
        return rest[0] == '0' ? SpecError::leading_zero : SpecError::too_long;
    }
    const bool number_wanted = at == 0 || text[at - 1] == '.';
    if (number_wanted && (rest[0] == 'x' || rest[0] == 'X' || rest[0] == '*')) {
        return SpecError::semver_range;
    }
    // `1.22 - 1.24`, `1.22 || 1.23` and `1.22.5 <1.23` are ranges; 1.22-foo is not one.
    const auto next = rest.find_first_not_of(k_blanks);
    const bool range =
        std::string_view("|<>*~^").find(rest[next]) != rest.npos || (rest[next] == '-' && next > 0);
    return range ? SpecError::semver_range : SpecError::not_a_version;
}

} // namespace

ParsedSpec parse_spec(std::string_view text) {
    ParsedSpec out;
    if (read_spec(text, out.spec, out.offset)) {
        out.offset = 0;
        return out;
    }
    out.spec = {};
    const auto start = std::min(text.find_first_not_of(k_blanks), text.size());
    const auto whole = text.substr(0, text.find_last_not_of(k_blanks) + 1);
    const auto words = whole.substr(std::min(start, whole.size()));
    if (words.empty()) {
        out.error = SpecError::empty;
        out.offset = 0;
    } else if (const auto slash = text.find_first_of("/\\"); slash != text.npos) {
        out.error = SpecError::path_or_url;
        out.offset = slash;
    } else if (words == "stable") {
        out.error = SpecError::setup_go_alias;
        out.offset = start;
    } else if (std::string_view("^~<>=").find(words[0]) != words.npos) {
        out.error = SpecError::semver_range;
        out.offset = start;
    } else {
        out.error = reason_at(whole, std::min(out.offset, whole.size()));
    }
    return out;
}

} // namespace govern
