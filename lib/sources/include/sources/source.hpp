#pragma once

#include "archive/unpack.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "core/provenance.hpp"
#include "core/sdk.hpp"
#include "core/spec.hpp"
#include "net/client.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::sources {

/// One published release as a listing has it.
struct Published {
    Version version;
    bool stable = true;       ///< no beta or rc
    bool has_platform = true; ///< an archive for the asked platform is listed
};

/// A source's answer to `which releases exist for this platform`. A source may serve more than it
/// lists (`complete` false: a module proxy).
struct Catalogue {
    std::vector<Published> releases; ///< newest first
    bool complete = false;
};

class Source;

/// How to get one SDK from one source.
struct Offer {
    Source* from = nullptr; ///< must outlive the offer
    std::string url;        ///< of the archive
    std::string file_name;  ///< official archive name; the module zip's `V.zip`
    archive::Format format = archive::Format::tar_gz;
    std::string prefix; ///< of every entry
    bool module_zip = false;
    std::optional<std::uint64_t> size;                 ///< from a listing
    std::optional<crypto::Sha256Digest> listed_sha256; ///< from a listing
    /// That listing was read now, completely, over TLS from the official site itself: it is
    /// evidence.
    bool listed_by_official_host = false;
    bool use_netrc = false;
    /// A mirror that carries the checksum database beside this archive (`mirror` writes such ones):
    /// it is asked first. Empty: those of GOPROXY.
    std::string log_at;
    /// It is of this home, or of a tar that was made of one SDK: its proof stands by itself and is
    /// not compared with the last head seen, as nothing there could lead from one to the other.
    bool log_stands_alone = false;

    /// A file of the user's, as it was when its SHA-256 was taken.
    struct LocalFile {
        std::string path;
        std::string real_path; ///< links resolved
        crypto::Sha256Digest sha256{};
        std::uint64_t size = 0; ///< bytes
        std::int64_t mtime_ns = 0;
    };
    /// The archive is this file, and nobody's answer: a SHA-256 of another one says nothing of it.
    std::optional<LocalFile> file;

    /// The archive's place, for messages: the redacted URL, or the file's path.
    [[nodiscard]] std::string place() const;
};

/// Why a source gave nothing.
struct Answer {
    enum class Kind {
        lacks,    ///< it does not have that version for that platform: 404, 410; a proxy's 403
        unusable, ///< connect, TLS, 401, 403, 407, 451, 5xx, or not a listing
        none,     ///< no source is to blame (--offline, Ctrl-C, a wrong ca_file): the command ends
    };
    Kind kind = Kind::none;
    const Source* from = nullptr;  ///< who answered
    std::string why;               ///< on one line; empty for `none`
    std::optional<Error> error;    ///< of `none`
    std::string certificates = {}; ///< what helps where TLS failed

    /// msg::source_lacks or msg::source_unusable; of `none` the error itself.
    [[nodiscard]] Error to_error() const;
};
template <typename T> using Answered = tl::expected<T, Answer>;

/// One address that SDKs come from.
class Source {
public:
    virtual ~Source() = default;
    [[nodiscard]] virtual SourceKind kind() const = 0;
    [[nodiscard]] virtual std::string address() const = 0; ///< for messages, redacted
    /// If this source is unusable, no module proxy after it is asked: in GOPROXY a comma leads on
    /// only from a proxy that lacks the version, `|` from any error
    /// (https://go.dev/ref/mod#goproxy-protocol).
    [[nodiscard]] virtual bool has_last_word() const = 0;
    /// The releases that it lists. The official listing is cached for an hour, then asked for again
    /// only if it changed. Offline the cached one serves, however old it is.
    virtual Answered<Catalogue> catalogue(const Platform& platform) = 0;
    /// The place to get an SDK from. A release that govern's embedded list knows, or a module
    /// proxy's, costs no request: the download shows whether it really exists (see answer_of). For
    /// others the official listing is read again, since a cached one proves nothing.
    virtual Answered<Offer> offer(const SdkId& sdk) = 0;
    /// Asks whether an SDK can really be had, by the listing or by the module's `.info`. Ask only
    /// about an SDK that will be used: for an `.info` Athens and goproxy servers fetch the whole
    /// zip.
    virtual Answered<void> probe(const SdkId& sdk) = 0;

    /// The reason not to ask this source: it was unusable less than an hour ago. Nothing if that
    /// was longer ago, or if --source named it.
    [[nodiscard]] virtual std::optional<Error> recently_unusable() const = 0;
    /// Keeps in the cache, for an hour, that and why this address could not be used.
    virtual void remember_unusable(std::string_view why) = 0;
};

using Sources = std::vector<std::unique_ptr<Source>>;

struct SourceOptions {
    std::optional<SourceKind> only; ///< --source or the config file; nothing: both in order
    std::string cache_folder;       ///< for the listing and the hour's memory of unusable sources
    config::Config config;
    config::GoSettings go;
};

/// The sources to try, in order: the official site and its alternate address (or the mirror in
/// their place), then the module proxies of GOPROXY. msg::no_source where neither is known.
[[nodiscard]] Result<Sources> open_sources(os::Host& host, net::Client& client,
                                           const SourceOptions& options);

/// The SDK to install, and its sources.
struct SdkChoice {
    SdkId sdk;
    /// To be tried in this order until one does not lack it. Last come those of sources that were
    /// unusable within the hour.
    std::vector<Offer> offers;
    /// The answers of sources that offer nothing.
    std::vector<Answer> answers;
    /// The newest release of what was asked for (the line, or all) that any list knows of; it may
    /// not be published for this platform, or not be had here.
    Version newest_known;
};

/// The release that a SPEC (exact, partial, latest, oldstable) means for a platform and that can
/// really be had, with the sources that have it. Candidates are the union of all lists, newest
/// first. Warns once (Reporter::warn) of each source that is or lately was unusable. Errors:
/// msg::no_such_version (exit 3), msg::all_sources_unusable (exit 5).
[[nodiscard]] Result<SdkChoice> find_release(const Spec& spec, const Platform& platform,
                                             Sources& sources, Reporter& reporter);

/// SdkChoice::newest_known alone, by the lists that cost no request if there is no network; nothing
/// if none of them knows such a release.
[[nodiscard]] std::optional<Version> newest_known(const Spec& spec, const Platform& platform,
                                                  Sources& sources, Reporter& reporter);

/// The meaning of an offer's failed download for its source. Unless it is `none`, the next offer is
/// to be tried. `error`: of net::Download::wait(); `http_status`: net::Download::http_status().
[[nodiscard]] Answer answer_of(const Offer& offer, const Error& error, long http_status);

/// Says that a source is unusable, once for each source, and remembers it for the hour; does
/// nothing for other answers.
void take_note(const Answer& answer, Sources& sources, Reporter& reporter);

/// The error for a release that no source gave: msg::no_such_version where at least one could be
/// asked and lacks it (exit 3), else msg::all_sources_unusable (exit 5). Names each answer, and the
/// nearest releases that are known.
[[nodiscard]] Error give_up(const Spec& spec, const Platform& platform,
                            const std::vector<Answer>& answers, Sources& sources);

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
    std::vector<std::string> malformed; ///< entries that are not http, https or file URLs
    bool off = false;                   ///< ended by `off` or empty
    bool direct = false;                ///< ended by `direct`: nothing for toolchains
};
[[nodiscard]] ProxyList parse_goproxy(std::string_view goproxy);

} // namespace govern::sources
