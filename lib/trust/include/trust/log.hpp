#pragma once

#include "base/result.hpp"
#include "config/config.hpp"
#include "core/sdk.hpp"
#include "net/client.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace govern::trust {

/// What the checksum database says of one toolchain module, proved: signed tree head, inclusion of
/// the record, consistency with the last head seen.
struct Proof {
    std::string h1;           ///< `h1:…` of the module's files
    std::string database;     ///< its name from the verifier key
    bool genuine = true;      ///< false where GOSUMDB names another database than the trust root's
    std::string verifier_key; ///< of that other database; empty where genuine
    std::uint64_t record = 0; ///< number in the log
    std::uint64_t tree_size = 0;
    std::string tree_root;   ///< base64
    bool from_cache = false; ///< no request was made
    /// Everything needed to prove it again years later, offline: for the receipt.
    std::string signed_head;            ///< the signed note, as text
    std::string record_text;            ///< the record's lines
    std::vector<std::string> inclusion; ///< audit path, base64, leaf upwards (RFC 6962 §2.1.1)
};

/// The checksum database through a proxy's `/sumdb/` path, directly, or from the cache.
class Log {
public:
    virtual ~Log() = default;
    /// The first proof costs two rounds of requests (at most 12), the same one again none; each is
    /// checked from the bytes up every time. What was proved is kept in the cache, the larger tree
    /// head too: whether the SDK's files have that h1 is for the caller to see, and changes nothing
    /// about the log.
    /// Errors: msg::log_unreachable and msg::log_offline (exit 5); msg::sumdb_off,
    /// msg::log_no_record, msg::log_bad_signature, msg::log_bad_tile, msg::log_forked and others of
    /// base/messages/trust.hpp (exit 6); msg::gosumdb_malformed (exit 1).
    virtual Result<Proof> prove(const SdkId& sdk) = 0;
    /// What is known without asking: msg::sumdb_off or msg::gosumdb_malformed where prove() cannot
    /// but fail.
    [[nodiscard]] virtual Result<void> may_be_asked(const SdkId& sdk) const = 0;
};

struct LogOptions {
    std::string cache_folder; ///< `<home>/cache`; not written to where it is read only
    std::vector<std::string>
        proxies;           ///< GOPROXY entries that may carry /sumdb/ (http, https, file)
    config::GoSettings go; ///< GOSUMDB and friends
    bool offline = false;
};
/// Makes no request and does not fail for what GOSUMDB says: prove() does, when it is needed.
[[nodiscard]] Result<std::unique_ptr<Log>> open_log(os::Host& host, net::Client& client,
                                                    const LogOptions& options);

/// Checks a receipt's proof again from its own bytes alone: the head's signature, the record, its
/// place in the tree. msg::proof_wrong says what does not hold.
[[nodiscard]] Result<void> check_proof(const SdkId& sdk, const Proof& proof);

} // namespace govern::trust
