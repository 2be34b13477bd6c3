#include "base/url.hpp"
#include "support/catch.hpp"

#include <string>
#include <utility>

using namespace govern;

TEST_CASE("No user or password of a URL survives redaction", "[url]") {
    const std::pair<const char*, const char*> table[] = {
        {"https://user:secret@host/x", "https://host/x"},
        {"https://secret@host", "https://host"},
        {"see https://u:p@a/x and http://v:q@b:8080/y.", "see https://a/x and http://b:8080/y."},
        {"https://u:p@a,https://v:q@b|direct", "https://a,https://b|direct"},
        {"https://u:p%40w@host/", "https://host/"},
        {"https://u:p@ss@host/", "https://host/"}, // the last @ ends it
        {"https://u:p@[::1]:80/x", "https://[::1]:80/x"},
        {"socks5://u:p@proxy:1080", "socks5://proxy:1080"},
        {"ftp://u:p@x", "ftp://x"},
        {"https://u:p?q#f@host/", "https://host/"},
        {"'https://u:p@host/x'", "'https://host/x'"},
        {"https://u:p|w,\"'<>x@host/", "https://host/"},
        {"https://u:p/w@host/x", "https://host/x"},
        {"https://host:80/path@2", "https://host:80/path@2"},
        {"https://[::1]/path@2", "https://[::1]/path@2"},
        {"https://a,https://b:80/@v|https://u:p@c", "https://a,https://b:80/@v|https://c"},
        {"https://host/path@2", "https://host/path@2"},
        {"mail a@b.c", "mail a@b.c"},
        {"https://host", "https://host"},
        {"https://host/x?token=s3cret&X-Sig=a%2Fb&flag s", "https://host/x?token=…&X-Sig=…&… s"},
        {"https://u:p@host?s3cret\nhttps://v@b/", "https://host?…\nhttps://b/"},
        {"https://a?k=s3cret,https://b?l=m", "https://a?k=…"},
        {"https://a,https://u:p@b?l=m", "https://a,https://b?l=…"},
        {"https://host/?mode=json&include=all", "https://host/?mode=json&include=all"},
        {"what? https://host/?", "what? https://host/?"},
        {"://", "://"},
        {"", ""},
        {"https://u:p\\w@host/", "https://host/"},
    };
    for (const auto& [text, expected] : table) {
        CHECK(redact_urls(text) == expected);
    }
}

TEST_CASE("What should have been a URL is shown only as far as no login can be in it", "[url]") {
    const std::pair<const char*, const char*> table[] = {
        {"ftp://host/x", "ftp://host/x"},
        {"https//host/x", "https//host/x"},
        {"https://me:secret", "https://…"},
        {"https://me:secret@host:port/", "https://…"},
        {"https://secret@host /", "https://…"},
        {"me:secret@host", "…"},
        {"secret@host", "…"},
        {"host/x?token=s3cret", "…"},
        {"C:\\mirror", "C:\\mirror"},
        {"C:\\secret@x", "C:…"},
        {"", ""},
    };
    for (const auto& [text, expected] : table) {
        CHECK(redact_broken_url(text) == expected);
    }
}

TEST_CASE("No value of a secret's name survives in a typed command", "[url]") {
    CHECK(redact_command("go test API_TOKEN=x -v") == "go test API_TOKEN=... -v");
    CHECK(redact_command("TOKEN='a b' go") == "TOKEN=... go");
    CHECK(redact_command("sh -c 'DB_KEY=a b' x") == "sh -c 'DB_KEY=...' x");
    CHECK(redact_command("-ldflags=-X=main.token=abc -v") == "-ldflags=-X=main.token=... -v");
    CHECK(redact_command("-ldflags=\"-X=m.v=1 -X=m.password=p\" .") ==
          "-ldflags=\"-X=m.v=1 -X=m.password=... .");
    CHECK(redact_command("-mod=mod a=b=c") == "-mod=mod a=b=c");
}

