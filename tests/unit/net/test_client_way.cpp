#include "client_fixture.hpp"
#include "net/messages.hpp"

using namespace govern;
using test::code;
using test::Seen;
using test::TinyServer;
using Fixture = test::ClientFixture;
using Text = test::TextBody;

TEST_CASE_METHOD(Fixture, "a refused connection is its own error") {
    std::string url;
    {
        TinyServer server([](const Seen&) { return test::answer(200, ""); });
        url = server.url("/");
    }
    CHECK(error_of(url) == "connect-failed");
}

TEST_CASE_METHOD(Fixture, "addresses that are none") {
    CHECK(error_of("ftp://a.org/") == "url-invalid");
    CHECK(error_of("nonsense") == "url-invalid");
    CHECK(error_of("http://a b/") == "url-invalid");
}

TEST_CASE_METHOD(Fixture, "redirects are followed to the end, relative ones too") {
    TinyServer server([](const Seen& seen) {
        if (seen.target == "/a/one") {
            return test::answer(302, "moved", "Location: two?q\r\n");
        }
        return seen.target == "/a/two?q" ? test::answer(301, "", "Location: /three\r\n")
                                         : test::answer(200, seen.target);
    });
    const auto response = fetch(server.url("/a/one"));
    REQUIRE(response.has_value());
    CHECK(response->body == "/three");
    CHECK(response->head.url == server.url("/three"));
    Text sink;
    REQUIRE(use().stream({server.url("/a/one")}, sink).has_value());
    CHECK(sink.body == "/three");
    CHECK(sink.heads.size() == 1);
}

TEST_CASE_METHOD(Fixture, "redirect loops and redirects to nowhere end") {
    TinyServer server([](const Seen& seen) {
        return seen.target == "/loop" ? test::answer(302, "", "Location: /loop\r\n")
                                      : test::answer(302, "", "Location: file:///etc/passwd\r\n");
    });
    CHECK(error_of(server.url("/loop")) == "too-many-redirects");
    CHECK(server.seen().size() == 11);
    CHECK(error_of(server.url("/file")) == "redirect-invalid");
}

TEST_CASE_METHOD(Fixture, "a URL's user and password are sent and shown nowhere") {
    TinyServer other([](const Seen&) { return test::answer(200, "other"); });
    TinyServer server([&](const Seen& seen) {
        if (seen.target == "/here") {
            return test::answer(302, "", "Location: /there\r\n");
        }
        if (seen.target == "/away") {
            return test::answer(302, "", "Location: " + other.url("/") + "\r\n");
        }
        return test::answer(seen.target == "/503" ? 503 : 200, "");
    });
    const auto with_login = [&](const std::string& path) {
        return "http://us%40er:s3cret@" + server.address() + path;
    };
    const auto response = fetch(with_login("/here"));
    REQUIRE(response.has_value());
    // base64 of us@er:s3cret
    CHECK(server.seen().at(0).header("Authorization") == "Basic dXNAZXI6czNjcmV0");
    CHECK(server.seen().at(1).header("Authorization") == "Basic dXNAZXI6czNjcmV0");
    REQUIRE(fetch(with_login("/away")).has_value());
    CHECK(other.seen().at(0).header("Authorization").empty());
    for (const char* path : {"/here", "/503"}) {
        const auto text = shown(fetch(with_login(path)));
        CHECK(text.find("s3cret") == text.npos);
        CHECK(text.find("us%40er") == text.npos);
    }
}

TEST_CASE_METHOD(Fixture, "requests go to the proxy the environment names") {
    TinyServer proxy([](const Seen& seen) { return test::answer(200, seen.target); });
    auto& environment = host.host.environment;
    environment.set("HTTP_PROXY", "http://us:s3cret@" + proxy.address());
    environment.set("NO_PROXY", "direct.invalid");
    const auto response = fetch("http://host.invalid/x");
    REQUIRE(response.has_value());
    CHECK(response->body == "http://host.invalid/x");
    CHECK(proxy.seen().at(0).header("Proxy-Authorization") == "Basic dXM6czNjcmV0");
    CHECK(host.reporter.said(msg::using_proxy));
    CHECK(shown(response).find("s3cret") == std::string::npos);
    CHECK(error_of("http://direct.invalid/") == "host-not-found");
    // Never for loopback, whatever the variables say.
    TinyServer server([](const Seen&) { return test::answer(200, "direct"); });
    CHECK(fetch(server.url("/")).value().body == "direct");
    CHECK(proxy.seen().size() == 1);
}

TEST_CASE_METHOD(Fixture, "a proxy whose name leads nowhere is named") {
    host.host.environment.set("HTTP_PROXY", "http://us:s3cret@proxy.invalid:3128");
    const auto response = fetch("http://host.invalid/x");
    REQUIRE(code(response) == "proxy-not-found");
    CHECK(shown(response).find("proxy.invalid:3128") != std::string::npos);
    CHECK(shown(response).find("s3cret") == std::string::npos);
}

TEST_CASE_METHOD(Fixture, "a proxy that opens no tunnel is named with its answer") {
    TinyServer proxy([](const Seen& seen) {
        return test::answer(seen.header("Proxy-Authorization").empty() ? 407 : 403, "no",
                            "Proxy-Authenticate: Basic realm=x\r\n");
    });
    auto& environment = host.host.environment;
    environment.set("HTTPS_PROXY", proxy.address());
    const auto response = fetch("https://host.invalid/");
    REQUIRE(code(response) == "proxy-refused");
    CHECK(response.error().fact("status") == "407");
    CHECK(proxy.seen().at(0).method == "CONNECT");
    CHECK(proxy.seen().at(0).target == "host.invalid:443");
    environment.set("HTTPS_PROXY", "http://us:s3cret@" + proxy.address());
    const auto second = fetch("https://host.invalid/");
    REQUIRE(code(second) == "proxy-refused");
    CHECK(second.error().fact("status") == "403");
    CHECK(shown(second).find("s3cret") == std::string::npos);
}

TEST_CASE_METHOD(Fixture, "a server that speaks no TLS fails as TLS") {
    TinyServer server([](const Seen&) { return test::answer(200, ""); });
    // TinyServer waits for the end of a head that never comes; the client gives up first or the
    // server's text is no TLS.
    settings.connect_seconds = 1;
    const auto result = error_of("https://" + server.address() + "/");
    CHECK((result == "tls-failed" || result == "connect-timeout"));
}

TEST_CASE_METHOD(Fixture, "certificates that cannot be used are named") {
    settings.ca_file = host.path("none.pem");
    CHECK(error_of("https://127.0.0.1:1/") == "ca-file-unusable");
    client.reset();
    settings.ca_file = host.write("empty.pem", "hello");
    CHECK(error_of("https://127.0.0.1:1/") == "ca-file-unusable");
}
