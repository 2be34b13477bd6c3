#pragma once

#include "archive/unpack.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "core/sdk.hpp"
#include "core/spec.hpp"
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
    bool stable = true;       ///< no beta or rc
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
    std::string address;   ///< Source::address() of who offers it
    std::string url;       ///< of the archive
    std::string file_name; ///< official archive name; the module zip's `V.zip`
    archive::Format format = archive::Format::tar_gz;
    std::string prefix; ///< of every entry
    bool module_zip = false;
    std::optional<std::uint64_t> size;                 ///< from a listing
    std::optional<crypto::Sha256Digest> listed_sha256; ///< from a listing; says what exists…
    bool listed_by_official_host = false;              ///< …and is evidence only where this is true
    bool use_netrc = false;
    bool last_word = false; ///< Source::has_last_word() of who offers it
};

/// One address that SDKs come from. Its failures are msg::source_unusable (connect, TLS,
/// 401/403/407/451/5xx, no listing) and msg::source_lacks (404/410; 403 from a module proxy), both
/// with the facts `source`, `address` and `why`, and net's own msg::offline and msg::interrupted
/// unchanged.
class Source {
public:
    virtual ~Source() = default;
    [[nodiscard]] virtual std::string name() const = 0;    ///< "official" or "proxy"
    [[nodiscard]] virtual std::string address() const = 0; ///< for messages, redacted
    /// Where it is unusable, no module proxy after it is asked: in GOPROXY a comma leads on only
    /// from one that lacks the version, `|` from any error
    /// (https://go.dev/ref/mod#goproxy-protocol).
    [[nodiscard]] virtual bool has_last_word() const = 0;
    /// What it lists. The official listing is kept in the cache for an hour, then asked for again
    /// only if it changed; offline the kept one serves, however old.
    virtual Result<Catalogue> catalogue(const Platform& platform) = 0;
    /// Where to get an SDK. A release that govern's embedded list knows, or a module proxy's, costs
    /// no request: whether it is really there shows at the download (see answer_of).
    virtual Result<Offer> offer(const SdkId& sdk) = 0;
    /// Whether each of the SDKs can really be had, asked in parallel and cheaply: by the listing,
    /// or by the module's `.info`.
    virtual std::vector<Result<void>> probe(const std::vector<SdkId>& sdks) = 0;

    /// Why it is not to be asked: it was unusable less than an hour ago. Nothing where that was
    /// longer ago, or where --source named it.
    [[nodiscard]] virtual std::optional<Error> recently_unusable() const = 0;
    /// Keeps msg::source_unusable in the cache for an hour, for this address; ignores other errors.
    virtual void remember(const Error& why) = 0;
};

using Sources = std::vector<std::unique_ptr<Source>>;

struct SourceOptions {
    std::string only;         ///< --source / config: "official" or "proxy"; empty: both in order
    std::string cache_folder; ///< for the listing and the hour's memory of unusable sources
    config::Config config;
    config::GoSettings go;
};

/// The sources to try, in order: the official site and its alternate address (or the mirror in
/// their place), then the module proxies of GOPROXY. msg::no_source where neither is known.
[[nodiscard]] Result<Sources> open_sources(os::Host& host, net::Client& client,
                                           const SourceOptions& options);

/// What to install, and from where.
struct SdkChoice {
    SdkId sdk;
    /// To be tried in this order until one does not lack it. Last come those of sources that were
    /// unusable within the hour.
    std::vector<Offer> offers;
    /// What sources said that offer nothing.
    std::vector<Error> answers;
    /// The newest release of what was asked for (the line, or all) that any list knows of; it may
    /// not be published for this platform, or not be had here.
    Version newest_known;
};

/// The release that a SPEC (exact, partial, latest, oldstable) means for a platform and that can
/// really be had, and who has it. Candidates are the union of every list at hand, newest first.
/// Says one line (Reporter::warn) for each source that is or lately was unusable.
/// Errors: msg::no_such_version (exit 3), msg::all_sources_unusable (exit 5).
[[nodiscard]] Result<SdkChoice> find_release(const Spec& spec, const Platform& platform,
                                             Sources& sources, Reporter& reporter);

/// SdkChoice::newest_known alone, by the lists that cost no request where there is no network;
/// nothing where none knows a release of that kind.
[[nodiscard]] std::optional<Version> newest_known(const Spec& spec, const Platform& platform,
                                                  Sources& sources, Reporter& reporter);

/// What a failed download of an offer says about its source: msg::source_lacks or
/// msg::source_unusable (remembered for the hour, and said), so that the next offer is to be tried;
/// any other error unchanged, and with it the command ends. `error`: of net::Download::wait().
[[nodiscard]] Error answer_of(const Offer& offer, const Error& error, Sources& sources,
                              Reporter& reporter);

/// The error for a release that no source gave: msg::no_such_version where at least one could be
/// asked and lacks it (exit 3), else msg::all_sources_unusable (exit 5). Names each answer, and the
/// nearest releases that are known.
[[nodiscard]] Error give_up(const Spec& spec, const Platform& platform,
                            const std::vector<Error>& answers, Sources& sources);

/// Every release that any list at hand knows, newest first: the official listing, the embedded
/// list, the proxies' lists. Unusable sources are said and passed over; `complete` where an
/// official listing (or a mirror's) was read.
[[nodiscard]] Result<Catalogue> published(const Platform& platform, Sources& sources,
                                          Reporter& reporter);

/// GOPROXY's entries by Go's rules: split on `,` and `|`, `direct` and `off` end the list.
struct ProxyEntry {
    std::string url;                        ///< https:// added where no scheme was given
    bool fall_through_on_any_error = false; ///< the separator after it was `|`
};
struct ProxyList {
    std::vector<ProxyEntry> entries;
    std::vector<std::string> malformed; ///< entries that are no http, https or file URL
    bool off = false;                   ///< ended by `off` or empty
    bool direct = false;                ///< ended by `direct`: nothing for toolchains
};
[[nodiscard]] ProxyList parse_goproxy(std::string_view goproxy);

} // namespace govern::sources