TEST_CASE("A URL falls into its parts and back", "[url]") {
    const auto url = parse_url("HTTPS://User:Pw@Example.COM:8443/a/B?q=1#part");
    REQUIRE(url);
    CHECK(url->scheme == "https");
    CHECK(url->user_info == "User:Pw");
    CHECK(url->host == "example.com");
    CHECK(url->port == "8443");
    CHECK(url->path == "/a/B");
    CHECK(url->query == "?q=1");
    CHECK(url->text() == "https://User:Pw@example.com:8443/a/B?q=1");
    CHECK(parse_url("http://[2001:db8::1]:80/")->host == "[2001:db8::1]");
    CHECK(parse_url("http://[2001:db8::1]:80/")->port == "80");
    CHECK(parse_url("https://host?x")->query == "?x");
    CHECK(parse_url("file:///C:/x")->path == "/C:/x");
    CHECK(parse_url("file://localhost/x")->host == "localhost");
}

TEST_CASE("What is not an http, https or file URL is refused", "[url]") {
    for (const char* text :
         {"", "host", "ftp://x/", "https:/x", "https://", "https:///x", "https://h:port/",
          "https://h /", "https://h/\n", "file://server/share", "://x"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_url(text));
    }
}

TEST_CASE("URLs are joined by one slash", "[url]") {
    CHECK(join_url("https://h/a", "b") == "https://h/a/b");
    CHECK(join_url("https://h/a//", "//b/c") == "https://h/a/b/c");
    CHECK(join_url("https://h?t=1", "b") == "https://h/b?t=1");
    CHECK(join_url("https://h/a/?t=1/2#f", "b") == "https://h/a/b?t=1/2");
    CHECK(join_url("https://h/a#f?x", "b") == "https://h/a/b");
    CHECK(join_url("https://h/a", "?m=1") == "https://h/a/?m=1");
    CHECK(join_url("https://h/a?t=1", "?m=1&n") == "https://h/a/?t=1&m=1&n");
    CHECK(join_url("https://h/a?", "?m=1") == "https://h/a/?m=1");
}

TEST_CASE("Percent encoding goes there and back", "[url]") {
    CHECK(percent_encode("a b/c%\xc3\xa4") == "a%20b%2Fc%25%C3%A4");
    CHECK(percent_encode("v1.2.3+x@y~!") == "v1.2.3+x@y~!");
    CHECK(percent_decode("a%20b%2Fc") == "a b/c");
    CHECK(percent_decode(percent_encode("a b/c%\xc3\xa4")) == "a b/c%\xc3\xa4");
    for (const char* broken : {"%", "a%2", "%zz", "%2"}) {
        CHECK_FALSE(percent_decode(broken));
    }
}

TEST_CASE("a file URL is known by its scheme, in any case") {
    for (const auto* url : {"file:///srv/go", "FILE:///srv/go", "File:///C:/go", "file:"}) {
        CHECK(is_file_url(url));
    }
    for (const auto* url : {"", "file", "files:///srv", "https://file:1/", "/file:", "C:\\file:"}) {
        CHECK_FALSE(is_file_url(url));
    }
}

TEST_CASE("A file URL becomes a path of its system", "[url]") {
    CHECK(file_url_path("file:///srv/my%20mirror", false) == "/srv/my mirror");
    CHECK(file_url_path("file:///C:/mirror/x", true) == "C:\\mirror\\x");
    CHECK_FALSE(file_url_path("https://h/x", false));
    CHECK_FALSE(file_url_path("file:///a%00b", false));
    CHECK_FALSE(file_url_path("file:///a%zz", false));
}

TEST_CASE("a path becomes a file URL and a path again", "[url]") {
    CHECK(file_url("/srv/my mirror/50%#1?.zip", false) ==
          "file:///srv/my%20mirror/50%25%231%3F.zip");
    CHECK(file_url("C:\\my files\\x.zip", true) == "file:///C:/my%20files/x.zip");
    CHECK(file_url("/a\\b", false) == "file:///a%5Cb");
    for (const std::string path : {"/", "/a/b", "/\xc3\xb6 '/x&y"}) {
        CHECK(file_url_path(file_url(path, false), false) == path);
    }
    for (const std::string path : {"C:\\", "C:\\a b\\\xc3\xb6", "\\\\server\\share\\a b"}) {
        CHECK(file_url_path(file_url(path, true), true) == path);
    }
}
