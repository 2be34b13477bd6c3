#pragma once

#include "net/download.hpp"
#include "ops/context.hpp"
#include "ops/sdk/evidence.hpp"
#include "os/growing_file.hpp"

#include <memory>
#include <string>

namespace govern::ops {

/// The archive of one offer on its way into the home's downloads folder: downloaded, continued
/// from an earlier run, copied from a file of the user's, or a kept archive in its place. The lock
/// of its SDK must be held.
class Acquisition {
public:
    /// Says what begins and starts. `in_order`: from the first byte to the last, in one request.
    /// Errors: msg::not_enough_space and what net::open_part says.
    [[nodiscard]] static Result<std::unique_ptr<Acquisition>>
    begin(Context& context, const SdkId& id, const sources::Offer& offer, const EvidencePlan& plan,
          bool in_order);

    /// May be read while it grows; until close().
    [[nodiscard]] os::GrowingFile& file() { return *m_file; }
    void cancel() { m_download->cancel(); }
    /// Waits for the end.
    Result<void> wait() { return m_download->wait(); }
    /// Lets go of the file.
    void close() { m_file.reset(); }

    /// Of the last answer; 0 if there was none.
    [[nodiscard]] long http_status() const { return m_download->http_status(); }
    /// Bytes of an earlier run were used.
    [[nodiscard]] bool resumed() const { return m_download->resumed(); }

    /// Removes what came, also a kept archive: it is not what it should be.
    void throw_away();
    /// Ends the download's files; with keep_archives a copy stays.
    void finish();

private:
    Acquisition(Context& context, const SdkId& id) : m_context(context), m_id(id) {}
    void keep();

    Context& m_context;
    SdkId m_id;
    net::DownloadRequest m_request;
    std::string m_kept; ///< where keep_archives keeps it
    bool m_uses_kept = false;
    bool m_keeps = true; ///< it is what its name there promises
    std::shared_ptr<os::GrowingFile> m_file;
    std::unique_ptr<net::Download> m_download; ///< last: it uses the others
};

} // namespace govern::ops
