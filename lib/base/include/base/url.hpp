#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace govern {

/// A URL's parts, as written (no percent-decoding). Schemes: http, https, file.
struct Url {
    std::string scheme;    ///< lower case
    std::string user_info; ///< `user:password`, before the @; empty if absent
    std::string host;      ///< lower case; IPv6 in brackets; empty for file
    std::string port;      ///< digits or empty
    std::string path;      ///< from the first `/`; may be empty
    std::string query;     ///< with its `?`; may be empty

    [[nodiscard]] std::string text() const;
};

[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

/// The same text with `user:password@` and the values of its query (`?token=…`) removed from every
/// URL in it. The one function that keeps secrets out of messages, logs, receipts, history and JSON
/// (RFC 3986 §3.2.1 userinfo).
[[nodiscard]] std::string redact_urls(std::string_view text);
/// The same for a text that is not a valid URL, such as a piece of one: nothing after the place
/// where a login may begin is shown.
[[nodiscard]] std::string redact_broken_url(std::string_view text);

/// A typed command without secrets: redact_urls, and no value for a `NAME=value`, also within a
/// word, whose name says token, password, passwd, secret or key (in any case). Quotes round a word
/// stay.
[[nodiscard]] std::string redact_command(std::string_view command);

/// `base` and `path` joined by exactly one slash, before a query of `base`, as Go joins its
/// proxies' addresses; a query in `path` follows it. A fragment is left out.
[[nodiscard]] std::string join_url(std::string_view base, std::string_view path);

/// Percent-encodes what RFC 3986 does not allow in a path segment (and `/` too).
[[nodiscard]] std::string percent_encode(std::string_view segment);
/// Decodes %XX; nothing where an escape is broken.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

/// True for a URL whose scheme is file, in any case (RFC 3986 §3.1).
[[nodiscard]] bool is_file_url(std::string_view url);
/// A `file:` URL's path in native form (`C:\x` on Windows); nothing if it is not a local file URL.
[[nodiscard]] std::optional<std::string> file_url_path(std::string_view url, bool windows);
/// The reverse: the `file:` URL of an absolute path.
[[nodiscard]] std::string file_url(std::string_view path, bool windows);

} // namespace govern
