#include "sources/listing.hpp"

#include "base/messages/sources.hpp"
#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace govern::sources {

namespace {

using nlohmann::json;

/// A member's text; empty where it is absent or no text.
std::string_view text_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string()
               ? std::string_view(found->get_ref<const std::string&>())
               : std::string_view();
}

bool is_plain_name(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (text.substr(0, prefix.size()) != prefix) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

/// `goVERSION.OS-ARCH[-MORE].tar.gz` or `.zip`, all of it fitting what the row says.
bool is_archive_name(std::string_view name, const Version& version, std::string_view os,
                     std::string_view arch) {
    auto rest = name;
    if (!is_plain_name(name) || !take_prefix(rest, toolchain_name(version)) ||
        !take_prefix(rest, ".") || !take_prefix(rest, os) || !take_prefix(rest, "-") ||
        !take_prefix(rest, arch)) {
        return false;
    }
    const std::string_view suffix = os == "windows" ? ".zip" : ".tar.gz";
    return rest == suffix || (rest.substr(0, 1) == "-" && rest.ends_with(suffix));
}

std::optional<ListedArchive> parse_archive(const json& row, const Version& version) {
    if (!row.is_object() || text_of(row, "kind") != "archive") {
        return std::nullopt;
    }
    const auto os = text_of(row, "os");
    const auto arch = text_of(row, "arch");
    const auto platform = parse_platform(std::string(os) + '-' + go_arch(arch));
    ListedArchive out;
    out.name = text_of(row, "filename");
    if (!platform || !is_archive_name(out.name, version, os, arch)) {
        return std::nullopt;
    }
    out.platform = *platform;
    if (const auto hex = text_of(row, "sha256"); !hex.empty()) {
        const auto bytes = from_hex(hex);
        if (!bytes || bytes->size() != 32) {
            return std::nullopt;
        }
        out.sha256.emplace();
        std::transform(bytes->begin(), bytes->end(), out.sha256->begin(),
                       [](char c) { return static_cast<std::byte>(c); });
    }
    if (const auto size = row.find("size"); size != row.end() && size->is_number_unsigned()) {
        out.size = size->get<std::uint64_t>();
    }
    return out;
}

/// Rows that are listed on purpose but are no archive of a platform. `go1` is no release but a
/// place for the two archives go1.4-bootstrap-*, with `4` for their system.
bool is_other_row(const json& row) {
    if (!row.is_object()) {
        return false;
    }
    const auto kind = text_of(row, "kind");
    return kind == "installer" || kind == "source" || text_of(row, "arch") == "bootstrap";
}

} // namespace

const ListedRelease* Listing::find(const Version& version) const {
    const auto found =
        std::find_if(releases.begin(), releases.end(), [&](const ListedRelease& release) {
            return release.version.text() == version.text();
        });
    return found == releases.end() ? nullptr : &*found;
}

const ListedArchive* Listing::find(const SdkId& sdk) const {
    const auto* release = find(sdk.version);
    return release == nullptr ? nullptr : release->find(sdk.platform);
}

const ListedArchive* ListedRelease::find(const Platform& platform) const {
    const ListedArchive* out = nullptr;
    for (const auto& archive : archives) {
        if (archive.platform == platform) {
            out = &archive;
            if (archive.name == official_archive_name({version, platform})) {
                break;
            }
        }
    }
    return out;
}

Result<Listing> parse_listing(std::string_view text, const std::string& url) {
    const auto refuse = [&](const char* why) {
        return fail(msg::not_a_listing, {{"url", url}, {"why", why}});
    };
    if (trim(text.substr(0, 4096)).substr(0, 1) == "<") {
        return refuse("it is a web page");
    }
    const auto root = json::parse(text, nullptr, false);
    if (root.is_discarded()) {
        return refuse("malformed JSON");
    }
    if (!root.is_array()) {
        return refuse("no JSON array");
    }
    Listing out;
    std::set<std::string, std::less<>> seen; // of releases with an archive
    for (const auto& row : root) {
        ListedRelease release;
        const auto files = row.is_object() ? row.find("files") : row.end();
        if (!row.is_object() ||
            !Version::parse_toolchain(text_of(row, "version"), release.version) ||
            toolchain_name(release.version) != text_of(row, "version") || files == row.end() ||
            !files->is_array() || seen.contains(release.version.text())) {
            ++out.ignored;
            continue;
        }
        for (const auto& file : *files) {
            if (is_other_row(file)) {
                continue;
            }
            if (auto archive = parse_archive(file, release.version)) {
                release.archives.push_back(std::move(*archive));
            } else {
                ++out.ignored;
            }
        }
        if (!release.archives.empty()) {
            seen.emplace(release.version.text());
            out.releases.push_back(std::move(release));
        }
    }
    if (out.releases.empty()) {
        return refuse("there is no release in it");
    }
    std::stable_sort(
        out.releases.begin(), out.releases.end(),
        [](const ListedRelease& a, const ListedRelease& b) { return a.version > b.version; });
    return out;
}

} // namespace govern::sources
