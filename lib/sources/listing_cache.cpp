#include "listing_cache.hpp"

#include "base/messages/net.hpp"
#include "base/messages/sources.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "os/path.hpp"
#include "trust/roots.hpp"

namespace govern::sources {

namespace {
constexpr std::int64_t k_hour = 3600;
constexpr std::string_view k_mark = "govern listing 2";
constexpr std::string_view k_official = "official";

/// The first line of `text`, which is cut off it.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return line;
}
} // namespace

ListingCache::ListingCache(os::Host& host, net::Client& client, std::string url, bool mirror,
                           bool own_certificates, const std::string& folder)
    : m_host(host), m_client(client), m_url(std::move(url)), m_mirror(mirror),
      m_own_certificates(own_certificates), m_folder(to_lower(m_url.substr(0, 5)) == "file:"),
      m_file(os::join(folder, "listing-" +
                                  crypto::hex(crypto::sha256(redact_urls(m_url))).substr(0, 16))) {}

std::optional<ListingCache::Copy> ListingCache::load() const {
    const auto file = m_host.files.read(m_file, k_max_listing + 1024);
    if (!file) {
        return std::nullopt;
    }
    std::string_view rest = *file;
    Copy out;
    const bool ours = take_line(rest) == k_mark;
    const auto fetched = parse_number(take_line(rest));
    out.etag = take_line(rest);
    out.by_official_host = take_line(rest) == k_official;
    const auto body_sha256 = take_line(rest);
    if (!ours || !fetched || crypto::hex(crypto::sha256(rest)) != body_sha256) {
        return std::nullopt;
    }
    out.fetched = static_cast<std::int64_t>(*fetched);
    out.body = rest;
    return out;
}

void ListingCache::save(const Copy& copy) const {
    std::string text(k_mark);
    text += '\n' + std::to_string(copy.fetched) + '\n' + copy.etag + '\n';
    text += copy.by_official_host ? k_official : std::string_view("mirror");
    text += '\n' + crypto::hex(crypto::sha256(copy.body)) + '\n' + copy.body;
    if (m_host.files.make_folders(std::string(os::parent(m_file)))) {
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

Result<ReadListing> ListingCache::read(bool ask) {
    const auto copy = m_folder ? std::nullopt : load();
    const auto parsed_copy = [&]() -> Result<ReadListing> {
        GOVERN_TRY_ASSIGN(auto listing, parse_listing(copy->body, m_url));
        return ReadListing{std::move(listing), copy->by_official_host, false};
    };
    const auto age = copy ? m_host.clock.unix_seconds() - copy->fetched : k_hour;
    if (!ask && age >= 0 && age < k_hour) {
        if (auto out = parsed_copy()) {
            return out;
        }
    }
    Result<ReadListing> out = fail(msg::not_a_listing);
    for (const auto& url : addresses()) {
        out = fetch(url, copy);
        if (out || !(out.error().is(msg::http_status) || out.error().is(msg::not_a_listing))) {
            break;
        }
    }
    if (!out && out.error().is(msg::offline) && copy) {
        return parsed_copy();
    }
    return out;
}

Result<ReadListing> ListingCache::fetch(const std::string& url, const std::optional<Copy>& copy) {
    net::Request request;
    request.url = url;
    if (copy && !copy->etag.empty()) {
        request.headers.push_back("If-None-Match: " + copy->etag);
    }
    GOVERN_TRY_ASSIGN(auto response, m_client.fetch(request, k_max_listing));
    Copy fresh;
    fresh.fetched = m_host.clock.unix_seconds();
    if (response.head.status == 304 && copy) {
        fresh = *copy;
        fresh.fetched = m_host.clock.unix_seconds();
    } else if (response.head.status == 200) {
        const auto last = parse_url(response.head.url);
        fresh.etag = response.head.etag.find('\n') == std::string::npos ? response.head.etag : "";
        fresh.by_official_host = !m_mirror && !m_own_certificates && last &&
                                 last->scheme == "https" && trust::is_official_host(last->host);
        fresh.body = std::move(response.body);
    } else if (const auto path = file_url_path(url, os::k_separator == '\\')) {
        return fail(msg::not_a_listing, {{"url", url}, {"why", "there is no file " + *path}});
    } else {
        return fail(msg::http_status,
                    {{"url", url}, {"status", std::to_string(response.head.status)}});
    }
    GOVERN_TRY_ASSIGN(auto listing, parse_listing(fresh.body, url));
    if (!m_folder) {
        save(fresh);
    }
    return ReadListing{std::move(listing), fresh.by_official_host, true};
}

} // namespace govern::sources
