#pragma once

#include "base/result.hpp"
#include "os/host.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace govern::net {

/// The settings of transfers. Read once from the environment and the config.
struct Settings {
    std::string ca_file; ///< extra certificates (PEM), besides the system's; empty: none
    std::vector<std::string>
        ca_folders;               ///< and each file's in these; a file that is not PEM is skipped
    bool netrc = true;            ///< .netrc may be read at all
    bool offline = false;         ///< every http(s) request fails at once with msg::offline
    unsigned connect_seconds = 5; ///< name, connection and TLS handshake together
    unsigned stall_seconds = 15;  ///< no byte for so long is a stall
    unsigned head_seconds = 300;  ///< the same before the head of an answer that is made on demand
    unsigned small_seconds = 120; ///< for a small answer, its further tries included
};

struct Range {
    std::optional<std::uint64_t> first; ///< nothing: a suffix range of `last` bytes
    std::optional<std::uint64_t> last;  ///< inclusive; nothing: to the end
};

struct Request {
    std::string
        url; ///< http, https or file; `user:password@` is sent as basic auth and never shown
    std::optional<Range> range = {};
    std::vector<std::string> headers = {}; ///< `Name: value`
    bool use_netrc = false; ///< as Go for GOPROXY: logins, also those of .netrc, over https only
    /// The server may be a cache that must fetch the file itself before it answers: govern waits
    /// longer for its head (Settings::head_seconds) and reports the wait.
    bool made_on_demand = false;
    /// On a connection that no other request uses, before or after: a fault of a shared connection
    /// cannot happen again.
    bool own_connection = false;
    /// Asked several times a second: true ends it, and the wait for another try, with
    /// msg::interrupted.
    std::function<bool()> stopped = {};

    [[nodiscard]] bool is_stopped() const { return stopped && stopped(); }
};

/// The head of a response, after redirects.
struct Head {
    long status = 0;                     ///< HTTP status; for file: 200 or 404
    std::string url;                     ///< the last address, redacted
    std::optional<std::uint64_t> length; ///< of the body to come
    std::optional<std::uint64_t> total;  ///< whole size, from Content-Range (206) or length (200)
    std::uint64_t first = 0;             ///< offset of the first body byte, from Content-Range
    std::string content_type;            ///< lower case, without parameters
    std::string content_encoding;        ///< lower case; empty if the body is the file itself
    std::string etag;                    ///< as sent; empty if absent
    std::string last_modified;
    unsigned retry_after = 0; ///< seconds that the server asks to wait; 0 if it does not ask
};

/// Takes a body as it comes. begin() is called once for each try that got a 200 or 206 answer;
/// after a retry data starts again where begin() says. Return an error to end the transfer.
class BodySink {
public:
    virtual ~BodySink() = default;
    virtual Result<void> begin(const Head& head) = 0;
    virtual Result<void> data(std::span<const std::byte> bytes) = 0;
    /// Asked several times a second, also while no bytes come: true ends the transfer with
    /// msg::interrupted.
    [[nodiscard]] virtual bool stopped() const { return false; }
};

struct Response {
    Head head;
    std::string body; ///< of fetch(): all of it; of a non-2xx answer: its first 4 KiB
};

/// HTTP(S) and file transfers. One object a run; its methods may be called from several threads.
class Client {
public:
    virtual ~Client() = default;

    /// A small body, at most `max_bytes` (msg::body_too_large). Any HTTP status is an answer, not
    /// an error: look at head.status. Transient failures (connection reset, 5xx, 429, stall) are
    /// retried first with back-off. Errors: connect, TLS, stall, truncation, too long, offline;
    /// msg::too_slow after Settings::small_seconds in all, which count from the head of an answer
    /// that is made on demand; msg::content_encoded.
    virtual Result<Response> fetch(const Request& request, std::size_t max_bytes) = 0;

    /// Several small bodies in parallel over few connections; results in order.
    virtual std::vector<Result<Response>> fetch_all(const std::vector<Request>& requests,
                                                    std::size_t max_bytes) = 0;

    /// A large body into a sink: one try, no retry, as the caller resumes. A non-2xx answer is
    /// returned with its head and the sink untouched.
    virtual Result<Response> stream(const Request& request, BodySink& sink) = 0;
};

/// `Content-Length` mismatches are errors: msg::body_truncated always; msg::body_too_long where the
/// surplus can be seen (with TLS only in small answers), else the hash tells. Redirects are
/// followed (10 at most), never from https to http. libcurl is loaded at the first http(s) request.
/// Proxies: HTTPS_PROXY, HTTP_PROXY and NO_PROXY by Go's rules, on Windows else the user's system
/// proxy.
[[nodiscard]] std::unique_ptr<Client> make_client(os::Host& host, const Settings& settings);

/// True for failures worth another try of the same request: connection refused by a busy server,
/// reset, stall, 408, 429, 5xx.
[[nodiscard]] bool is_transient(const Error& error);
[[nodiscard]] bool is_transient_status(long status);

/// True if a body is a web page, by its Content-Type (lower case, without parameters) or, if that
/// is too general, by its first bytes.
[[nodiscard]] bool looks_like_html(std::string_view content_type, std::string_view body_start);
/// The text of a page's <title>, on one line and cut to 80 bytes; empty if absent.
[[nodiscard]] std::string html_title(std::string_view body_start);
/// The start of an error answer's body for messages: its first line where that is plain text, at
/// most 200 bytes; empty for markup and binary.
[[nodiscard]] std::string answer_excerpt(const Response& response);

} // namespace govern::net
