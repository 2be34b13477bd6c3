#include "advisories/lifecycle.hpp"

#include "base/text.hpp"

#include <chrono>
#include <vector>

namespace govern::advisories {

namespace {

struct Row {
    std::string_view version;
    std::string_view day;
};

constexpr Row k_rows[] = {
#define DATE(day)
#define RELEASE(version, day) {version, day},
#define VULNERABILITY(row)
#include "embedded.inc"
#undef DATE
#undef RELEASE
#undef VULNERABILITY
};

struct Release {
    Version version;
    std::string_view day;
};

/// Oldest first, read once: each question walks over all of them.
const std::vector<Release>& releases() {
    static const auto all = [] {
        std::vector<Release> out;
        out.reserve(std::size(k_rows));
        for (const auto& row : k_rows) {
            Release release{{}, row.day};
            if (Version::parse(row.version, release.version)) {
                out.push_back(release);
            }
        }
        return out;
    }();
    return all;
}

/// The first release of the line 1.`minor`; an empty day where the table does not know it.
std::string_view line_began(std::uint32_t minor) {
    for (const auto& [version, day] : releases()) {
        if (version.major() == 1 && version.minor() == minor && version.patch() == 0) {
            return day;
        }
    }
    return {};
}

/// `2026-02-10` for `2025-02-10`.
std::string year_after(std::string_view day) {
    constexpr std::size_t k_year = 4;
    return std::to_string(std::stoi(std::string(day.substr(0, k_year))) + 1) +
           std::string(day.substr(k_year));
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
    const auto parts = split(text, '-');
    if (parts.size() != 3 || parts[0].size() != 4 || parts[1].size() != 2 || parts[2].size() != 2) {
        return std::nullopt;
    }
    const auto year = parse_number(parts[0]);
    const auto month = parse_number(parts[1]);
    const auto day = parse_number(parts[2]);
    if (!year || !month || !day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

} // namespace

Support support_of(const Version& version, const Version& newest) {
    Support out;
    const auto ending = version.minor() + 2;
    out.ended_by = "1." + std::to_string(ending);
    out.ended_on = line_began(ending);
    const bool listed = !newest.empty() && !newest.is_prerelease() && newest.minor() >= ending;
    out.ended = !out.ended_on.empty() || listed;
    if (const auto began = line_began(version.minor()); !out.ended && !began.empty()) {
        out.expected_on = year_after(began);
    }
    return out;
}

std::optional<Version> newest_patch(const Version& version) {
    const auto& all = releases();
    for (auto release = all.rbegin(); release != all.rend(); ++release) {
        if (release->version.same_line(version)) {
            return release->version;
        }
    }
    return std::nullopt;
}

std::optional<long> days_between(std::string_view from, std::string_view to) {
    const auto first = parse_day(from);
    const auto last = parse_day(to);
    return first && last ? std::optional(static_cast<long>((*last - *first).count()))
                         : std::nullopt;
}

const Version& newest_release() {
    return releases().back().version;
}

} // namespace govern::advisories
