#include "net/client.hpp"
#include "base/messages/common.hpp"
#include "base/messages/net.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"
#include "support/tiny_server.hpp"

using namespace govern;
using test::Reply;
using test::Seen;
using test::TinyServer;

namespace {

/// Collects a stream.
class Text : public net::BodySink {
public:
    Result<void> begin(const net::Head& head) override {
        heads.push_back(head);
        body.clear();
        return {};
    }
    Result<void> data(std::span<const std::byte> bytes) override {
        body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return {};
    }
    bool stopped() const override { return stop; }
    std::vector<net::Head> heads;
    std::string body;
    bool stop = false;
};

struct Fixture {
    test::TestHost host;
    net::Settings settings;
    std::unique_ptr<net::Client> client;

    net::Client& use() {
        if (!client) {
            settings.stall_seconds = 1;
            client = net::make_client(host.host, settings);
        }
        return *client;
    }
    Result<net::Response> fetch(const std::string& url, std::size_t max = 1 << 20) { return use().fetch({url}, max); }
    std::string error_of(const std::string& url) {
        const auto response = fetch(url);
        return response ? "status " + std::to_string(response->head.status) : std::string(response.error().spec().code);
    }
    /// Everything a user could see of an error and of what was said.
    std::string shown(const Result<net::Response>& response) {
        return (response ? response->head.url : render_text(response.error(), "error")) + host.reporter.text();
    }
};

std::string code(const Result<net::Response>& response) {
    return response ? "none" : std::string(response.error().spec().code);
}

} // namespace

TEST_CASE_METHOD(Fixture, "a small body comes with its head") {
    TinyServer server([](const Seen&) {
        return test::answer(200, "hello", "Content-Type: Text/Plain; charset=utf-8\r\nETag: \"e\"\r\n");
    });
    const auto response = fetch(server.url("/a?b=c"));
    REQUIRE(response.has_value());
    CHECK(response->body == "hello");
    CHECK(response->head.status == 200);
    CHECK(response->head.length == 5u);
    CHECK(response->head.content_type == "text/plain");
    CHECK(response->head.etag == "\"e\"");
    CHECK(response->head.url == server.url("/a?b=c"));
    CHECK(server.seen().at(0).target == "/a?b=c");
    CHECK(server.seen().at(0).header("User-Agent") == "govern");
}

