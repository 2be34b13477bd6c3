#pragma once

#include "base/result.hpp"
#include "config/config.hpp"
#include "core/provenance.hpp"
#include "core/sdk.hpp"
#include "net/client.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace govern::trust {

/// The files that a static copy of the log serves for some records. All lookups carry one head, and
/// the tiles lead from every record and every former head to it.
struct LogCopy {
    std::string database; ///< its name, the folder below `sumdb/`
    std::string head;     ///< the signed note
    std::uint64_t size = 0;
    /// By their paths below the database's address: `tile/8/…`, `lookup/…`, `latest`, `supported`.
    std::map<std::string, std::string> files;
    std::vector<LogProof> proofs; ///< in the order that was asked for
};

/// The checksum database through a proxy's `/sumdb/` path, directly, or from the cache.
class Log {
public:
    virtual ~Log() = default;
    /// The checksum database's record of one toolchain module, proved: signed tree head,
    /// inclusion of the record, consistency with the last head seen. The first proof costs two
    /// rounds of requests (at most 12), the same one again none; each is checked from the
    /// bytes up every time. Proofs and the larger tree head are kept in the cache. The caller
    /// checks whether the SDK's files have that h1; this changes nothing about the log. An
    /// answer that proves nothing is asked for once more, on new connections, before the error
    /// is returned. Errors: msg::log_unreachable and msg::log_offline (exit 5);
    /// msg::sumdb_off, msg::log_no_record, msg::log_bad_signature, msg::log_bad_tile,
    /// msg::log_forked and others of trust/messages.hpp (exit 6); msg::gosumdb_malformed (exit
    /// 1).
    virtual Result<LogProof> prove(const SdkId& sdk) = 0;
    /// The same for all of these at one head, which is the largest of all that were seen; `former`:
    /// the signed notes of heads that an earlier copy served; one without a good signature says
    /// nothing and is passed over. Errors as for prove().
    virtual Result<LogCopy> copy(const std::vector<SdkId>& sdks,
                                 const std::vector<std::string>& former) = 0;
    /// The error that is known without a request: msg::sumdb_off or msg::gosumdb_malformed, with
    /// which prove() must fail.
    [[nodiscard]] virtual Result<void> may_be_asked(const SdkId& sdk) const = 0;
    /// The database's name, which is also its folder below `sumdb/`; empty if GOSUMDB is malformed.
    [[nodiscard]] virtual std::string name() const = 0;
    /// True if this is a tree head that the database signed, of whatever size.
    [[nodiscard]] virtual bool has_signed(const std::string& note) const = 0;
    /// True if a proof was signed with the key of this very database.
    [[nodiscard]] virtual bool has_key_of(const LogProof& proof) const = 0;
};

struct LogOptions {
    /// `<home>/cache`; not written to where it is read only. Empty: nothing is kept, and no head
    /// that was seen before is compared with.
    std::string cache_folder;
    std::vector<std::string>
        proxies;           ///< GOPROXY entries that may carry /sumdb/ (http, https, file)
    config::GoSettings go; ///< GOSUMDB and friends
    bool offline = false;
    bool keeps = true; ///< false: the cache is only read
};
/// Makes no request and does not fail for what GOSUMDB says: prove() does, when it is needed.
[[nodiscard]] Result<std::unique_ptr<Log>> open_log(os::Host& host, net::Client& client,
                                                    const LogOptions& options);

/// Checks a receipt's proof again from its own bytes alone: the head's signature, the record, its
/// place in the tree. msg::proof_wrong says what does not hold.
[[nodiscard]] Result<void> check_proof(const SdkId& sdk, const LogProof& proof);

} // namespace govern::trust
