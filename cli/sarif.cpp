#include "cli/sarif.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/advice.hpp"
#include "core/sdk.hpp"

#include <fmt/format.h>

#include <map>

namespace govern::cli {

namespace {

using nlohmann::json;

constexpr std::string_view k_root = "SRCROOT";
constexpr std::string_view k_eol = "go-out-of-support";
constexpr std::string_view k_outdated = "go-outdated";

struct Place {
    std::string file;
    std::uint32_t line = 0; ///< 0: the whole file
};

class SarifWriter {
public:
    SarifWriter(const ops::Audit& audit, const Layout& layout, const std::string& folder)
        : m_audit(audit), m_layout(layout), m_folder(folder) {}

    json log() {
        for (const auto& sdk : m_audit.sdks) {
            for (const auto& place : places_of(sdk)) {
                judge(toolchain_name(sdk.id.version), sdk.id.version, sdk.standing, place);
            }
        }
        for (const auto& program : m_audit.programs) {
            if (program.version) {
                const auto path = path::join(m_folder, program.file);
                judge(printable(path::filename(program.file)) + ", built by " +
                          printable(program.go_version),
                      *program.version, program.standing, {path, 0});
            }
        }
        auto bases = json::object();
        bases[std::string(k_root)] = {{"uri", root_url()}};
        json run = {{"tool",
                     {{"driver",
                       {{"name", "govern"},
                        {"version", GOVERN_VERSION_TEXT},
                        {"rules", std::move(m_rules)}}}}},
                    {"columnKind", "utf16CodeUnits"},
                    {"originalUriBaseIds", std::move(bases)},
                    {"results", std::move(m_results)}};
        return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                {"version", "2.1.0"},
                {"runs", json::array({std::move(run)})}};
    }

private:
    std::vector<Place> places_of(const ops::AuditedSdk& sdk) const {
        std::vector<Place> out;
        for (const auto& pin : sdk.pins) {
            out.push_back({pin.file, pin.line});
        }
        if (out.empty() && sdk.installed) {
            out.push_back({path::join(m_layout.sdk(sdk.id), "VERSION"), 1});
        } else if (out.empty() && sdk.is_default) {
            out.push_back({m_layout.default_file(), 1});
        }
        // A version that was only asked for has no file.
        return out;
    }

    void judge(const std::string& what, const Version& version, const ops::Standing& standing,
               const Place& place) {
        const auto better = better_text(standing, version);
        const auto with_better = [&better](std::string text) {
            return text + '.' + (better.empty() ? "" : ' ' + sentence(better));
        };
        for (const auto& one : standing.vulnerabilities) {
            const auto fixed = one.fixed_for(version);
            add(vulnerability_rule(one), "warning",
                with_better(fmt::format("{} has {}: {}{}", what, one.id, one.summary,
                                        fixed.empty() ? "" : ", fixed in " + fixed)),
                place);
        }
        if (standing.support.ended) {
            add(rule(k_eol, "A Go release that is out of support",
                     "Go fixes the two newest release lines. Older ones get no security fixes.",
                     "https://go.dev/doc/devel/release#policy"),
                "warning", with_better(what + " is " + support_text(standing)), place);
        }
        if (standing.newest_patch) {
            add(rule(k_outdated, "A Go release with a newer patch",
                     "Patches of a line hold fixes alone.", "https://go.dev/doc/devel/release"),
                "note",
                fmt::format("{} is not the newest patch of its line: that is {}.", what,
                            spec_name(*standing.newest_patch)),
                place);
        }
    }

    /// A sentence of what begins with a small letter.
    static std::string sentence(std::string text) {
        if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
            text.front() = static_cast<char>(text.front() - 'a' + 'A');
        }
        return text + '.';
    }

    std::size_t vulnerability_rule(const advisories::Vulnerability& one) {
        auto help = "Packages: " + std::string(one.packages);
        if (!one.cve.empty()) {
            help += ". " + join(words_of(one.cve), " ");
        }
        return rule(one.id, one.summary, help, "https://pkg.go.dev/vuln/" + std::string(one.id));
    }

    /// The index of the rule, added once.
    std::size_t rule(std::string_view id, std::string_view text, std::string_view more,
                     const std::string& address) {
        const auto [found, is_new] = m_index.emplace(id, m_rules.size());
        if (is_new) {
            m_rules.push_back({{"id", id},
                               {"shortDescription", {{"text", text.empty() ? id : text}}},
                               {"fullDescription", {{"text", more}}},
                               {"helpUri", address},
                               {"properties", {{"tags", json::array({"security", "go"})}}}});
        }
        return found->second;
    }

    void add(std::size_t rule, std::string_view level, const std::string& text,
             const Place& place) {
        json location = {{"artifactLocation", address_of(place.file)}};
        if (place.line != 0) {
            location["region"] = {{"startLine", place.line}};
        }
        m_results.push_back(
            {{"ruleId", m_rules[rule]["id"]},
             {"ruleIndex", rule},
             {"level", level},
             {"message", {{"text", text}}},
             {"locations", json::array({{{"physicalLocation", std::move(location)}}})}});
    }

    json address_of(const std::string& file) const {
        const auto path = path::normalize(file);
        if (!path::is_within(path, m_folder) || path::same_path(path, m_folder)) {
            return {{"uri", file_url(path, path::k_windows)}};
        }
        const auto base = path::normalize(m_folder);
        const bool is_root = base.back() == path::k_separator;
        std::string uri;
        for (const auto part : split(std::string_view(path).substr(base.size() + (is_root ? 0 : 1)),
                                     path::k_separator)) {
            uri += (uri.empty() ? "" : "/") + percent_encode(part);
        }
        return {{"uri", uri}, {"uriBaseId", k_root}};
    }

    std::string root_url() const {
        auto out = file_url(path::normalize(m_folder), path::k_windows);
        return out.ends_with('/') ? out : out + '/';
    }

    const ops::Audit& m_audit;
    const Layout& m_layout;
    const std::string& m_folder;
    json m_rules = json::array();
    json m_results = json::array();
    std::map<std::string, std::size_t, std::less<>> m_index;
};

} // namespace

json sarif_of(const ops::Audit& audit, const Layout& layout, const std::string& folder) {
    return SarifWriter(audit, layout, folder).log();
}

} // namespace govern::cli
