#pragma once

#include "net/client.hpp"
#include "os/host.hpp"
#include "sources/listing.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace govern::sources {

/// The age that a listing has, or may have.
enum class Freshness {
    kept,        ///< a copy of this hour
    revalidated, ///< the server was asked; the copy serves where it says that nothing changed
    whole,       ///< the server sent all of it now: nothing of it comes from the cache
};

struct ReadListing {
    Listing listing;
    Freshness freshness = Freshness::whole;
    bool by_official_host = false; ///< read now, completely, over TLS from the official site itself
};

/// The listing of one address and its copy in the cache: a head of four lines (mark, unix seconds,
/// ETag, SHA-256 of the body), then the body. A damaged copy is ignored. A copy is used as it is
/// for an hour, then revalidated. It tells which releases exist and is never evidence: anybody with
/// access to the cache could have written it. A folder (file://) is read again each time.
class ListingCache {
public:
    /// `mirror`: the address is not an official site; then `index.json` is tried too.
    /// `own_certificates`: a ca_file is trusted too, and its maker could have answered.
    ListingCache(os::Host& host, net::Client& client, std::string url, bool mirror,
                 bool own_certificates, const std::string& folder);

    /// The listing, at least so recent; offline the copy serves. Errors: of net::Client,
    /// msg::http_status, msg::not_a_listing.
    [[nodiscard]] Result<ReadListing> read(Freshness wanted);
    /// True if a complete listing of this address is evidence.
    [[nodiscard]] bool is_evidence() const;

    struct Copy {
        std::int64_t fetched = 0;
        std::string etag;
        std::string body;
    };

private:
    void save(const Copy& copy) const;
    [[nodiscard]] Result<ReadListing> fetch(const std::string& url, const std::optional<Copy>& copy,
                                            Freshness wanted);
    [[nodiscard]] std::vector<std::string> addresses() const;

    os::Host& m_host;
    net::Client& m_client;
    std::string m_url;
    bool m_mirror;
    bool m_own_certificates;
    bool m_folder; ///< the address is file://
    std::string m_file;
};

} // namespace govern::sources
