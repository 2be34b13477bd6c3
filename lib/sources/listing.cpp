#include "sources/listing.hpp"

#include "base/text.hpp"
#include "sources/messages.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace govern::sources {

namespace {

/// Real listings have four levels and some seventy rows a release.
constexpr unsigned k_deepest = 8;
constexpr std::size_t k_most_rows = 1000;

/// A file's row as it is written; members that are absent or no text are empty.
struct Row {
    std::string filename;
    std::string os;
    std::string arch;
    std::string sha256;
    std::string kind;
    std::uint64_t size = 0;

    std::string* text(std::string_view key) {
        return key == "filename" ? &filename
               : key == "os"     ? &os
               : key == "arch"   ? &arch
               : key == "sha256" ? &sha256
               : key == "kind"   ? &kind
                                 : nullptr;
    }
};

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

std::optional<ListedArchive> parse_archive(const Row& row, const Version& version) {
    const auto platform = parse_platform(row.os + '-' + std::string(go_arch(row.arch)));
    if (!platform || !is_archive_name(row.filename, version, row.os, row.arch)) {
        return std::nullopt;
    }
    ListedArchive out;
    out.name = row.filename;
    out.platform = *platform;
    out.size = row.size;
    if (!row.sha256.empty()) {
        const auto bytes = from_hex(row.sha256);
        if (!bytes || bytes->size() != 32) {
            return std::nullopt;
        }
        out.sha256.emplace();
        std::transform(bytes->begin(), bytes->end(), out.sha256->begin(),
                       [](char c) { return static_cast<std::byte>(c); });
    }
    return out;
}

/// Rows that are not an archive of a platform on purpose. `go1` is not a release but a place for
/// the two archives go1.4-bootstrap-*, with `4` for their system.
bool is_other_row(const Row& row) {
    return row.kind == "installer" || row.kind == "source" || row.arch == "bootstrap";
}

/// Takes a listing apart as it is parsed: parts that are not rows cost no memory.
class ListingReader final : public nlohmann::json_sax<nlohmann::json> {
public:
    bool null() override { return scalar({}, 0); }
    bool boolean(bool) override { return scalar({}, 0); }
    bool number_integer(number_integer_t) override { return scalar({}, 0); }
    bool number_unsigned(number_unsigned_t value) override { return scalar({}, value); }
    bool number_float(number_float_t, const string_t&) override { return scalar({}, 0); }
    bool binary(binary_t&) override { return scalar({}, 0); }
    bool string(string_t& value) override { return scalar(std::move(value), 0); }
    bool key(string_t& value) override {
        m_key = std::move(value);
        return true;
    }

    bool start_object(std::size_t) override {
        if (is_here() && m_place == Place::root) {
            m_place = Place::release;
            m_version.clear();
            m_files.reset();
        } else if (is_here() && m_place == Place::files) {
            m_place = Place::row;
            m_row = {};
        } else if (!scalar({}, 0)) {
            return false;
        }
        return enter();
    }
    bool start_array(std::size_t) override {
        if (is_here() && m_place == Place::outside) {
            m_place = Place::root;
        } else if (is_here() && m_place == Place::release && m_key == "files") {
            m_place = Place::files;
            m_files.emplace();
            m_bad_rows = 0;
        } else if (!scalar({}, 0)) {
            return false;
        }
        return enter();
    }
    bool end_object() override {
        if (is_here() && m_place == Place::row) {
            end_row();
        } else if (is_here()) {
            end_release();
        }
        return leave();
    }
    bool end_array() override { return leave(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
        return refuse("malformed JSON");
    }

    Listing listing;
    const char* fault = "";

private:
    /// Each one level below the one before.
    enum class Place { outside, root, release, files, row };

    /// Not in something below the place that no row has.
    [[nodiscard]] bool is_here() const { return m_depth == static_cast<unsigned>(m_place); }
    bool refuse(const char* why) {
        fault = *fault == '\0' ? why : fault;
        return false;
    }
    bool enter() { return ++m_depth <= k_deepest || refuse("it is nested too deeply"); }
    bool leave() {
        if (is_here()) {
            m_place = static_cast<Place>(static_cast<unsigned>(m_place) - 1);
        }
        --m_depth;
        return true;
    }
    /// A value that opens no place: a member of the place, or an element that is not a row.
    bool scalar(std::string text, std::uint64_t number);
    void end_row();
    void end_release();

    unsigned m_depth = 0;
    Place m_place = Place::outside;
    std::string m_key;
    std::string m_version;
    std::optional<std::vector<Row>> m_files; ///< nothing if the release has no such array
    std::size_t m_bad_rows = 0;
    Row m_row;
    std::set<std::string, std::less<>> m_seen; ///< releases with an archive
};

bool ListingReader::scalar(std::string text, std::uint64_t number) {
    if (!is_here()) {
        return true;
    }
    switch (m_place) {
    case Place::outside:
        return refuse("no JSON array");
    case Place::root:
        ++listing.ignored;
        break;
    case Place::release:
        if (m_key == "version") {
            m_version = std::move(text);
        } else if (m_key == "files") {
            m_files.reset();
        }
        break;
    case Place::files:
        ++m_bad_rows;
        break;
    case Place::row:
        if (m_key == "size") {
            m_row.size = number;
        } else if (auto* member = m_row.text(m_key)) {
            *member = std::move(text);
        }
        break;
    }
    return true;
}

void ListingReader::end_row() {
    if (is_other_row(m_row)) {
        return;
    }
    if (m_row.kind == "archive" && m_files->size() < k_most_rows) {
        m_files->push_back(std::move(m_row));
    } else {
        ++m_bad_rows;
    }
}

void ListingReader::end_release() {
    ListedRelease release;
    if (!m_files || !Version::parse_toolchain(m_version, release.version) ||
        toolchain_name(release.version) != m_version || m_seen.contains(release.version.text())) {
        ++listing.ignored;
        return;
    }
    listing.ignored += m_bad_rows;
    for (const auto& row : *m_files) {
        if (auto archive = parse_archive(row, release.version)) {
            release.archives.push_back(std::move(*archive));
        } else {
            ++listing.ignored;
        }
    }
    if (!release.archives.empty()) {
        m_seen.emplace(release.version.text());
        listing.releases.push_back(std::move(release));
    }
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
    ListingReader reader;
    if (!nlohmann::json::sax_parse(text, &reader)) {
        return refuse(reader.fault);
    }
    auto out = std::move(reader.listing);
    if (out.releases.empty()) {
        return refuse("it lists no release");
    }
    std::stable_sort(
        out.releases.begin(), out.releases.end(),
        [](const ListedRelease& a, const ListedRelease& b) { return a.version > b.version; });
    return out;
}

} // namespace govern::sources
