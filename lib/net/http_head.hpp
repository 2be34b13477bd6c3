#pragma once

#include "net/client.hpp"

#include <string>
#include <string_view>

namespace govern::net {

/// Collects the header lines of one HTTP answer into a Head (RFC 9110, RFC 9112).
class HeadReader {
public:
    /// A line with or without its CRLF. A status line begins a new head: interim answers (1xx) and
    /// those that libcurl answers itself (407) are followed by another.
    void line(std::string_view text);

    [[nodiscard]] const Head& head() const { return m_head; }
    /// The value of Location; empty if absent.
    [[nodiscard]] const std::string& location() const { return m_location; }
    /// The answer moves the request to location().
    [[nodiscard]] bool is_redirect() const;

private:
    void field(std::string_view name, std::string_view value);
    void content_range(std::string_view value);
    void take_retry_after();

    Head m_head;
    std::string m_location;
    std::string m_retry_after;
    std::string m_date;
    bool m_chunked = false;
};

/// `Range: bytes=…` for a request.
[[nodiscard]] std::string range_header(const Range& range);

} // namespace govern::net
