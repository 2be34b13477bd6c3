#include "http_head.hpp"
#include "support/catch.hpp"

using namespace govern::net;

namespace {

HeadReader read(std::initializer_list<const char*> lines) {
    HeadReader reader;
    for (const char* line : lines) {
        reader.line(line);
    }
    return reader;
}

} // namespace

TEST_CASE("a head's fields are read whatever their case and spaces") {
    const auto head = read({"HTTP/1.1 200 OK\r\n", "CONTENT-length:  12 \r\n",
                            "Content-Type: Text/HTML; charset=x\r\n", "ETag: \"a b\"\r\n",
                            "Last-Modified: Sun\r\n"})
                          .head();
    CHECK(head.status == 200);
    CHECK(head.length == 12u);
    CHECK(head.total == 12u);
    CHECK(head.content_type == "text/html");
    CHECK(head.etag == "\"a b\"");
    CHECK(head.last_modified == "Sun");
}

TEST_CASE("Content-Range gives first byte and total") {
    const auto range = [](const char* text) { return read({"HTTP/1.1 206 x", text}).head(); };
    CHECK(range("Content-Range: bytes 5-9/20").first == 5u);
    CHECK(range("Content-Range: bytes 5-9/20").total == 20u);
    CHECK(range("Content-Range: Bytes 0-9/*").total == std::nullopt);
    CHECK(range("Content-Range: bytes */20").total == 20u);
    CHECK(range("Content-Range: lines 1-2/3").total == std::nullopt);
    CHECK(range("Content-Range: bytes nonsense").total == std::nullopt);
}

TEST_CASE("a later status line begins anew, and chunks overrule a length") {
    const auto reader = read({"HTTP/1.1 407 x", "Content-Length: 3", "HTTP/2 200",
                              "Transfer-Encoding: chunked", "Content-Length: 9"});
    CHECK(reader.head().status == 200);
    CHECK_FALSE(reader.head().length.has_value());
}

TEST_CASE("only redirects with a target are redirects") {
    CHECK(read({"HTTP/1.1 302 x", "Location: /a"}).is_redirect());
    CHECK(read({"HTTP/1.1 308 x", "Location: /a"}).is_redirect());
    CHECK_FALSE(read({"HTTP/1.1 302 x"}).is_redirect());
    CHECK_FALSE(read({"HTTP/1.1 304 x", "Location: /a"}).is_redirect());
    CHECK_FALSE(read({"HTTP/1.1 200 x", "Location: /a"}).is_redirect());
}

TEST_CASE("Retry-After counts in seconds, up to a day, or to a date from the answer's own") {
    const auto wait = [](std::initializer_list<const char*> lines) {
        return read(lines).head().retry_after;
    };
    const auto* then = "Retry-After: Thu, 01 Mar 2012 00:00:07 GMT";
    CHECK(wait({"HTTP/1.1 503 x", "Retry-After: 7"}) == 7);
    CHECK(wait({"HTTP/1.1 503 x", "Retry-After: 7000000000000000000"}) == 86400);
    CHECK(wait({"HTTP/1.1 503 x", "Date: Wed, 29 Feb 2012 23:59:57 GMT", then}) == 10);
    CHECK(wait({"HTTP/1.1 503 x", then, "Date: Wed, 29 Feb 2012 23:59:57 GMT"}) == 10);
    CHECK(wait({"HTTP/1.1 503 x", then, "Date: Thu, 01 Mar 2012 00:00:08 GMT"}) == 0);
    CHECK(wait({"HTTP/1.1 503 x", then}) == 0);
    CHECK(wait({"HTTP/1.1 503 x", "Retry-After: Thu, 01 Foo 2012 00:00:07 GMT"}) == 0);
}

TEST_CASE("a date is read in the one form that servers send") {
    // How long to wait from the first second of 2024, which tells what was read.
    const auto until = [](const std::string& date) {
        const auto field = "Retry-After: " + date;
        return read({"HTTP/1.1 503 x", "Date: Mon, 01 Jan 2024 00:00:00 GMT", field.c_str()})
            .head()
            .retry_after;
    };
    const struct {
        const char* date;
        unsigned seconds;
    } table[] = {
        {"Mon, 01 Jan 2024 00:00:01 GMT", 1},     {"Mon, 01 Jan 2024 01:02:03 GMT", 3723},
        {"Tue, 02 Jan 2024 00:00:00 GMT", 86400}, {"Sun, 31 Dec 2023 23:59:59 GMT", 0},
        {"Fri, 01 Jan 2044 00:00:00 GMT", 86400}, // a day at most
        {"Mon, 01 Jan 2024 00:00:01 CET", 0},     {"Mon, 01 Jan 2024 00:00:01 gmt", 0},
        {"Mon, 1 Jan 2024 00:00:01 GMT", 0},      {"Monday, 01-Jan-24 00:00:01 GMT", 0},
        {"Mon Jan  1 00:00:01 2024", 0},          {"Mon, 01 jan 2024 00:00:01 GMT", 0},
        {"Mon, xx Jan 2024 00:00:01 GMT", 0},     {"Mon, 01 Jan 2024 00:00:-1 GMT", 0},
    };
    for (const auto& row : table) {
        INFO(row.date);
        CHECK(until(row.date) == row.seconds);
    }
}

TEST_CASE("ranges are written as servers want them") {
    CHECK(range_header({0, 9}) == "Range: bytes=0-9");
    CHECK(range_header({5, std::nullopt}) == "Range: bytes=5-");
    CHECK(range_header({std::nullopt, 100}) == "Range: bytes=-100");
}

TEST_CASE("web pages are told from data") {
    CHECK(looks_like_html("text/html", "{}"));
    CHECK(looks_like_html("application/octet-stream", "\r\n <!DOCTYPE html><html>"));
    CHECK(looks_like_html("", "<HTML><head>"));
    CHECK_FALSE(looks_like_html("application/json", "{\"a\": \"<html>\"}"));
    CHECK_FALSE(looks_like_html("", "PK\x03\x04"));
    CHECK_FALSE(looks_like_html("", ""));
    CHECK(html_title("<html><head><title lang=en>\n Sign in </title>") == "Sign in");
    CHECK(html_title("<html><body>x").empty());
}

TEST_CASE("an error answer's first line is quoted where it is text") {
    const auto excerpt = [](const char* type, const char* body) {
        Response response;
        response.head.content_type = type;
        response.body = body;
        return answer_excerpt(response);
    };
    CHECK(excerpt("text/plain", "not here\nmore") == "not here");
    CHECK(excerpt("text/html", "not here").empty());
    CHECK(excerpt("text/plain", "a\x1b[31mred").empty());
    CHECK(excerpt("text/plain", "\xff\xfe").empty());
    CHECK(excerpt("text/plain", "").empty());
}
