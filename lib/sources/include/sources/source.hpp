#pragma once

#include "archive/unpack.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "core/sdk.hpp"
#include "net/client.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace govern::sources {

/// One published release as a listing has it.
struct Published {
    Version version;
    bool stable = true; ///< no beta or rc
    bool has_platform = true; ///< an archive for the asked platform is listed
};

/// A source's answer to `which releases are there for this platform`. What it lists may be a subset
/// of what it serves (`complete` false: a module proxy).
struct Catalogue {
    std::vector<Published> releases; ///< newest first
    bool complete = false;
    std::string origin; ///< URL, redacted
};

/// How to get one SDK from one source.
struct Offer {
    std::string source;    ///< "official" or "proxy"
    std::string url;       ///< of the archive
    std::string file_name; ///< official archive name; the module zip's `V.zip`
    archive::Format format = archive::Format::tar_gz;
    std::string prefix;    ///< of every entry
    bool module_zip = false;
    std::optional<std::uint64_t> size;                 ///< from a listing
    std::optional<crypto::Sha256Digest> listed_sha256; ///< from a listing; says what exists…
    bool listed_by_official_host = false;              ///< …and is evidence only where this is true
    bool use_netrc = false;
};

/// How a source failed to give an offer or catalogue (§5 of the design): error codes msg::source_unusable
/// (connect, TLS, 401/403/407/451/5xx, no listing) and msg::source_lacks (404/410; 403 from a proxy).
class Source {
public:
    virtual ~Source() = default;
    [[nodiscard]] virtual std::string name() const = 0;    ///< "official" or "proxy"
    [[nodiscard]] virtual std::string address() const = 0; ///< for messages, redacted
    virtual Result<Catalogue> catalogue(const Platform& platform) = 0;
    virtual Result<Offer> offer(const SdkId& sdk) = 0;
};

struct SourceOptions {
    std::string only;          ///< --source / config: "official" or "proxy"; empty: both in order
    std::string cache_folder;  ///< for the listing and the hour's memory of unusable sources
    config::Config config;
    config::GoSettings go;
};

/// The sources to try, in order. Empty with msg::no_source where neither site nor proxy is known.
[[nodiscard]] Result<std::vector<std::unique_ptr<Source>>> open_sources(os::Host& host,
                                                                        net::Client& client,
                                                                        const SourceOptions& options);

/// GOPROXY's entries by Go's rules: split on `,` and `|`, `direct` and `off` end the list.
struct ProxyEntry {
    std::string url;            ///< https:// added where no scheme was given
    bool fall_through_on_any_error = false; ///< the separator after it was `|`
};
struct ProxyList {
    std::vector<ProxyEntry> entries;
    bool off = false;    ///< ended by `off` or empty
    bool direct = false; ///< ended by `direct`: nothing for toolchains
};
[[nodiscard]] ProxyList parse_goproxy(std::string_view goproxy);

} // namespace govern::sources
