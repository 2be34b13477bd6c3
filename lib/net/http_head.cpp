#include "http_head.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace govern::net {

namespace {

constexpr unsigned k_max_retry_after = 30;

std::string media_type(std::string_view value) {
    return to_lower(trim(value.substr(0, value.find(';'))));
}

} // namespace

void HeadReader::line(std::string_view text) {
    const auto line = trim(text);
    if (line.substr(0, 5) == "HTTP/") {
        *this = HeadReader();
        const auto space = line.find(' ');
        if (space != line.npos) {
            m_head.status = static_cast<long>(parse_number(line.substr(space + 1, 3)).value_or(0));
        }
        return;
    }
    const auto colon = line.find(':');
    if (colon != line.npos) {
        field(to_lower(line.substr(0, colon)), trim(line.substr(colon + 1)));
    }
}

void HeadReader::field(std::string_view name, std::string_view value) {
    if (name == "content-length") {
        m_head.length = m_chunked ? std::nullopt : parse_number(value);
        if (m_head.status == 200) {
            m_head.total = m_head.length;
        }
    } else if (name == "transfer-encoding") {
        // RFC 9112 §6.3: it overrides a length.
        m_chunked = true;
        m_head.length.reset();
        m_head.total.reset();
    } else if (name == "content-range") {
        content_range(value);
    } else if (name == "content-type") {
        m_head.content_type = media_type(value);
    } else if (name == "etag") {
        m_head.etag = value;
    } else if (name == "last-modified") {
        m_head.last_modified = value;
    } else if (name == "location") {
        m_location = value;
    } else if (name == "retry-after") {
        const auto seconds = parse_number(value).value_or(0);
        m_retry_after =
            static_cast<unsigned>(std::min<unsigned long long>(seconds, k_max_retry_after));
    }
}

/// `bytes FIRST-LAST/TOTAL`, `bytes */TOTAL`; TOTAL may be `*`.
void HeadReader::content_range(std::string_view value) {
    if (!equals_ignoring_case(value.substr(0, 6), "bytes ")) {
        return;
    }
    const auto range = trim(value.substr(6));
    const auto slash = range.find('/');
    if (slash == range.npos) {
        return;
    }
    if (const auto total = parse_number(range.substr(slash + 1))) {
        m_head.total = *total;
    }
    const auto first = parse_number(range.substr(0, std::min(range.find('-'), slash)));
    m_head.first = first.value_or(0);
}

bool HeadReader::is_redirect() const {
    const long status = m_head.status;
    const bool moved =
        status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    return moved && !m_location.empty();
}

std::string range_header(const Range& range) {
    std::string out = "Range: bytes=";
    if (range.first) {
        out += std::to_string(*range.first);
    }
    out += '-';
    if (range.last) {
        out += std::to_string(*range.last);
    }
    return out;
}

bool is_transient_status(long status) {
    return status == 408 || status == 429 ||
           (status >= 500 && status <= 599 && status != 501 && status != 505);
}

bool looks_like_html(std::string_view content_type, std::string_view body_start) {
    if (content_type == "text/html" || content_type == "application/xhtml+xml") {
        return true;
    }
    const auto begin = to_lower(trim(body_start.substr(0, 256)));
    return begin.rfind("<!doctype html", 0) == 0 || begin.rfind("<html", 0) == 0;
}

std::string html_title(std::string_view body_start) {
    const auto lower = to_lower(body_start);
    const auto open = lower.find("<title");
    const auto begin = open == lower.npos ? open : lower.find('>', open);
    const auto end = begin == lower.npos ? begin : lower.find('<', begin);
    if (end == lower.npos) {
        return {};
    }
    std::string title(trim(body_start.substr(begin + 1, end - begin - 1)).substr(0, 80));
    std::replace_if(
        title.begin(), title.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; },
        ' ');
    while (!is_utf8(title)) {
        title.pop_back();
    }
    return title;
}

std::string answer_excerpt(const Response& response) {
    const auto lines = lines_of(trim(response.body));
    if (lines.empty() || lines[0].find('<') != lines[0].npos ||
        looks_like_html(response.head.content_type, response.body)) {
        return {};
    }
    std::string out(trim(lines[0].substr(0, 200)));
    const bool printable = std::none_of(out.begin(), out.end(), [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    });
    return printable && is_utf8(out) ? out : std::string();
}

} // namespace govern::net
