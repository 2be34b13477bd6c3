#include "base/messages.hpp"
#include "download_fixture.hpp"
#include "net/messages.hpp"

using namespace govern;
using test::code;
using test::make_body;
using test::Reply;
using test::Seen;
using test::TinyServer;
using Fixture = test::DownloadFixture;

TEST_CASE_METHOD(Fixture, "a file comes whole, with progress") {
    const auto body = make_body(1'000'000);
    TinyServer server([&](const Seen& seen) { return test::ranged_answer(seen, body); });
    REQUIRE(bring(server.url("/x")).has_value());
    CHECK(content == body);
    CHECK(server.seen().size() == 1);
    CHECK(server.seen().at(0).header("Range").empty());
    CHECK(host.reporter.last_progress.done == body.size());
    CHECK(host.reporter.last_progress.total == body.size());
    CHECK_FALSE(was_resumed);
}

TEST_CASE_METHOD(Fixture, "an empty file and one of unknown length come too") {
    const auto body = make_body(300'000);
    TinyServer server([&](const Seen& seen) {
        return seen.target == "/empty"
                   ? test::answer(200, "")
                   : Reply{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body,
                           Reply::Then::close};
    });
    REQUIRE(bring(server.url("/empty")).has_value());
    CHECK(content.empty());
    REQUIRE(bring(server.url("/unknown")).has_value());
    CHECK(content == body);
}

TEST_CASE_METHOD(Fixture, "a broken connection goes on where it stopped") {
    const auto body = make_body(3'000'000);
    auto then = Reply::Then::close;
    SECTION("cut") {}
    SECTION("reset") {
        then = Reply::Then::reset;
    }
    SECTION("stall") {
        then = Reply::Then::stall;
    }
    std::string etag;
    SECTION("cut, with an ETag") {
        etag = "ETag: \"v1\"\r\n";
    }
    SECTION("cut, with a weak ETag") {
        etag = "ETag: W/\"v1\"\r\n";
    }
    settings.stall_seconds = then == Reply::Then::stall ? 4 : 600; // a busy machine is no stall
    unsigned count = 0;
    TinyServer server([&](const Seen& seen) {
        return ++count == 1 ? test::cut_answer(body, 1'000'000, then, etag)
                            : test::ranged_answer(seen, body, etag);
    });
    REQUIRE(bring(server.url("/x")).has_value());
    CHECK(content == body);
    REQUIRE(server.seen().size() == 2);
    const auto range = server.seen().at(1).header("Range");
    CHECK(range.substr(0, 6) == "bytes=");
    CHECK(range.back() == '-');
    if (then != Reply::Then::reset) { // a reset may take bytes with it
        CHECK(range == "bytes=1000000-");
    }
    CHECK(server.seen().at(1).header("If-Range") == (etag == "ETag: \"v1\"\r\n" ? "\"v1\"" : ""));
    CHECK(host.reporter.said(msg::resuming));
}

TEST_CASE_METHOD(Fixture, "a server without ranges sends all again and nothing is mixed") {
    const auto body = make_body(2'000'000);
    unsigned count = 0;
    TinyServer server([&](const Seen&) {
        return ++count == 1 ? test::cut_answer(body, 1'500'000, Reply::Then::close)
                            : test::answer(200, body);
    });
    REQUIRE(bring(server.url("/x")).has_value());
    CHECK(content == body);
    CHECK(host.reporter.said(msg::no_range));
    CHECK(count == 2);
}

TEST_CASE_METHOD(Fixture, "the next run goes on where the last one was ended") {
    const auto body = make_body(3'000'000);
    unsigned count = 0;
    TinyServer server([&](const Seen& seen) {
        return ++count == 1 ? test::cut_answer(body, 2'000'000, Reply::Then::stall)
                            : test::ranged_answer(seen, body);
    });
    settings.stall_seconds = 600;
    auto download = start(server.url("/x"));
    REQUIRE(file->view(1'999'999, 1).has_value());
    download->cancel();
    CHECK(code(download->wait()) == "interrupted");
    CHECK(file->view(2'500'000, 1).error().is(msg::interrupted));
    download.reset();
    file.reset();
    CHECK(state_have() == 2'000'000);

    SECTION("same address") {
        REQUIRE(bring(server.url("/x")).has_value());
        CHECK(content == body);
        CHECK(was_resumed);
        CHECK(server.seen().back().header("Range") == "bytes=2000000-");
        CHECK(host.reporter.said(msg::resumed));
    }
    SECTION("a part that is shorter than its state says") {
        REQUIRE(host.files->create(request.part_path, 1'200'000).value()->finish().has_value());
        REQUIRE(bring(server.url("/x")).has_value());
        CHECK(content == body);
        CHECK(server.seen().back().header("Range") == "bytes=1200000-");
    }
    SECTION("another address begins anew") {
        REQUIRE(bring(server.url("/y")).has_value());
        CHECK(content == body);
        CHECK_FALSE(was_resumed);
        CHECK(server.seen().back().header("Range").empty());
    }
    SECTION("a file of another size than is expected now begins anew") {
        request.expected_size = 2'900'000;
        CHECK(code(bring(server.url("/x"))) == "size-mismatch");
        CHECK(state_have() == 0);
    }
    SECTION("a part without a state begins anew") {
        REQUIRE(host.files->remove(net::state_path(request.part_path)).has_value());
        REQUIRE(bring(server.url("/x")).has_value());
        CHECK(content == body);
        CHECK_FALSE(was_resumed);
    }
}

TEST_CASE_METHOD(Fixture, "a complete part needs no request, and a poisoned one is discarded") {
    const auto body = make_body(500'000);
    TinyServer server([&](const Seen& seen) { return test::ranged_answer(seen, body); });
    REQUIRE(bring(server.url("/x")).has_value());
    auto download = start(server.url("/x"));
    REQUIRE(download->wait().has_value());
    CHECK(download->resumed());
    CHECK(server.seen().size() == 1);
    file.reset();
    download->discard();
    CHECK_FALSE(host.files->info(request.part_path).value().has_value());
    CHECK_FALSE(host.files->info(net::state_path(request.part_path)).value().has_value());
    REQUIRE(bring(server.url("/x")).has_value());
    CHECK(content == body);
    CHECK(server.seen().size() == 2);
}

TEST_CASE_METHOD(Fixture, "a zip's directory comes first, then the rest") {
    const auto body = make_body(5'000'000);
    request.tail_first = true;
    const auto tail_range = std::string("bytes=-2097152");
    SECTION("with ranges") {
        TinyServer server([&](const Seen& seen) { return test::ranged_answer(seen, body); });
        REQUIRE(bring(server.url("/x")).has_value());
        CHECK(content == body);
        REQUIRE(server.seen().size() == 2);
        CHECK(server.seen().at(0).header("Range") == tail_range);
        CHECK(server.seen().at(1).header("Range") ==
              "bytes=0-" + std::to_string(5'000'000 - 2097152 - 1));
        CHECK(host.reporter.last_progress.done == body.size());
    }
    SECTION("a server without ranges") {
        TinyServer server([&](const Seen&) { return test::answer(200, body); });
        REQUIRE(bring(server.url("/x")).has_value());
        CHECK(content == body);
        CHECK(server.seen().size() == 1);
        CHECK_FALSE(host.reporter.said(msg::no_range));
    }
    SECTION("a file that is no longer than its tail") {
        const auto small = body.substr(0, 1000);
        TinyServer server([&](const Seen& seen) { return test::ranged_answer(seen, small); });
        REQUIRE(bring(server.url("/x")).has_value());
        CHECK(content == small);
        CHECK(server.seen().size() == 1);
    }
    SECTION("a tail that breaks off") {
        unsigned count = 0;
        TinyServer server([&](const Seen& seen) {
            auto reply = test::ranged_answer(seen, body);
            if (++count == 1) {
                reply.bytes.resize(1'000'000);
                reply.then = Reply::Then::close;
            }
            return reply;
        });
        REQUIRE(bring(server.url("/x")).has_value());
        CHECK(content == body);
        CHECK(server.seen().at(1).header("Range") == tail_range);
    }
    SECTION("a server that cuts every answer short") {
        TinyServer server([&](const Seen& seen) {
            auto reply = test::ranged_answer(seen, body);
            reply.bytes.resize(std::min<std::size_t>(reply.bytes.size(), 1'000'000));
            reply.then = Reply::Then::close;
            return reply;
        });
        REQUIRE(bring(server.url("/x")).has_value());
        CHECK(content == body);
    }
    SECTION("a suffix range that is refused") {
        TinyServer server([&](const Seen& seen) {
            return seen.header("Range") == tail_range ? test::answer(416, "")
                                                      : test::ranged_answer(seen, body);
        });
        REQUIRE(bring(server.url("/x")).has_value());
        CHECK(content == body);
    }
    SECTION("a rest that breaks off") {
        unsigned count = 0;
        TinyServer server([&](const Seen& seen) {
            auto reply = test::ranged_answer(seen, body);
            if (++count == 2) {
                reply.bytes.resize(1'000'000);
                reply.then = Reply::Then::close;
            }
            return reply;
        });
        REQUIRE(bring(server.url("/x")).has_value());
        CHECK(content == body);
        CHECK(server.seen().size() == 3);
    }
}

TEST_CASE_METHOD(Fixture, "readers get the tail while the rest has not come") {
    const auto body = make_body(5'000'000);
    request.tail_first = true;
    TinyServer server([&](const Seen& seen) {
        auto reply = test::ranged_answer(seen, body);
        if (seen.header("Range").find("=0-") != std::string::npos) {
            reply.bytes.resize(1'000'000);
            reply.then = Reply::Then::stall;
        }
        return reply;
    });
    settings.stall_seconds = 600;
    const auto download = start(server.url("/x"));
    const auto tail = file->view(4'999'000, 1000);
    REQUIRE(tail.has_value());
    CHECK(std::string(reinterpret_cast<const char*>(tail->data()), tail->size()) ==
          body.substr(4'999'000));
    download->cancel();
}
