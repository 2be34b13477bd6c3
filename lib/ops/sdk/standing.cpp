#include "ops/sdk/standing.hpp"

#include "core/release.hpp"
#include "sources/listing.hpp"
#include "trust/roots.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

constexpr std::size_t k_day = 10; ///< YYYY-MM-DD

} // namespace

std::string_view word_of(Fault fault) {
    switch (fault) {
    case Fault::vulnerable:
        return "vulnerable";
    case Fault::eol:
        return "eol";
    case Fault::outdated:
        break;
    }
    return "outdated";
}

std::optional<Fault> parse_fault(std::string_view word) {
    for (const auto fault : {Fault::vulnerable, Fault::eol, Fault::outdated}) {
        if (word == word_of(fault)) {
            return fault;
        }
    }
    return std::nullopt;
}

bool has_fault(const Standing& standing, Fault fault) {
    switch (fault) {
    case Fault::vulnerable:
        return !standing.vulnerabilities.empty();
    case Fault::eol:
        return standing.support.ended;
    case Fault::outdated:
        break;
    }
    return standing.newest_patch.has_value();
}

Standings::Standings(KnownVulnerabilities list, const std::vector<Version>& known,
                     std::string today)
    : m_list(std::move(list)), m_newest(advisories::newest_release()), m_today(std::move(today)) {
    for (const auto& version : known) {
        if (version.is_prerelease() || version.major() != 1) {
            continue;
        }
        auto& newest = m_known[version.minor()];
        newest = std::max(newest, version);
        m_newest = std::max(m_newest, version);
    }
}

std::optional<Version> Standings::newest_patch(const Version& version) const {
    auto out = advisories::newest_patch(version);
    const auto known = m_known.find(version.minor());
    if (known != m_known.end() && (!out || known->second > *out)) {
        out = known->second;
    }
    return out;
}

Standing Standings::of(const Version& version, std::string_view os,
                       advisories::Bearer bearer) const {
    Standing out;
    out.support = advisories::support_of(version, m_newest);
    const auto& end = out.support.ended ? out.support.ended_on : out.support.expected_on;
    out.days_left = advisories::days_between(m_today, end);
    out.vulnerabilities = database().concerning(version, os, bearer);
    const auto patch = newest_patch(version);
    if (patch && *patch > version) {
        out.newest_patch = patch;
    }
    out.clean = database().nearest_clean(version, os, bearer);
    out.supported = supported_from(out.clean, os, bearer);
    return out;
}

/// From a line without support on to the first release of the next one.
std::optional<Version> Standings::supported_from(std::optional<Version> clean, std::string_view os,
                                                 advisories::Bearer bearer) const {
    while (clean && advisories::support_of(*clean, m_newest).ended) {
        const auto next = exact_release("1." + std::to_string(clean->minor() + 1) + ".0");
        clean = next && next->minor() <= m_newest.minor()
                    ? database().nearest_clean(*next, os, bearer)
                    : std::nullopt;
    }
    return clean;
}

std::optional<Fault> Standings::gravest_fault(const Version& version, std::string_view os) const {
    if (database().concern(version, os)) {
        return Fault::vulnerable;
    }
    if (advisories::support_of(version, m_newest).ended) {
        return Fault::eol;
    }
    const auto patch = newest_patch(version);
    return patch && *patch > version ? std::optional(Fault::outdated) : std::nullopt;
}

std::optional<long> Standings::age() const {
    return advisories::days_between(database().date(), m_today);
}

Standings standings(Context& context, const std::vector<SdkId>& installed, bool listings) {
    std::vector<Version> known;
    if (listings) {
        known = sources::cached_versions(context.host.files, context.layout.cache());
        for (const auto& text : trust::embedded_versions("", "")) {
            if (const auto version = exact_release(text)) {
                known.push_back(*version);
            }
        }
    }
    for (const auto& id : installed) {
        known.push_back(id.version);
    }
    return {known_vulnerabilities(context), known,
            os::format_utc(context.host.clock.unix_seconds()).substr(0, k_day)};
}

} // namespace govern::ops
