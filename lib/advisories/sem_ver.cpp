#include "sem_ver.hpp"

#include <charconv>

namespace govern::advisories {

namespace {

std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    return out;
}

std::string_view take_part(std::string_view& text) {
    const auto dot = text.find('.');
    const auto part = text.substr(0, dot);
    text = dot == text.npos ? std::string_view() : text.substr(dot + 1);
    return part;
}

/// One dot-separated identifier: numbers by value, below words; words by their bytes.
std::weak_ordering compare_parts(std::string_view a, std::string_view b) {
    const auto x = number_of(a);
    const auto y = number_of(b);
    if (x && y) {
        return *x <=> *y;
    }
    if (x || y) {
        return x ? std::weak_ordering::less : std::weak_ordering::greater;
    }
    return a.compare(b) <=> 0;
}

std::weak_ordering compare_pre(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) {
        return a.empty() <=> b.empty(); // a release comes after its candidates
    }
    while (!a.empty() && !b.empty()) {
        const auto order = compare_parts(take_part(a), take_part(b));
        if (order != 0) {
            return order;
        }
    }
    return a.size() <=> b.size(); // the one that goes on is later
}

} // namespace

std::optional<SemVer> SemVer::parse(std::string_view text) {
    SemVer out;
    const auto dash = text.find('-');
    if (dash != text.npos) {
        out.pre = text.substr(dash + 1);
        if (out.pre.empty()) {
            return std::nullopt;
        }
    }
    auto rest = text.substr(0, dash);
    std::size_t count = 0;
    while (!rest.empty()) {
        const auto number = number_of(take_part(rest));
        if (!number || count == out.numbers.size()) {
            return std::nullopt;
        }
        out.numbers[count++] = *number;
    }
    return count == 0 ? std::nullopt : std::optional(out);
}

SemVer SemVer::of(const Version& version) {
    SemVer out;
    out.numbers = {version.major(), version.minor(), version.patch()};
    if (version.is_prerelease()) {
        const auto text = version.text();
        const auto kind = text.find_first_of("abr"); // alpha, beta, rc
        const auto digit = text.find_first_of("0123456789", kind);
        out.pre =
            std::string(text.substr(kind, digit - kind)) + '.' + std::string(text.substr(digit));
    }
    return out;
}

std::weak_ordering operator<=>(const SemVer& a, const SemVer& b) {
    if (const auto order = a.numbers <=> b.numbers; order != 0) {
        return order;
    }
    return compare_pre(a.pre, b.pre);
}

} // namespace govern::advisories
