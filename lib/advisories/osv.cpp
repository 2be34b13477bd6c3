// Records of the public database: the Open Source Vulnerability format (ossf.github.io/osv-schema),
// as go.dev/doc/security/vuln/database describes Go's own.
#include "advisories/database.hpp"
#include "advisories/messages.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace govern::advisories {

namespace {

using Json = nlohmann::json;

std::string joined(const std::set<std::string>& words) {
    std::string out;
    for (const auto& word : words) {
        out += (out.empty() ? "" : " ") + word;
    }
    return out;
}

/// Text on one line: what separates rows and fields becomes a space.
std::string one_line(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool blank = static_cast<unsigned char>(c) <= ' ';
        if (!blank) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (out.ends_with(' ')) {
        out.pop_back();
    }
    return out;
}

std::string ranges_of(const Json& affected) {
    std::string out;
    for (const auto& range : affected.value("ranges", Json::array())) {
        if (range.value("type", "SEMVER") != "SEMVER") {
            continue;
        }
        bool open = false;
        for (const auto& event : range.at("events")) {
            if (event.contains("introduced")) {
                out += (out.empty() ? "" : " ") + event.at("introduced").get<std::string>() + "..";
                open = true;
            } else if (event.contains("fixed") && open) {
                out += event.at("fixed").get<std::string>();
                open = false;
            }
        }
    }
    return out.empty() ? "0.." : out; // without ranges it concerns all versions
}

/// The systems that a record is limited to; empty if one of its packages has no limit.
std::set<std::string> systems_of(const Json& imports) {
    std::set<std::string> out;
    for (const auto& entry : imports) {
        const auto systems = entry.value("goos", std::vector<std::string>());
        if (systems.empty()) {
            return {};
        }
        out.insert(systems.begin(), systems.end());
    }
    return out;
}

std::string row_of(const Json& record, const Json& affected, const std::string& module) {
    std::set<std::string> cves;
    for (const auto& alias : record.value("aliases", std::vector<std::string>())) {
        if (alias.starts_with("CVE-")) {
            cves.insert(alias);
        }
    }
    const auto specific = affected.value("ecosystem_specific", Json::object());
    const auto imports = specific.value("imports", Json::array());
    std::set<std::string> packages;
    for (const auto& entry : imports) {
        packages.insert(entry.at("path").get<std::string>());
    }
    return one_line(record.at("id").get<std::string>()) + '\t' + module + '\t' +
           one_line(joined(cves)) + '\t' + one_line(ranges_of(affected)) + '\t' +
           one_line(joined(packages)) + '\t' + one_line(joined(systems_of(imports))) + '\t' +
           one_line(record.value("summary", ""));
}

} // namespace

Result<std::vector<std::string>> rows_of_record(std::string_view json, std::string_view address) {
    const auto malformed = [address](const std::string& why) {
        return fail(msg::vulnerability_malformed,
                    {{"address", std::string(address)}, {"why", why}});
    };
    const auto record = Json::parse(json, nullptr, false);
    if (!record.is_object()) {
        return malformed("it is not a JSON object");
    }
    std::vector<std::string> out;
    try {
        if (record.contains("withdrawn")) {
            return out;
        }
        for (const auto& affected : record.value("affected", Json::array())) {
            const auto module = affected.at("package").at("name").get<std::string>();
            if (module == "stdlib" || module == "toolchain") {
                out.push_back(row_of(record, affected, module));
            }
        }
    } catch (const Json::exception& error) {
        return malformed(error.what());
    }
    return out;
}

} // namespace govern::advisories
