// The trust roots of test programs, in place of lib/trust/trust_roots.cpp:
//   GOVERN_TEST_LOG_KEY         verifier key of the test's own checksum database
//   GOVERN_TEST_LOG_ADDRESSES   its base URLs, separated by spaces; unset: it is only behind
//   proxies GOVERN_TEST_OFFICIAL_SITES  base URLs, separated by spaces; unset: there is no official
//   site GOVERN_TEST_EMBEDDED        a file of lines NAME<tab>SHA-256 or nothing<tab>SIZE; unset:
//   an empty list GOVERN_TEST_EMBEDDED_DATE   unset: 2000-01-01
//   GOVERN_TEST_MACHINE_CONFIG  the config file of the machine; unset: there is none
//   GOVERN_TEST_MACHINE_OURS    set: that file may belong to the account that runs the test
// The program that users get links none of this and reads none of these.

#include "trust/roots.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "core/platform.hpp"
#include "core/version.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace govern::trust {

namespace {

std::string variable(const char* name, const char* otherwise = "") {
    const char* value = std::getenv(name);
    return value != nullptr ? value : otherwise;
}

std::vector<std::string> words(const char* name) {
    std::vector<std::string> out;
    const auto text = variable(name);
    for (const auto word : split(text, ' ')) {
        if (!word.empty()) {
            out.emplace_back(word);
        }
    }
    return out;
}

struct Row {
    std::string name;
    std::string version;
    std::string os;
    std::string arch;
    std::optional<KnownArchive> archive;
};

std::vector<Row> read_rows() {
    std::vector<Row> out;
    std::ifstream file(variable("GOVERN_TEST_EMBEDDED"));
    for (std::string line; std::getline(file, line);) {
        const auto fields = split(trim(line), '\t');
        if (fields.size() != 3) {
            std::abort();
        }
        Row row;
        row.name = fields[0];
        // goVERSION.OS-ARCH.tar.gz or .zip; the platform has no dot.
        const auto suffix =
            fields[0].ends_with(".zip") ? fields[0].size() - 4 : fields[0].size() - 7;
        const auto dot = fields[0].rfind('.', suffix - 1);
        const auto dash = fields[0].find('-', dot);
        row.version = fields[0].substr(2, dot - 2);
        row.os = fields[0].substr(dot + 1, dash - dot - 1);
        row.arch = go_arch(fields[0].substr(dash + 1, suffix - dash - 1));
        if (const auto sha = from_hex(fields[1]); sha && sha->size() == 32) {
            row.archive.emplace();
            std::transform(sha->begin(), sha->end(), row.archive->sha256.begin(),
                           [](char c) { return static_cast<std::byte>(c); });
            row.archive->size = parse_number(fields[2]).value_or(0);
        }
        out.push_back(std::move(row));
    }
    return out;
}

const std::vector<Row>& rows() {
    static const std::vector<Row> rows = read_rows();
    return rows;
}

} // namespace

std::string_view log_key() {
    // A key that signs nothing: a database must have one.
    static const std::string key = variable(
        "GOVERN_TEST_LOG_KEY", "none.test+8b04c881+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    return key;
}

const std::vector<std::string>& log_addresses() {
    static const auto addresses = words("GOVERN_TEST_LOG_ADDRESSES");
    return addresses;
}

const std::vector<std::string>& official_sites() {
    static const auto sites = words("GOVERN_TEST_OFFICIAL_SITES");
    return sites;
}

bool is_official_host(std::string_view host) {
    return std::any_of(official_sites().begin(), official_sites().end(),
                       [&](const std::string& site) {
                           const auto url = parse_url(site);
                           return url && url->host == host;
                       });
}

std::optional<KnownArchive> embedded_archive(std::string_view file_name) {
    for (const auto& row : rows()) {
        if (row.name == file_name) {
            return row.archive;
        }
    }
    return std::nullopt;
}

std::optional<std::string> embedded_name(const crypto::Sha256Digest& sha256) {
    for (const auto& row : rows()) {
        if (row.archive && row.archive->sha256 == sha256) {
            return row.name;
        }
    }
    return std::nullopt;
}

std::string_view embedded_list_date() {
    static const auto date = variable("GOVERN_TEST_EMBEDDED_DATE", "2000-01-01");
    return date;
}

std::vector<std::string> embedded_versions(std::string_view os, std::string_view arch) {
    std::vector<Version> versions;
    for (const auto& row : rows()) {
        Version version;
        if (((os.empty() && arch.empty()) || (row.os == os && row.arch == arch)) &&
            Version::parse(row.version, version) &&
            std::find(versions.begin(), versions.end(), version) == versions.end()) {
            versions.push_back(version);
        }
    }
    std::sort(versions.begin(), versions.end(),
              [](const Version& a, const Version& b) { return a > b; });
    std::vector<std::string> out;
    for (const auto& version : versions) {
        out.emplace_back(version.text());
    }
    return out;
}

MachineConfig machine_config(const std::optional<std::string>&) {
    return {variable("GOVERN_TEST_MACHINE_CONFIG"), !variable("GOVERN_TEST_MACHINE_OURS").empty()};
}

} // namespace govern::trust
