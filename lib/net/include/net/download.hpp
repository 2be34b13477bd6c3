#pragma once

#include "net/client.hpp"
#include "os/growing_file.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace govern::net {

/// One large file to download, resumed if an earlier run stopped.
struct DownloadRequest {
    Request request;                            ///< without a range: the whole file
    std::string part_path;                      ///< kept while incomplete, beside it `.state`
    std::string what;                           ///< for messages and progress: `go1.22.5`
    std::optional<std::uint64_t> expected_size; ///< from a listing or the embedded list
    std::uint64_t max_size = 1ULL << 30;        ///< larger is refused (msg::body_too_large)
    /// Asked once the size is known, if expected_size was not; an error ends the download.
    std::function<Result<void>(std::uint64_t)> accept_size = {};
    std::string reject_html_as; ///< non-empty: an HTML body is msg::html_instead of this
    unsigned patience_seconds =
        120;                 ///< so long without progress, no wait that a server asks for is begun
    bool tail_first = false; ///< fetch the last 2 MiB first by one suffix range (a zip's directory)
};

/// Opens the part file (its folder is made) with what an earlier run of the same URL brought, as
/// its `.state` has it; anything else there is cut off. The `file` for start_download.
[[nodiscard]] Result<std::shared_ptr<os::GrowingFile>> open_part(os::Host& host,
                                                                 const DownloadRequest& request);

/// Makes the part from a whole file at another place, as if an earlier run had downloaded it: no
/// request follows. False, and nothing done, if that file does not exist or has not the expected
/// size.
[[nodiscard]] bool use_whole_file(os::Host& host, const DownloadRequest& request,
                                  const std::string& path);

/// Downloads a file into `file` as a background task; readers of `file` may work at the same time.
/// A part left by an earlier run is continued if the server still has the same file (If-Range with
/// a strong ETag; if it sends none, a bare Range whose total must match; the final hash decides in
/// any case). A server without ranges sends all of it again, and the bytes here are compared. A
/// stall, reset or 5xx is reported and resumed with back-off or after the server's Retry-After,
/// until six tries in a row made no progress (two where the first connection is refused) or that
/// wait goes beyond patience_seconds. On a status other than 2xx: msg::http_status, and
/// http_status() has the number. A full disk (msg::no_space) is never retried.
class Download {
public:
    virtual ~Download() = default;
    /// Waits for the end. On failure the part stays for the next run unless it is poisoned.
    virtual Result<void> wait() = 0;
    /// Of the last answer, once wait() has returned; 0 if there was none.
    [[nodiscard]] virtual long http_status() const = 0;
    /// Stops early, within a tenth of a second; wait() then returns msg::interrupted. The part
    /// stays.
    virtual void cancel() = 0;
    /// Removes the part and its state: after a failed verification, or once it was published. Ends
    /// the download. Release `file` before: Windows removes no file that is open.
    virtual void discard() = 0;
    /// Bytes of an earlier run were used. A wrong hash may come from them, so one more try from
    /// nothing (after discard()) is worth it.
    [[nodiscard]] virtual bool resumed() const = 0;
};

/// `host`, `client` and `file` are used until wait() returned or the object is gone.
[[nodiscard]] std::unique_ptr<Download> start_download(os::Host& host, Client& client,
                                                       const DownloadRequest& request,
                                                       std::shared_ptr<os::GrowingFile> file);

} // namespace govern::net