TEST_CASE_METHOD(Fixture, "every status is an answer, with the start of its body") {
    TinyServer server([](const Seen&) { return test::answer(403, std::string(10'000, 'x')); });
    const auto response = fetch(server.url("/"));
    REQUIRE(response.has_value());
    CHECK(response->head.status == 403);
    CHECK(response->body.size() == 4096);
    CHECK(server.seen().size() == 1);
}

TEST_CASE_METHOD(Fixture, "a huge error page is not read to its end") {
    TinyServer server([](const Seen&) { return test::answer(404, std::string(20'000'000, 'x')); });
    const auto response = fetch(server.url("/"));
    REQUIRE(response.has_value());
    CHECK(response->head.status == 404);
}

TEST_CASE_METHOD(Fixture, "bodies over the limit are refused, announced or not") {
    TinyServer server([](const Seen& seen) {
        return seen.target == "/announced"
                   ? test::answer(200, "0123456789x")
                   : Reply{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789x", Reply::Then::close};
    });
    CHECK(code(fetch(server.url("/announced"), 10)) == "body-too-large");
    CHECK(code(fetch(server.url("/silent"), 10)) == "body-too-large");
    CHECK(fetch(server.url("/announced"), 11).has_value());
}

TEST_CASE_METHOD(Fixture, "transient failures are tried again, with a word and a pause") {
    unsigned count = 0;
    Reply first = test::answer(503, "busy");
    SECTION("5xx") {}
    SECTION("reset") { first = {"", Reply::Then::reset}; }
    SECTION("closed without an answer") { first = {"", Reply::Then::close}; }
    SECTION("cut") { first = test::cut_answer("0123456789", 5, Reply::Then::close); }
    SECTION("stall") { first = test::cut_answer("0123456789", 5, Reply::Then::stall); }
    TinyServer server([&](const Seen&) { return ++count <= 2 ? first : test::answer(200, "good"); });
    const auto response = fetch(server.url("/"));
    REQUIRE(response.has_value());
    CHECK(response->body == "good");
    CHECK(count == 3);
    CHECK(host.reporter.said(msg::retrying));
    CHECK(host.clock.slept() > std::chrono::milliseconds(300));
}

TEST_CASE_METHOD(Fixture, "what does not pass is told after four tries") {
    TinyServer server([&](const Seen& seen) {
        return seen.target == "/500" ? test::answer(500, "broken") : test::cut_answer("0123456789", 5, Reply::Then::close);
    });
    CHECK(error_of(server.url("/500")) == "status 500");
    CHECK(server.seen().size() == 4);
    const auto response = fetch(server.url("/cut"));
    REQUIRE(code(response) == "body-truncated");
    CHECK(response.error().fact("expected") == "10");
    CHECK(response.error().fact("actual") == "5");
}

TEST_CASE_METHOD(Fixture, "Retry-After is respected, the limit on total time too") {
    TinyServer server([&](const Seen& seen) {
        return test::answer(429, "", seen.target == "/long" ? "Retry-After: 29\r\n" : "Retry-After: 5\r\n");
    });
    CHECK(error_of(server.url("/")) == "status 429");
    CHECK(host.clock.slept() >= std::chrono::seconds(15));
    settings.total_retry_seconds = 40;
    client.reset();
    const auto before = server.seen().size();
    CHECK(error_of(server.url("/long")) == "status 429");
    CHECK(server.seen().size() - before == 2);
}

TEST_CASE_METHOD(Fixture, "permanent failures are not tried again") {
    unsigned count = 0;
    TinyServer server([&](const Seen&) {
        ++count;
        return test::answer(404, "");
    });
    CHECK(error_of(server.url("/")) == "status 404");
    CHECK(count == 1);
}

TEST_CASE_METHOD(Fixture, "a longer body than announced is seen") {
    TinyServer server([](const Seen& seen) {
        auto reply = test::answer(200, seen.target == "/small" ? "0123456789" : std::string(3'000'000, 'x'));
        reply.bytes += std::string(seen.target == "/small" ? 1 : 2'000'000, 'y');
        reply.then = Reply::Then::close;
        return reply;
    });
    CHECK(code(fetch(server.url("/small"))) == "body-too-long");
    Text sink;
    CHECK(code(use().stream({server.url("/large")}, sink)) == "body-too-long");
}

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

TEST_CASE_METHOD(Fixture, "offline touches nothing but files") {
    TinyServer server([](const Seen&) { return test::answer(200, ""); });
    settings.offline = true;
    const auto response = fetch(server.url("/"));
    REQUIRE(code(response) == "offline");
    CHECK(response.error().exit() == Exit::network);
    Text sink;
    CHECK(code(use().stream({server.url("/")}, sink)) == "offline");
    CHECK(server.seen().empty());
}

TEST_CASE_METHOD(Fixture, "redirects are followed to the end, relative ones too") {
    TinyServer server([](const Seen& seen) {
        if (seen.target == "/a/one") {
            return test::answer(302, "moved", "Location: two?q\r\n");
        }
        return seen.target == "/a/two?q" ? test::answer(301, "", "Location: /three\r\n") : test::answer(200, seen.target);
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
    const auto with_login = [&](const std::string& path) { return "http://us%40er:s3cret@" + server.address() + path; };
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

TEST_CASE_METHOD(Fixture, "a proxy that opens no tunnel is named with its answer") {
    TinyServer proxy([](const Seen& seen) {
        return test::answer(seen.header("Proxy-Authorization").empty() ? 407 : 403, "no", "Proxy-Authenticate: Basic realm=x\r\n");
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

TEST_CASE_METHOD(Fixture, "many small bodies come in order over few connections") {
    TinyServer server([](const Seen& seen) {
        return seen.target == "/13" ? test::answer(404, "") : test::answer(200, "body of " + seen.target);
    });
    std::vector<net::Request> requests;
    for (int i = 0; i < 40; ++i) {
        requests.push_back({server.url("/" + std::to_string(i))});
    }
    const auto responses = use().fetch_all(requests, 1000);
    REQUIRE(responses.size() == 40);
    for (std::size_t i = 0; i < responses.size(); ++i) {
        REQUIRE(responses[i].has_value());
        CHECK(responses[i]->head.status == (i == 13 ? 404 : 200));
        CHECK(responses[i]->body == (i == 13 ? "" : "body of /" + std::to_string(i)));
    }
    (void)use().fetch_all(requests, 1000);
    unsigned connections = 0;
    for (const auto& seen : server.seen()) {
        connections = std::max(connections, seen.connection);
    }
    CHECK(connections < 20); // of 80 requests; one that was just closed is replaced
}

TEST_CASE_METHOD(Fixture, "one bad request among many does not harm the others") {
    unsigned count = 0;
    TinyServer server([&](const Seen& seen) {
        return seen.target == "/bad" && ++count == 1 ? Reply{"", Reply::Then::reset} : test::answer(200, seen.target);
    });
    const auto responses = use().fetch_all({{server.url("/a")}, {server.url("/bad")}, {"nonsense"}, {server.url("/b")}}, 1000);
    CHECK(responses.at(0).value().body == "/a");
    CHECK(responses.at(1).value().body == "/bad");
    CHECK(code(responses.at(2)) == "url-invalid");
    CHECK(responses.at(3).value().body == "/b");
    CHECK(server.seen().size() == 4); // only the bad one again
}

TEST_CASE_METHOD(Fixture, "a stream stalls within its limit and is not tried again by itself") {
    TinyServer server([](const Seen&) { return test::cut_answer("0123456789", 4, Reply::Then::stall); });
    Text sink;
    const auto response = use().stream({server.url("/")}, sink);
    CHECK(code(response) == "stalled");
    CHECK(net::is_transient(response.error()));
    CHECK(sink.body == "0123");
    CHECK(server.seen().size() == 1);
}

TEST_CASE_METHOD(Fixture, "Ctrl-C and a sink that wants no more end a transfer that stands still") {
    TinyServer server([](const Seen&) { return test::cut_answer("0123456789", 4, Reply::Then::stall); });
    settings.stall_seconds = 600;
    client = net::make_client(host.host, settings);
    Text sink;
    SECTION("sink") { sink.stop = true; }
    SECTION("Ctrl-C") { host.reporter.is_interrupted = true; }
    CHECK(code(use().stream({server.url("/")}, sink)) == "interrupted");
}

TEST_CASE_METHOD(Fixture, "ranges are asked for and told in the head") {
    const std::string body = "0123456789";
    TinyServer server([&](const Seen& seen) { return test::ranged_answer(seen, body); });
    Text sink;
    const auto ask = [&](net::Range range) {
        net::Request request{server.url("/")};
        request.range = range;
        return use().stream(request, sink);
    };
    REQUIRE(ask({4, std::nullopt}).has_value());
    CHECK(sink.body == "456789");
    CHECK(sink.heads.back().status == 206);
    CHECK(sink.heads.back().first == 4u);
    CHECK(sink.heads.back().total == 10u);
    REQUIRE(ask({std::nullopt, 3}).has_value());
    CHECK(sink.body == "789");
    REQUIRE(ask({2, 5}).has_value());
    CHECK(sink.body == "2345");
    const auto outside = ask({10, std::nullopt});
    REQUIRE(outside.has_value());
    CHECK(outside->head.status == 416);
    CHECK(outside->head.total == 10u);
}

TEST_CASE_METHOD(Fixture, "files are read without the network, ranges too") {
    settings.offline = true;
    const auto file = host.write("a b\xC3\xA4.txt", "0123456789");
    std::string url = "file://" + std::string(file.front() == '/' ? "" : "/") + file;
    for (auto& c : url) {
        c = c == '\\' ? '/' : c;
    }
    for (auto at = url.find(' '); at != url.npos; at = url.find(' ')) {
        url.replace(at, 1, "%20");
    }
    const auto whole = fetch(url);
    REQUIRE(whole.has_value());
    CHECK(whole->head.status == 200);
    CHECK(whole->body == "0123456789");
    CHECK(fetch(url + ".none").value().head.status == 404);
    CHECK(fetch(url.substr(0, url.rfind('/'))).value().head.status == 404); // a folder
    CHECK(code(fetch(url, 9)) == "body-too-large");
    Text sink;
    net::Request request{url};
    const auto ask = [&](net::Range range) {
        request.range = range;
        return use().stream(request, sink).value().head.status;
    };
    CHECK(ask({4, std::nullopt}) == 206);
    CHECK(sink.body == "456789");
    CHECK(ask({std::nullopt, 3}) == 206);
    CHECK(sink.body == "789");
    CHECK(ask({std::nullopt, 30}) == 206);
    CHECK(sink.body == "0123456789");
    CHECK(ask({2, 5}) == 206);
    CHECK(sink.body == "2345");
    CHECK(ask({10, std::nullopt}) == 416);
}

TEST_CASE_METHOD(Fixture, "an empty body is a body") {
    TinyServer server([](const Seen&) { return test::answer(200, ""); });
    Text sink;
    REQUIRE(use().stream({server.url("/")}, sink).has_value());
    CHECK(sink.heads.size() == 1);
    CHECK(fetch(server.url("/")).value().body.empty());
}
