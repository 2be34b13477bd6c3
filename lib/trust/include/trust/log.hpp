#pragma once

#include "base/result.hpp"
#include "config/config.hpp"
#include "core/sdk.hpp"
#include "net/client.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace govern::trust {

/// What the checksum database says of one toolchain module, proved: signed tree head, inclusion of
/// the record, consistency with the last head seen.
struct Proof {
    std::string h1;             ///< `h1:…` of the module's files
    std::string database;       ///< its name from the verifier key
    bool genuine = true;        ///< false where GOSUMDB names another database than the trust root's
    std::uint64_t record = 0;   ///< number in the log
    std::uint64_t tree_size = 0;
    std::string tree_root;      ///< base64
    bool from_cache = false;    ///< no request was made
    /// Everything needed to prove it again years later, offline: for the receipt.
    std::string signed_head;    ///< the signed note, as text
    std::string record_text;    ///< the record's lines
    std::vector<std::string> inclusion; ///< audit path, base64, leaf upwards (RFC 6962 §2.1.1)
};

/// The checksum database through a proxy's `/sumdb/` path, directly, or from the cache.
class Log {
public:
    virtual ~Log() = default;
    /// Errors: msg::log_unreachable (exit 5), msg::log_no_record, msg::log_bad_signature,
    /// msg::log_bad_tile, msg::log_forked and others (exit 6).
    virtual Result<Proof> prove(const SdkId& sdk) = 0;
};

struct LogOptions {
    std::string cache_folder;          ///< `<home>/cache`; not written to where it is read only
    std::vector<std::string> proxies;  ///< GOPROXY entries that may carry /sumdb/ (http, https, file)
    config::GoSettings go;             ///< GOSUMDB and friends
    bool offline = false;
};
[[nodiscard]] Result<std::unique_ptr<Log>> open_log(os::Host& host, net::Client& client,
                                                    const LogOptions& options);

/// Checks a receipt's proof again from its own bytes alone.
[[nodiscard]] Result<void> check_proof(const SdkId& sdk, const Proof& proof);

} // namespace govern::trust
