#include "advisories/database.hpp"

#include "advisories/messages.hpp"
#include "core/release.hpp"
#include "sem_ver.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace govern::advisories {

namespace {

constexpr std::string_view k_embedded[] = {
#define DATE(day)
#define RELEASE(version, day)
#define VULNERABILITY(row) row,
#include "embedded.inc"
#undef DATE
#undef RELEASE
#undef VULNERABILITY
};

constexpr std::string_view k_embedded_date =
#define DATE(day) day
#define RELEASE(version, day)
#define VULNERABILITY(row)
#include "embedded.inc"
#undef DATE
#undef RELEASE
#undef VULNERABILITY
    ;

constexpr std::string_view k_head = "govern vulnerabilities ";
constexpr std::size_t k_fields = 7;

std::string_view take(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const auto part = text.substr(0, end);
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
    return part;
}

std::optional<Vulnerability> read_row(std::string_view row) {
    std::array<std::string_view, k_fields> field;
    for (auto& part : field) {
        part = take(row, '\t');
    }
    const bool stdlib = field[1] == "stdlib";
    if (!field[0].starts_with("GO-") || (!stdlib && field[1] != "toolchain") || field[3].empty()) {
        return std::nullopt;
    }
    return Vulnerability{field[0], stdlib ? Module::standard_library : Module::toolchain,
                         field[2], field[3],
                         field[4], field[5],
                         field[6]};
}

/// From `begin` on, up to the version before `end`, if there is an end.
struct Range {
    SemVer begin;
    std::optional<SemVer> end;
    std::string_view fixed; ///< `end` as it is written; empty if nothing ends it

    [[nodiscard]] bool holds(const SemVer& version) const {
        return version >= begin && (!end || version < *end);
    }
};

/// Words that are not ranges are left out.
std::vector<Range> parse_ranges(std::string_view words) {
    std::vector<Range> out;
    while (!words.empty()) {
        const auto word = take(words, ' ');
        const auto dots = word.find("..");
        if (dots == word.npos) {
            continue;
        }
        const auto begin = SemVer::parse(word.substr(0, dots));
        const auto fixed = word.substr(dots + 2);
        auto end = SemVer::parse(fixed);
        if (begin && (end || fixed.empty())) {
            out.push_back({*begin, std::move(end), fixed});
        }
    }
    return out;
}

const Range* find_range(const std::vector<Range>& ranges, const SemVer& version) {
    const auto found = std::find_if(ranges.begin(), ranges.end(),
                                    [&](const Range& range) { return range.holds(version); });
    return found == ranges.end() ? nullptr : &*found;
}

bool has_word(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        if (take(words, ' ') == word) {
            return true;
        }
    }
    return false;
}

/// `1.21.0-rc.4` as Go writes it: `1.21rc4`; the first release of a line before 1.21 as a SPEC:
/// `1.20.0`. `1.21.0-0`, which is before every candidate, is the release itself.
std::string go_spelling(std::string_view semver) {
    const auto parsed = SemVer::parse(semver);
    if (!parsed || parsed->pre.empty()) {
        return std::string(semver);
    }
    if (parsed->pre == "0") {
        return std::string(semver.substr(0, semver.find('-')));
    }
    std::string out = std::to_string(parsed->numbers[0]) + '.' + std::to_string(parsed->numbers[1]);
    if (parsed->numbers[2] != 0) {
        out += '.' + std::to_string(parsed->numbers[2]);
    }
    for (const char c : parsed->pre) {
        if (c != '.') {
            out += c;
        }
    }
    return out;
}

/// `1.24.0` for 1.24rc2.
std::string release_of(const Version& candidate) {
    return std::to_string(candidate.major()) + '.' + std::to_string(candidate.minor()) + '.' +
           std::to_string(candidate.patch());
}

} // namespace

bool Vulnerability::is_about(std::string_view os) const {
    return goos.empty() || has_word(goos, os);
}

bool Vulnerability::concerns(const Version& version, std::string_view os) const {
    return is_about(os) && find_range(parse_ranges(ranges), SemVer::of(version)) != nullptr;
}

std::string Vulnerability::fixed_for(const Version& version) const {
    const auto all = parse_ranges(ranges);
    const auto* const range = find_range(all, SemVer::of(version));
    return range == nullptr ? std::string() : go_spelling(range->fixed);
}

