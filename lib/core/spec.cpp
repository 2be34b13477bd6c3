#include "core/spec.hpp"

#include <cstring>

namespace govern {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

} // namespace

bool read_spec(const std::string_view& text, Spec& out, std::size_t& stopped) {
    std::size_t at = 0;
    std::size_t end = text.size();
    while (end > 0 && is_blank(text[end - 1])) {
        end--;
    }
    const auto skip_blanks = [&] {
        while (at < end && is_blank(text[at])) {
            at++;
        }
    };
    skip_blanks();
    const auto rest = [&] { return std::string_view(text.data() + at, end - at); };
    static constexpr struct {
        char word[12];
        Spec::Kind kind;
    } k_words[] = {{"latest", Spec::Kind::latest},
                   {"oldstable", Spec::Kind::oldstable},
                   {"system", Spec::Kind::system}};
    out = {};
    for (const auto& known : k_words) {
        if (rest() == known.word) {
            out.kind = known.kind;
            return true;
        }
    }
    if (end - at >= 2 && text[at] == 'g' && text[at + 1] == 'o') {
        at += 2;
    } else if (at < end && text[at] == 'v') {
        at++;
    }
    skip_blanks();
    auto version = rest();
    bool good = Version::parse_liberal(version, out.version, stopped);
    if (stopped > 1 && stopped + 1 == version.size() && version[stopped - 1] == '.' &&
        (version.back() | 0x20) == 'x') {
        // `1.22.x` is the line 1.22. For `1.x` the error stays where reading stopped.
        version.remove_suffix(2);
        std::size_t end_of_line = 0;
        good = Version::parse_liberal(version, out.version, end_of_line);
    }
    stopped += at;
    // `1.20.0`, which Go calls 1.20, is exact.
    const auto& read = out.version;
    if (!read.has_patch() && !read.is_prerelease() && read.text().size() == version.size()) {
        out.kind = Spec::Kind::partial;
    }
    return good;
}

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

std::string_view spec_text(const Version& release, char (&buffer)[40]) {
    const auto text = release.text();
    std::memcpy(buffer, text.data(), text.size());
    std::size_t size = text.size();
    const bool first_of_old_line = !release.empty() && !release.has_patch() &&
                                   !release.is_prerelease() && release.minor() < 21;
    if (first_of_old_line) {
        // `1` lacks two numbers: Go reads it as 1.0.0.
        for (int missing = size == 1 ? 2 : 1; missing > 0; missing--) {
            buffer[size++] = '.';
            buffer[size++] = '0';
        }
    }
    return {buffer, size};
}

} // namespace govern
