#pragma once

#include "net/client.hpp"
#include "os/growing_file.hpp"

#include <memory>
#include <optional>
#include <string>

namespace govern::net {

/// One large file to bring, resumed where an earlier run stopped.
struct DownloadRequest {
    Request request;
    std::string part_path;                      ///< kept while incomplete, beside it `.state`
    std::string what;                           ///< for messages and progress: `go1.22.5`
    std::optional<std::uint64_t> expected_size; ///< from a listing or the embedded list
    std::uint64_t max_size = 1ULL << 30;        ///< larger is refused (msg::body_too_large)
    std::string reject_html_as;                 ///< non-empty: an HTML body is msg::html_instead
    bool tail_first = false; ///< fetch the last 2 MiB first by one suffix range (a zip's directory)
};

/// Brings a file into `file` as a background task; readers of `file` may work meanwhile. A part
/// left by an earlier run is continued where the server still has the same file (If-Range with an
/// ETag; where it sends none, a bare Range whose total must match; the final hash decides in any
/// case). A stall or reset is said and resumed, within Settings' limits. On a status other than 2xx:
/// msg::http_status with facts `url` and `status`.
class Download {
public:
    virtual ~Download() = default;
    /// Waits for the end. On failure the part stays for the next run unless it is poisoned.
    virtual Result<void> wait() = 0;
    /// Stops early; wait() then returns msg::interrupted. The part stays.
    virtual void cancel() = 0;
    /// Removes the part and its state: after a failed verification, or once it was published.
    virtual void discard() = 0;
};

[[nodiscard]] std::unique_ptr<Download> start_download(os::Host& host, Client& client,
                                                       const DownloadRequest& request,
                                                       std::shared_ptr<os::GrowingFile> file);

} // namespace govern::net
