#include "client_fixture.hpp"
#include "download_fixture.hpp"
#include "net/messages.hpp"

#include <algorithm>
#include <thread>

using namespace govern;
using namespace std::chrono_literals;
using test::code;
using test::Reply;
using test::Seen;
using test::TinyServer;
using Fixture = test::ClientFixture;

namespace {

/// As a cache does that has nothing yet: the clock goes on by `time`, and the answer waits until
/// that was said.
void let_wait(test::TestHost& host, std::chrono::seconds time) {
    host.clock.sleep(time);
    for (int turn = 0; turn < 1000 && !host.reporter.said(msg::waiting_for_answer); ++turn) {
        std::this_thread::sleep_for(10ms);
    }
}

net::Request on_demand(const std::string& url) {
    net::Request request{url};
    request.made_on_demand = true;
    return request;
}

} // namespace

TEST_CASE_METHOD(Fixture, "an answer made on demand has minutes for its head, and that is said") {
    TinyServer server([&](const Seen&) {
        let_wait(host, 200s);
        return test::answer(200, "made");
    });
    const auto small = use().fetch(on_demand(server.url("/x.info")), 1000);
    REQUIRE(small.has_value());
    CHECK(small->body == "made");
    CHECK(host.reporter.text().find("waiting for 127.0.0.1") != std::string::npos);
    host.reporter.statuses.clear();
    test::TextBody sink;
    REQUIRE(use().stream(on_demand(server.url("/x.zip")), sink).has_value());
    CHECK(sink.body == "made");
    CHECK(host.reporter.said(msg::waiting_for_answer));
    CHECK(server.seen().size() == 2);
}

TEST_CASE_METHOD(Fixture, "between the bytes of its body a stall is one as ever") {
    TinyServer server([&](const Seen&) {
        let_wait(host, 200s);
        return test::cut_answer("0123456789", 4, Reply::Then::stall);
    });
    test::TextBody sink;
    CHECK(code(use().stream(on_demand(server.url("/x")), sink)) == "stalled");
    CHECK(sink.body == "0123");
}

TEST_CASE_METHOD(Fixture, "an answer that is never made ends, and is not asked for again") {
    TinyServer server([&](const Seen&) {
        host.clock.sleep(301s);
        return Reply{"", Reply::Then::stall};
    });
    const auto response = use().fetch(on_demand(server.url("/x")), 1000);
    CHECK(code(response) == "no-answer");
    CHECK(response.error().fact("seconds") == "300");
    CHECK(server.seen().size() == 1);
}

TEST_CASE_METHOD(Fixture, "a small answer has two minutes in all, its further tries included") {
    settings.stall_seconds = 600;
    client = net::make_client(host.host, settings);
    SECTION("one that never ends") {
        TinyServer server([&](const Seen&) {
            host.clock.sleep(121s);
            return test::cut_answer(std::string(5000, 'x'), 2000, Reply::Then::stall);
        });
        CHECK(error_of(server.url("/")) == "too-slow");
        CHECK(server.seen().size() == 1);
    }
    SECTION("one that is lost again and again") {
        TinyServer server([&](const Seen&) {
            host.clock.sleep(50s);
            return Reply{"", Reply::Then::close};
        });
        CHECK(error_of(server.url("/")) == "connection-lost");
        CHECK(server.seen().size() == 3);
    }
}

TEST_CASE_METHOD(Fixture, "large and small answers never share a connection") {
    TinyServer server([](const Seen&) { return test::answer(200, "body"); });
    test::TextBody sink;
    REQUIRE(use().stream({server.url("/large")}, sink).has_value());
    REQUIRE(fetch(server.url("/small")).has_value());
    REQUIRE(use().stream({server.url("/large")}, sink).has_value());
    REQUIRE(fetch(server.url("/small")).has_value());
    const auto seen = server.seen();
    CHECK(seen.at(0).connection == seen.at(2).connection);
    CHECK(seen.at(1).connection == seen.at(3).connection);
    CHECK(seen.at(0).connection != seen.at(1).connection);
}

TEST_CASE_METHOD(Fixture, "a request that wants it has a connection of its own") {
    TinyServer server([](const Seen&) { return test::answer(200, "body"); });
    net::Request own{server.url("/own")};
    own.own_connection = true;
    REQUIRE(fetch(server.url("/shared")).has_value());
    for (const auto& response : use().fetch_all({own, own}, 1000)) {
        REQUIRE(response.has_value());
    }
    REQUIRE(fetch(server.url("/shared")).has_value());
    const auto seen = server.seen();
    REQUIRE(seen.size() == 4);
    CHECK(seen.at(0).connection == seen.at(3).connection);
    CHECK(seen.at(1).connection != seen.at(0).connection);
    CHECK(seen.at(2).connection != seen.at(0).connection);
    CHECK(seen.at(1).connection != seen.at(2).connection);
}

TEST_CASE_METHOD(Fixture, "an answer that is compressed once more is refused by that name") {
    TinyServer server([](const Seen& seen) {
        return test::answer(200, "\x1f\x8b...",
                            seen.target == "/plain" ? "Content-Encoding: identity\r\n"
                                                    : "Content-Encoding: gzip\r\n");
    });
    CHECK(error_of(server.url("/gzip")) == "content-encoded");
    CHECK(error_of(server.url("/plain")) == "status 200");
    CHECK(server.seen().at(0).header("Accept-Encoding") == "identity");
    CHECK(server.seen().size() == 2);
}

TEST_CASE_METHOD(test::DownloadFixture, "a file that is compressed once more is refused by that "
                                        "name, one that is only called so is not") {
    const auto body = "\x1f\x8b" + test::make_body(100'000);
    TinyServer server([&](const Seen& seen) {
        return test::ranged_answer(seen, body, "Content-Encoding: x-gzip\r\n");
    });
    CHECK(code(bring(server.url("/v.zip"))) == "content-encoded");
    CHECK(state_have() == 0);
    CHECK(server.seen().size() == 1);
    // Apache's `AddEncoding x-gzip .gz` says that of each such file.
    REQUIRE(bring(server.url("/v.tar.gz")).has_value());
    CHECK(content == body);
    request.expected_size = body.size();
    request.part_path = host.path("cache/y.part");
    REQUIRE(bring(server.url("/v.tar.gz")).has_value());
    request.expected_size = body.size() + 1;
    request.part_path = host.path("cache/z.part");
    CHECK(code(bring(server.url("/v.tar.gz"))) == "content-encoded");
}
