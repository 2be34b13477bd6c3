#include "client_fixture.hpp"
#include "net/messages.hpp"

using namespace govern;
using test::code;
using test::Reply;
using test::Seen;
using test::TinyServer;
using Fixture = test::ClientFixture;
using Text = test::TextBody;

TEST_CASE_METHOD(Fixture, "a small body comes with its head") {
    TinyServer server([](const Seen&) {
        return test::answer(200, "hello",
                            "Content-Type: Text/Plain; charset=utf-8\r\nETag: \"e\"\r\n");
    });
    const auto response = fetch(server.url("/a?b=c"));
    REQUIRE(response.has_value());
    CHECK(response->body == "hello");
    CHECK(response->head.status == 200);
    CHECK(response->head.length == 5u);
    CHECK(response->head.content_type == "text/plain");
    CHECK(response->head.etag == "\"e\"");
    CHECK(response->head.url == server.url("/a?b=…"));
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
                   : Reply{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789x",
                           Reply::Then::close};
    });
    CHECK(code(fetch(server.url("/announced"), 10)) == "body-too-large");
    CHECK(code(fetch(server.url("/silent"), 10)) == "body-too-large");
    CHECK(fetch(server.url("/announced"), 11).has_value());
}

TEST_CASE_METHOD(Fixture, "transient failures are tried again, with a word and a pause") {
    unsigned count = 0;
    Reply first = test::answer(503, "busy");
    SECTION("5xx") {}
    SECTION("reset") {
        first = {"", Reply::Then::reset};
    }
    SECTION("closed without an answer") {
        first = {"", Reply::Then::close};
    }
    SECTION("cut") {
        first = test::cut_answer("0123456789", 5, Reply::Then::close);
    }
    SECTION("stall") {
        first = test::cut_answer("0123456789", 5, Reply::Then::stall);
    }
    TinyServer server(
        [&](const Seen&) { return ++count <= 2 ? first : test::answer(200, "good"); });
    const auto response = fetch(server.url("/"));
    REQUIRE(response.has_value());
    CHECK(response->body == "good");
    CHECK(count == 3);
    CHECK(host.reporter.said(msg::retrying));
    CHECK(host.clock.slept() > std::chrono::milliseconds(300));
}

TEST_CASE_METHOD(Fixture, "what does not pass is told after four tries") {
    TinyServer server([&](const Seen& seen) {
        return seen.target == "/500" ? test::answer(500, "broken")
                                     : test::cut_answer("0123456789", 5, Reply::Then::close);
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
        return test::answer(429, "",
                            seen.target == "/long" ? "Retry-After: 29\r\n" : "Retry-After: 5\r\n");
    });
    CHECK(error_of(server.url("/")) == "status 429");
    CHECK(host.clock.slept() >= std::chrono::seconds(15));
    settings.small_seconds = 40;
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
        auto reply =
            test::answer(200, seen.target == "/small" ? "0123456789" : std::string(3'000'000, 'x'));
        reply.bytes += std::string(seen.target == "/small" ? 1 : 2'000'000, 'y');
        reply.then = Reply::Then::close;
        return reply;
    });
    CHECK(code(fetch(server.url("/small"))) == "body-too-long");
    Text sink;
    CHECK(code(use().stream({server.url("/large")}, sink)) == "body-too-long");
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

TEST_CASE_METHOD(Fixture, "many small bodies come in order over few connections") {
    TinyServer server([](const Seen& seen) {
        return seen.target == "/13" ? test::answer(404, "")
                                    : test::answer(200, "body of " + seen.target);
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
        return seen.target == "/bad" && ++count == 1 ? Reply{"", Reply::Then::reset}
                                                     : test::answer(200, seen.target);
    });
    const auto responses = use().fetch_all(
        {{server.url("/a")}, {server.url("/bad")}, {"nonsense"}, {server.url("/b")}}, 1000);
    CHECK(responses.at(0).value().body == "/a");
    CHECK(responses.at(1).value().body == "/bad");
    CHECK(code(responses.at(2)) == "url-invalid");
    CHECK(responses.at(3).value().body == "/b");
    CHECK(server.seen().size() == 4); // only the bad one again
}

TEST_CASE_METHOD(Fixture, "a stream stalls within its limit and is not tried again by itself") {
    TinyServer server(
        [](const Seen&) { return test::cut_answer("0123456789", 4, Reply::Then::stall); });
    Text sink;
    const auto response = use().stream({server.url("/")}, sink);
    CHECK(code(response) == "stalled");
    CHECK(net::is_transient(response.error()));
    CHECK(sink.body == "0123");
    CHECK(server.seen().size() == 1);
}

TEST_CASE_METHOD(Fixture, "Ctrl-C and a sink that wants no more end a transfer that stands still") {
    TinyServer server(
        [](const Seen&) { return test::cut_answer("0123456789", 4, Reply::Then::stall); });
    settings.stall_seconds = 600;
    client = net::make_client(host.host, settings);
    Text sink;
    SECTION("sink") {
        sink.stop = true;
    }
    SECTION("Ctrl-C") {
        host.reporter.is_interrupted = true;
    }
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
