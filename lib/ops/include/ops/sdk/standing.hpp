#pragma once

#include "advisories/lifecycle.hpp"
#include "ops/context.hpp"
#include "ops/sdk/vulnerabilities.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// What is known against a release, and what would be better.
struct Standing {
    advisories::Support support;
    std::optional<long> days_left; ///< of its support; negative once that ended
    std::vector<advisories::Vulnerability> vulnerabilities; ///< views into the database
    std::optional<Version> newest_patch;                    ///< of its line, where that is newer
    /// Itself, or the next newer release without a known vulnerability.
    std::optional<Version> clean;
    /// The same among the lines that are supported.
    std::optional<Version> supported;
};

/// A fault of a release, the gravest first.
enum class Fault { vulnerable, eol, outdated };
[[nodiscard]] std::string_view word_of(Fault fault);
[[nodiscard]] std::optional<Fault> parse_fault(std::string_view word);
[[nodiscard]] bool has_fault(const Standing& standing, Fault fault);

/// Judges releases by a list of vulnerabilities and the releases that are known. Asks nobody.
class Standings {
public:
    /// `known`: releases that exist, beside the embedded ones. `today`: YYYY-MM-DD.
    Standings(KnownVulnerabilities list, const std::vector<Version>& known, std::string today);

    [[nodiscard]] Standing of(const Version& version, std::string_view os,
                              advisories::Bearer bearer = advisories::Bearer::sdk) const;
    [[nodiscard]] std::optional<Fault> gravest_fault(const Version& version,
                                                     std::string_view os) const;
    /// The newest known release of a line.
    [[nodiscard]] std::optional<Version> newest_patch(const Version& version) const;
    [[nodiscard]] const Version& newest() const { return m_newest; }
    [[nodiscard]] const advisories::Database& database() const { return m_list.database; }
    [[nodiscard]] bool fetched() const { return m_list.fetched; }
    /// The days since the database's own date.
    [[nodiscard]] std::optional<long> age() const;

private:
    [[nodiscard]] std::optional<Version> supported_from(std::optional<Version> clean,
                                                        std::string_view os,
                                                        advisories::Bearer bearer) const;

    KnownVulnerabilities m_list;
    std::map<std::uint32_t, Version> m_known; ///< the newest of each line 1.N, beside the embedded
    Version m_newest;
    std::string m_today;
};

/// By the list that counts here and the installed releases; with `listings` also by those that the
/// cached listings and the embedded list of archives name, which takes longer.
[[nodiscard]] Standings standings(Context& context, const std::vector<SdkId>& installed,
                                  bool listings);

} // namespace govern::ops
