#include "core/spec.hpp"

#include <cstring>

namespace govern {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Walks over the text and keeps the byte offset for the caret.
struct Reader {
    std::string_view text;
    std::size_t at = 0;

    [[nodiscard]] bool done() const { return at == text.size(); }
    [[nodiscard]] char peek() const { return done() ? '\0' : text[at]; }
    bool take(const std::string_view& word) {
        if (text.size() - at < word.size() ||
            std::memcmp(text.data() + at, word.data(), word.size()) != 0) {
            return false;
        }
        at += word.size();
        return true;
    }
    [[nodiscard]] bool is(const std::string_view& word) const {
        return text.size() - at == word.size() &&
               std::memcmp(text.data() + at, word.data(), word.size()) == 0;
    }
    void skip_blanks() {
        while (!done() && is_blank(peek())) {
            at++;
        }
    }
};

/// Go's spelling of the version, put together from the parts read.
struct Text {
    char buffer[Version::k_max_text + 1] = {};
    std::size_t size = 0;

    bool append(const std::string_view& part) {
        if (part.size() > Version::k_max_text - size) {
            return false;
        }
        if (!part.empty()) { // whose data() may be null, which memcpy must not be given
            std::memcpy(buffer + size, part.data(), part.size());
        }
        size += part.size();
        return true;
    }
};

SpecError read_number(Reader& in, std::string_view& out) {
    const auto start = in.at;
    while (is_digit(in.peek())) {
        in.at++;
    }
    out = std::string_view(in.text.data() + start, in.at - start);
    if (out.empty()) {
        return in.peek() == 'x' || in.peek() == 'X' || in.peek() == '*' ? SpecError::semver_range
                                                                        : SpecError::not_a_version;
    }
    if (out.size() > 9) {
        in.at = start;
        return SpecError::too_long;
    }
    if (out.size() > 1 && out[0] == '0') {
        in.at = start;
        return SpecError::leading_zero;
    }
    return SpecError::none;
}

/// `1.22 - 1.24`, `1.22 || 1.23`, `1.22.5, 1.23`.
SpecError rest_error(Reader& in) {
    Reader ahead = in;
    ahead.skip_blanks();
    const char c = ahead.peek();
    const bool range = c == '|' || c == '<' || c == '>' || c == '*' || c == '~' || c == '^' ||
                       (c == '-' && ahead.at > in.at);
    return range ? SpecError::semver_range : SpecError::not_a_version;
}

/// `rc1`, and semver's `-rc.1`. Nothing is read where the text ends here.
SpecError read_kind(Reader& in, std::string_view& kind, std::string_view& number) {
    const auto start = in.at;
    const bool dash = in.take("-");
    for (const std::string_view word : {"alpha", "beta", "rc"}) {
        if (in.take(word)) {
            kind = word;
            if (dash) {
                in.take(".");
            }
            return read_number(in, number);
        }
    }
    in.at = start;
    return rest_error(in);
}

SpecError read_version(Reader& in, Spec& spec) {
    std::string_view major;
    std::string_view minor;
    std::string_view patch;
    std::string_view kind;
    std::string_view pre;
    if (const auto error = read_number(in, major); error != SpecError::none) {
        return error;
    }
    if (!in.take(".")) {
        return rest_error(in);
    }
    if (const auto error = read_number(in, minor); error != SpecError::none) {
        return error;
    }
    spec.kind = Spec::Kind::partial;
    if (in.is(".x") || in.is(".X")) {
        in.at += 2;
    } else if (in.take(".")) {
        spec.kind = Spec::Kind::exact;
        if (const auto error = read_number(in, patch); error != SpecError::none) {
            return error;
        }
    }
    if (!in.done()) {
        spec.kind = Spec::Kind::exact;
        if (const auto error = read_kind(in, kind, pre); error != SpecError::none) {
            return error;
        }
        if (!in.done()) {
            return rest_error(in);
        }
    }
    Text text;
    bool fits = text.append(major) && text.append(".") && text.append(minor);
    // semver has no 1.23rc1: there it is a candidate of 1.23.0.
    if (fits && !patch.empty() && (kind.empty() || patch != "0")) {
        fits = text.append(".") && text.append(patch);
    }
    fits = fits && text.append(kind) && text.append(pre);
    if (!fits || !Version::parse(std::string_view(text.buffer, text.size), spec.version)) {
        return SpecError::too_long;
    }
    return SpecError::none;
}

SpecError read_spec(Reader& in, Spec& spec) {
    for (std::size_t i = in.at; i < in.text.size(); i++) {
        if (in.text[i] == '/' || in.text[i] == '\\') {
            in.at = i;
            return SpecError::path_or_url;
        }
    }
    const struct {
        std::string_view word;
        Spec::Kind kind;
    } words[] = {{"latest", Spec::Kind::latest},
                 {"oldstable", Spec::Kind::oldstable},
                 {"system", Spec::Kind::system}};
    for (const auto& known : words) {
        if (in.is(known.word)) {
            spec.kind = known.kind;
            return SpecError::none;
        }
    }
    if (in.is("stable")) {
        return SpecError::setup_go_alias;
    }
    if (const char c = in.peek(); c == '^' || c == '~' || c == '>' || c == '<' || c == '=') {
        return SpecError::semver_range;
    }
    if (!in.take("go")) {
        in.take("v");
    }
    in.skip_blanks();
    return read_version(in, spec);
}

} // namespace

bool Spec::matches(const Version& release) const {
    switch (kind) {
    case Kind::exact:
        return !release.empty() && release == version;
    case Kind::partial:
        return !release.is_prerelease() && release.same_line(version) && !release.empty();
    case Kind::latest:
    case Kind::oldstable:
        return !release.is_prerelease() && !release.empty();
    case Kind::system:
        break;
    }
    return false;
}

ParsedSpec parse_spec(std::string_view text) {
    ParsedSpec out;
    auto end = text.size();
    while (end > 0 && is_blank(text[end - 1])) {
        end--;
    }
    Reader in{std::string_view(text.data(), end)};
    in.skip_blanks();
    out.error = in.done() ? SpecError::empty : read_spec(in, out.spec);
    if (out.error != SpecError::none) {
        out.offset = in.at;
        out.spec = {};
    }
    return out;
}

std::string_view spec_text(const Version& release, char (&buffer)[40]) {
    const auto text = release.text();
    std::memcpy(buffer, text.data(), text.size());
    std::size_t size = text.size();
    const bool first_of_old_line = !release.empty() && !release.has_patch() &&
                                   !release.is_prerelease() && release.minor() < 21;
    if (first_of_old_line) {
        if (text.size() == 1) { // `1`, which Go reads as 1.0.0
            std::memcpy(buffer + size, ".0", 2);
            size += 2;
        }
        std::memcpy(buffer + size, ".0", 2);
        size += 2;
    }
    return {buffer, size};
}

} // namespace govern