/// A row, read once for many questions.
struct Database::Record {
    Vulnerability vulnerability;
    std::vector<Range> ranges;

    [[nodiscard]] bool is_for(std::string_view os, Bearer bearer) const {
        return (bearer == Bearer::sdk || vulnerability.module == Module::standard_library) &&
               vulnerability.is_about(os);
    }
};

const Database::Record& Database::newest(std::size_t n) const {
    if (!m_records) {
        m_records = std::make_shared<std::vector<Record>>();
    }
    while (m_records->size() <= n) {
        const auto one = read_row(m_rows[m_rows.size() - 1 - m_records->size()]);
        m_records->push_back(one ? Record{*one, parse_ranges(one->ranges)} : Record{});
    }
    return (*m_records)[n];
}

Database Database::embedded() {
    Database out;
    out.m_date = k_embedded_date;
    out.m_rows.assign(std::begin(k_embedded), std::end(k_embedded));
    return out;
}

Result<Database> Database::parse(std::string text, std::string_view file) {
    const auto damaged = [file](const char* why) {
        return fail(msg::vulnerabilities_damaged, {{"file", std::string(file)}, {"why", why}});
    };
    Database out;
    out.m_text = std::make_shared<const std::string>(std::move(text));
    std::string_view rest = *out.m_text;
    const auto head = take(rest, '\n');
    if (!head.starts_with(k_head)) {
        return damaged("its first line is another one");
    }
    auto words = head.substr(k_head.size());
    out.m_date = take(words, ' ');
    const auto count = words;
    if (!rest.ends_with('\n')) {
        return damaged("its end is missing");
    }
    while (!rest.empty()) {
        const auto row = take(rest, '\n');
        if (!read_row(row)) {
            return damaged("a line is not a record");
        }
        out.m_rows.push_back(row);
    }
    if (count != std::to_string(out.m_rows.size())) {
        return damaged("records are missing");
    }
    return out;
}

Database Database::of_rows(std::string date, const std::vector<std::string>& rows) {
    std::string text(k_head);
    text += date + ' ' + std::to_string(rows.size()) + '\n';
    for (const auto& row : rows) {
        text += row + '\n';
    }
    auto out = parse(std::move(text), "");
    return out ? *out : Database();
}

std::vector<Vulnerability> Database::concerning(const Version& version, std::string_view os,
                                                Bearer bearer) const {
    const auto at = SemVer::of(version);
    std::vector<Vulnerability> out;
    for (std::size_t n = m_rows.size(); n-- > 0;) {
        const auto& record = newest(n);
        if (record.is_for(os, bearer) && find_range(record.ranges, at) != nullptr) {
            out.push_back(record.vulnerability);
        }
    }
    return out;
}

bool Database::concern(const Version& version, std::string_view os) const {
    const auto at = SemVer::of(version);
    // The newest records concern nearly all versions that any record concerns.
    for (std::size_t n = 0; n < m_rows.size(); ++n) {
        const auto& record = newest(n);
        if (record.is_for(os, Bearer::sdk) && find_range(record.ranges, at) != nullptr) {
            return true;
        }
    }
    return false;
}

std::optional<Version> Database::nearest_clean(const Version& version, std::string_view os,
                                               Bearer bearer) const {
    auto out = version;
    while (true) {
        const auto at = SemVer::of(out);
        std::optional<Range> last; // the one that ends last of those that hold it
        for (std::size_t n = 0; n < m_rows.size(); ++n) {
            const auto& record = newest(n);
            const auto* const range =
                record.is_for(os, bearer) ? find_range(record.ranges, at) : nullptr;
            if (range != nullptr && !range->end) {
                return std::nullopt;
            }
            if (range != nullptr && (!last || *range->end > *last->end)) {
                last = *range;
            }
        }
        if (!last) {
            return out;
        }
        // All releases up to that one have the vulnerability.
        auto next = exact_release(go_spelling(last->fixed));
        if (next && next->is_prerelease() && !version.is_prerelease()) {
            next = exact_release(release_of(*next));
        }
        if (!next || *next <= out) {
            return std::nullopt;
        }
        out = *next;
    }
}

std::string Database::text() const {
    std::string out(k_head);
    out += m_date + ' ' + std::to_string(m_rows.size()) + '\n';
    for (const auto row : m_rows) {
        out += std::string(row) + '\n';
    }
    return out;
}

} // namespace govern::advisories
