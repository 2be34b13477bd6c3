#include "http_head.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace govern::net {

namespace {

/// More than any limit on waiting.
constexpr unsigned k_max_retry_after = 24 * 3600;

std::string media_type(std::string_view value) {
    return to_lower(trim(value.substr(0, value.find(';'))));
}

/// Unix seconds of `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7); servers send no other form.
std::optional<std::int64_t> http_date(std::string_view text) {
    constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(25) != " GMT") {
        return std::nullopt;
    }
    const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
    const auto day = parse_number(text.substr(5, 2));
    const auto year = parse_number(text.substr(12, 4));
    const auto hour = parse_number(text.substr(17, 2));
    const auto minute = parse_number(text.substr(20, 2));
    const auto second = parse_number(text.substr(23, 2));
    if (month == months.end() || !day || !year || !hour || !minute || !second) {
        return std::nullopt;
    }
    namespace chrono = std::chrono;
    const chrono::year_month_day date(
        chrono::year(static_cast<int>(*year)),
        chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
        chrono::day(static_cast<unsigned>(*day)));
    const auto days = chrono::sys_days(date).time_since_epoch().count();
    return std::int64_t{days} * 86400 +
           static_cast<std::int64_t>(*hour * 3600 + *minute * 60 + *second);
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
    } else if (name == "content-encoding") {
        m_head.content_encoding = to_lower(value) == "identity" ? "" : to_lower(value);
    } else if (name == "etag") {
        m_head.etag = value;
    } else if (name == "last-modified") {
        m_head.last_modified = value;
    } else if (name == "location") {
        m_location = value;
    } else if (name == "retry-after") {
        m_retry_after = value;
        take_retry_after();
    } else if (name == "date") {
        m_date = value;
        take_retry_after(); // in whichever order they come
    }
}

/// A point of time counts from the answer's own Date: the clock here may be wrong.
void HeadReader::take_retry_after() {
    auto seconds = parse_number(m_retry_after);
    const auto then = http_date(m_retry_after);
    const auto now = http_date(m_date);
    if (then && now && *then > *now) {
        seconds = static_cast<std::uint64_t>(*then - *now);
    }
    m_head.retry_after =
        static_cast<unsigned>(std::min<std::uint64_t>(seconds.value_or(0), k_max_retry_after));
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
