#pragma once

#include "net/client.hpp"
#include "os/host.hpp"
#include "sources/listing.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace govern::sources {

/// A listing as it was read: now, or within the hour.
struct ReadListing {
    Listing listing;
    bool by_official_host = false; ///< read over TLS from the official site itself
    bool asked = true;             ///< false: the copy of this hour
};

/// The listing of one address and its copy in the cache: a head of five lines (mark, unix seconds,
/// ETag, who said it, SHA-256 of the body), then the body. A damaged copy counts as none. It is
/// used as it is for an hour, then revalidated. A folder (file://) is read anew each time.
class ListingCache {
public:
    /// `mirror`: the address is no official site; then `index.json` is tried too.
    /// `own_certificates`: a ca_file is trusted too; whoever made it could have answered.
    ListingCache(os::Host& host, net::Client& client, std::string url, bool mirror,
                 bool own_certificates, const std::string& folder);

    /// `ask`: even where the copy is of this hour. Errors: of net::Client, msg::http_status,
    /// msg::not_a_listing.
    [[nodiscard]] Result<ReadListing> read(bool ask);

private:
    struct Copy {
        std::int64_t fetched = 0;
        std::string etag;
        bool by_official_host = false;
        std::string body;
    };
    [[nodiscard]] std::optional<Copy> load() const;
    void save(const Copy& copy) const;
    [[nodiscard]] Result<ReadListing> fetch(const std::string& url,
                                            const std::optional<Copy>& copy);
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
