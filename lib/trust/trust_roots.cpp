#include "trust/roots.hpp"

#include <algorithm>
#include <iterator>

namespace govern::trust {

namespace {

// 6,786 rows are 271 kB of the binary; a look-up takes about a microsecond, all versions of a
// platform 0.1 ms. Nothing is parsed or copied at start-up.
struct Row {
    std::uint64_t sha256[4]; ///< big endian words; all zero where only a SHA-1 was ever published
    std::uint32_t size;      ///< 0: never recorded
    std::uint8_t platform;   ///< index into k_platforms
};

struct Release {
    std::string_view version; ///< without `go`; newest first
    std::uint32_t first_row;
};

#define LIST(date, newest)
#define PLATFORM(name) name,
#define VERSION(text, first)
#define ROW(a, b, c, d, size, platform)
constexpr std::string_view k_platforms[] = {
#include "embedded_list.inc"
};
#undef PLATFORM
#define PLATFORM(name)

#undef VERSION
#define VERSION(text, first) {text, first},
constexpr Release k_releases[] = {
#include "embedded_list.inc"
};
#undef VERSION
#define VERSION(text, first)

#undef ROW
#define ROW(a, b, c, d, size, platform) {{a, b, c, d}, size, platform},
constexpr Row k_rows[] = {
#include "embedded_list.inc"
};
#undef ROW
#define ROW(a, b, c, d, size, platform)

#undef LIST
#define LIST(date, newest) date, newest
constexpr std::string_view k_list[] = {
#include "embedded_list.inc"
};
#undef LIST
#undef PLATFORM
#undef VERSION
#undef ROW

const Row* rows_begin(const Release* release) {
    return k_rows + release->first_row;
}

const Row* rows_end(const Release* release) {
    return release + 1 == std::end(k_releases) ? std::end(k_rows) : rows_begin(release + 1);
}

/// The archive's name without `go` and its suffix is VERSION, a dot and PLATFORM; neither holds
/// what could make another split of the same text fit.
bool is_archive_of(std::string_view stem, const Release& release) {
    return stem.size() > release.version.size() && stem[release.version.size()] == '.' &&
           stem.substr(0, release.version.size()) == release.version;
}

crypto::Sha256Digest digest_of(const Row& row) {
    crypto::Sha256Digest out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<std::byte>(row.sha256[i / 8] >> (56 - 8 * (i % 8)));
    }
    return out;
}

bool has_hash(const Row& row) {
    return std::any_of(std::begin(row.sha256), std::end(row.sha256),
                       [](auto word) { return word != 0; });
}

/// `linux-armv6l` is linux and arm; `darwin-amd64-osx10.8` is darwin and amd64.
bool is_platform(std::string_view listed, std::string_view os, std::string_view arch) {
    const auto dash = listed.find('-');
    auto listed_arch = listed.substr(dash + 1);
    listed_arch = listed_arch.substr(0, listed_arch.find('-'));
    return listed.substr(0, dash) == os &&
           (listed_arch == arch || (listed_arch == "armv6l" && arch == "arm"));
}

} // namespace

std::string_view log_key() {
    return "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
}

const std::vector<std::string>& log_addresses() {
    static const std::vector<std::string> addresses = {"https://sum.golang.org",
                                                       "https://sum.golang.google.cn"};
    return addresses;
}

const std::vector<std::string>& official_sites() {
    static const std::vector<std::string> sites = {"https://go.dev/dl",
                                                   "https://golang.google.cn/dl"};
    return sites;
}

bool is_official_host(std::string_view host) {
    return host == "go.dev" || host == "golang.google.cn" || host == "golang.org";
}

std::optional<KnownArchive> embedded_archive(std::string_view file_name) {
    if (file_name.substr(0, 2) != "go") {
        return std::nullopt;
    }
    auto stem = file_name.substr(2);
    bool zip = false;
    for (const std::string_view suffix : {".tar.gz", ".zip"}) {
        if (stem.size() > suffix.size() && stem.substr(stem.size() - suffix.size()) == suffix) {
            stem.remove_suffix(suffix.size());
            zip = suffix == ".zip";
            break;
        }
    }
    if (stem.size() + 2 == file_name.size()) {
        return std::nullopt;
    }
    for (auto release = std::begin(k_releases); release != std::end(k_releases); ++release) {
        if (!is_archive_of(stem, *release)) {
            continue;
        }
        const auto platform = stem.substr(release->version.size() + 1);
        for (auto row = rows_begin(release); row != rows_end(release); ++row) {
            const auto listed = k_platforms[row->platform];
            if (listed == platform && zip == (listed.substr(0, 8) == "windows-") &&
                has_hash(*row)) {
                return KnownArchive{digest_of(*row), row->size};
            }
        }
    }
    return std::nullopt;
}

std::optional<std::string> embedded_name(const crypto::Sha256Digest& sha256) {
    for (auto release = std::begin(k_releases); release != std::end(k_releases); ++release) {
        for (auto row = rows_begin(release); row != rows_end(release); ++row) {
            if (has_hash(*row) && digest_of(*row) == sha256) {
                const auto platform = k_platforms[row->platform];
                return "go" + std::string(release->version) + '.' + std::string(platform) +
                       (platform.starts_with("windows-") ? ".zip" : ".tar.gz");
            }
        }
    }
    return std::nullopt;
}

std::string_view embedded_list_date() {
    return k_list[0];
}

std::vector<std::string> embedded_versions(std::string_view os, std::string_view arch) {
    std::vector<std::string> out;
    for (auto release = std::begin(k_releases); release != std::end(k_releases); ++release) {
        if ((os.empty() && arch.empty()) ||
            std::any_of(rows_begin(release), rows_end(release), [&](const Row& row) {
                return is_platform(k_platforms[row.platform], os, arch);
            })) {
            out.emplace_back(release->version);
        }
    }
    return out;
}

MachineConfig machine_config(const std::optional<std::string>& program_data) {
    return {program_data ? *program_data + "\\govern.conf" : "/etc/govern.conf"};
}

} // namespace govern::trust
