#include "cli/advice.hpp"

#include "base/text.hpp"
#include "core/sdk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

using nlohmann::json;

namespace {

json spec_or_null(const std::optional<Version>& version) {
    return version ? json(spec_name(*version)) : json();
}

json text_or_null(const std::string& text) {
    return text.empty() ? json() : json(text);
}

} // namespace

std::vector<std::string> words_of(std::string_view field) {
    std::vector<std::string> out;
    for (const auto part : split(field, ' ')) {
        const std::string word(part);
        if (!word.empty() && std::find(out.begin(), out.end(), word) == out.end()) {
            out.push_back(word);
        }
    }
    return out;
}

json json_of(const std::vector<advisories::Vulnerability>& vulnerabilities,
             const Version& version) {
    auto out = json::array();
    for (const auto& one : vulnerabilities) {
        const bool stdlib = one.module == advisories::Module::standard_library;
        out.push_back({{"id", std::string(one.id)},
                       {"module", stdlib ? "stdlib" : "toolchain"},
                       {"cve", words_of(one.cve)},
                       {"packages", words_of(one.packages)},
                       {"os", words_of(one.goos)},
                       {"fixed", text_or_null(one.fixed_for(version))},
                       {"summary", std::string(one.summary)}});
    }
    return out;
}

json json_of(const ops::Standing& standing, const Version& version) {
    const auto& support = standing.support;
    const auto& eol = support.ended ? support.ended_on : support.expected_on;
    return {{"support_ended", support.ended},
            {"eol", text_or_null(eol)},
            {"eol_expected", !support.ended && !eol.empty()},
            {"days_left", standing.days_left ? json(*standing.days_left) : json()},
            {"newest_patch", spec_or_null(standing.newest_patch)},
            {"vulnerabilities", json_of(standing.vulnerabilities, version)},
            {"clean", spec_or_null(standing.clean)},
            {"supported", spec_or_null(standing.supported)}};
}

std::string support_text(const ops::Standing& standing) {
    const auto& support = standing.support;
    if (support.ended) {
        return support.ended_on.empty() ? fmt::format("out of support since {}", support.ended_by)
                                        : fmt::format("out of support since {} ({})",
                                                      support.ended_on, support.ended_by);
    }
    if (support.expected_on.empty() || !standing.days_left) {
        return fmt::format("supported until {}", support.ended_by);
    }
    return fmt::format("supported until {}, about {}: {} days", support.ended_by,
                       support.expected_on, *standing.days_left);
}

std::string vulnerability_text(const advisories::Vulnerability& one, const Version& version) {
    const auto fixed = one.fixed_for(version);
    return fmt::format("{:<13} {:<15} {} {}", one.id, join(words_of(one.cve), " "), one.packages,
                       fixed.empty() ? "not fixed yet" : "fixed in " + fixed);
}

std::string better_text(const ops::Standing& standing, const Version& version) {
    const auto& clean = standing.clean;
    const auto& supported = standing.supported;
    if (supported && *supported == version) {
        return {};
    }
    if (supported && clean && *clean != version && *clean != *supported) {
        return fmt::format(
            "nearest without known vulnerabilities: {}, out of support; supported: {}",
            spec_name(*clean), spec_name(*supported));
    }
    if (supported) {
        return "nearest without known vulnerabilities and supported: " + spec_name(*supported);
    }
    return "no known release is supported and without known vulnerabilities";
}

} // namespace govern::cli
