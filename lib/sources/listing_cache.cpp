#include "listing_cache.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "core/release.hpp"
#include "net/messages.hpp"
#include "sources/messages.hpp"
#include "trust/roots.hpp"

#include <algorithm>

namespace govern::sources {

namespace {
constexpr std::int64_t k_hour = 3600;
constexpr std::string_view k_mark = "govern listing 3";
constexpr std::string_view k_name = "listing-";

/// The first line of `text`, which is cut off it.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return line;
}

/// The ETag if it is safe to send back: somebody with access to the cache could put a second header
/// behind a CR.
std::string sendable_etag(std::string_view etag) {
    const bool plain =
        std::all_of(etag.begin(), etag.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    return plain ? std::string(etag) : std::string();
}
/// The copy in a file; nothing if there is none, or a damaged one.
std::optional<ListingCache::Copy> load(const os::Files& files, const std::string& path) {
    const auto file = files.read(path, k_max_listing + 1024);
    if (!file) {
        return std::nullopt;
    }
    std::string_view rest = *file;
    ListingCache::Copy out;
    const bool ours = take_line(rest) == k_mark;
    const auto fetched = parse_number(take_line(rest));
    out.etag = sendable_etag(take_line(rest));
    const auto body_sha256 = take_line(rest);
    if (!ours || !fetched || crypto::hex(crypto::sha256(rest)) != body_sha256) {
        return std::nullopt;
    }
    out.fetched = static_cast<std::int64_t>(*fetched);
    out.body = rest;
    return out;
}

/// The versions that the text of a listing names, by the looks: to parse one takes ten times as
/// long.
void add_versions(std::string_view text, std::vector<Version>& out) {
    constexpr std::string_view k_key = "\"version\"";
    std::string_view last;
    for (auto at = text.find(k_key); at != text.npos; at = text.find(k_key, at)) {
        at += k_key.size();
        const auto begin = text.find('"', at);
        const auto end = begin == text.npos ? begin : text.find('"', begin + 1);
        if (end == text.npos || trim(text.substr(at, begin - at)) != ":") {
            continue;
        }
        const auto name = text.substr(begin + 1, end - begin - 1);
        const auto version = name == last ? std::nullopt : release_named(name);
        if (version) {
            out.push_back(*version);
        }
        last = name; // a release's files repeat it
    }
}

} // namespace

std::vector<Version> cached_versions(const os::Files& files, const std::string& cache_folder) {
    std::vector<Version> out;
    const auto names = files.list(cache_folder);
    for (const auto& name : names ? *names : std::vector<std::string>()) {
        const bool is_listing = name.starts_with(k_name) && name.find('.') == name.npos;
        if (const auto copy =
                is_listing ? load(files, path::join(cache_folder, name)) : std::nullopt) {
            add_versions(copy->body, out);
        }
    }
    return out;
}

ListingCache::ListingCache(os::Host& host, net::Client& client, std::string url, bool mirror,
                           bool own_certificates, const std::string& folder)
    : m_host(host), m_client(client), m_url(std::move(url)), m_mirror(mirror),
      m_own_certificates(own_certificates), m_folder(is_file_url(m_url)),
      m_file(
          path::join(folder, std::string(k_name) +
                                 crypto::hex(crypto::sha256(redact_urls(m_url))).substr(0, 16))) {}

void ListingCache::save(const Copy& copy) const {
    std::string text(k_mark);
    text += '\n' + std::to_string(copy.fetched) + '\n' + copy.etag + '\n';
    text += crypto::hex(crypto::sha256(copy.body)) + '\n' + copy.body;
    const std::string folder(path::parent(m_file));
    if (os::may_keep_in(m_host.files, folder) && m_host.files.make_folders(folder)) {
        (void)m_host.files.write_atomic(m_file, text);
    }
}

std::vector<std::string> ListingCache::addresses() const {
    const auto query = join_url(m_url, "?mode=json&include=all");
    if (!m_mirror) {
        return {query};
    }
    const auto index = join_url(m_url, "index.json");
    return m_folder ? std::vector{index} : std::vector{query, index};
}

bool ListingCache::is_evidence() const {
    const auto url = parse_url(m_url);
    return !m_mirror && !m_own_certificates && url && url->scheme == "https";
}

Result<ReadListing> ListingCache::read(Freshness wanted) {
    const auto copy = m_folder ? std::nullopt : load(m_host.files, m_file);
    const auto parsed_copy = [&]() -> Result<ReadListing> {
        GOVERN_TRY_ASSIGN(auto listing, parse_listing(copy->body, m_url));
        return ReadListing{std::move(listing), Freshness::kept, false};
    };
    const auto age = copy ? m_host.clock.unix_seconds() - copy->fetched : k_hour;
    if (wanted == Freshness::kept && age >= 0 && age < k_hour) {
        if (auto out = parsed_copy()) {
            return out;
        }
    }
    Result<ReadListing> out = fail(msg::not_a_listing, {{"url", m_url}, {"why", "no address"}});
    for (const auto& url : addresses()) {
        out = fetch(url, copy, wanted);
        if (out || !(out.error().is(msg::http_status) || out.error().is(msg::not_a_listing))) {
            break;
        }
    }
    if (!out && out.error().is(msg::offline) && copy) {
        return parsed_copy();
    }
    return out;
}

Result<ReadListing> ListingCache::fetch(const std::string& url, const std::optional<Copy>& copy,
                                        Freshness wanted) {
    net::Request request;
    request.url = url;
    const bool conditional = wanted != Freshness::whole && copy && !copy->etag.empty();
    if (conditional) {
        request.headers.push_back("If-None-Match: " + copy->etag);
    }
    GOVERN_TRY_ASSIGN(auto response, m_client.fetch(request, k_max_listing));
    ReadListing out;
    Copy fresh;
    if (response.head.status == 304 && conditional) {
        fresh = *copy;
        out.freshness = Freshness::revalidated;
    } else if (response.head.status == 200) {
        const auto last = parse_url(response.head.url);
        fresh.etag = sendable_etag(response.head.etag);
        fresh.body = std::move(response.body);
        out.by_official_host =
            is_evidence() && last && last->scheme == "https" && trust::is_official_host(last->host);
    } else if (const auto path = file_url_path(url, path::k_separator == '\\')) {
        return fail(msg::not_a_listing, {{"url", url}, {"why", "there is no file " + *path}});
    } else {
        return fail(msg::http_status,
                    {{"url", url}, {"status", std::to_string(response.head.status)}});
    }
    fresh.fetched = m_host.clock.unix_seconds();
    GOVERN_TRY_ASSIGN(out.listing, parse_listing(fresh.body, url));
    if (!m_folder) {
        save(fresh);
    }
    return out;
}

} // namespace govern::sources
