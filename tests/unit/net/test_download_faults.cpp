#include "base/messages.hpp"
#include "download_fixture.hpp"
#include "net/messages.hpp"
#include "os/messages.hpp"

using namespace govern;
using test::code;
using test::make_body;
using test::Reply;
using test::Seen;
using test::TinyServer;
using Fixture = test::DownloadFixture;

TEST_CASE_METHOD(Fixture, "another file between two ranges is noticed and begun anew") {
    const auto old_body = make_body(2'000'000);
    auto new_body = make_body(2'000'000, 1);
    std::string old_headers;
    std::string new_headers;
    SECTION("other total") {
        new_body = make_body(1'900'000, 1);
    }
    SECTION("other ETag") {
        old_headers = "ETag: W/\"a\"\r\n";
        new_headers = "ETag: W/\"b\"\r\n";
    }
    SECTION("other Last-Modified") {
        old_headers = "Last-Modified: Sun\r\n";
        new_headers = "Last-Modified: Mon\r\n";
    }
    unsigned count = 0;
    TinyServer server([&](const Seen& seen) {
        return ++count == 1 ? test::cut_answer(old_body, 1'000'000, Reply::Then::close, old_headers)
                            : test::ranged_answer(seen, new_body, new_headers);
    });
    REQUIRE(bring(server.url("/x")).has_value());
    CHECK(content == new_body);
    CHECK(host.reporter.said(msg::starting_over));
    CHECK(count == 3); // noticed by the head of the second answer
}

TEST_CASE_METHOD(
    Fixture, "a file that only looks the same is found by comparing, and poisons no later run") {
    const auto old_body = make_body(2'000'000);
    const auto new_body = make_body(2'000'000, 1);
    unsigned count = 0;
    TinyServer server([&](const Seen&) {
        return ++count == 1 ? test::cut_answer(old_body, 1'000'000, Reply::Then::close)
                            : test::answer(200, new_body);
    });
    // The comparison itself read the old bytes, so this file cannot begin anew.
    CHECK(code(bring(server.url("/x"))) == "download-restarted");
    CHECK(state_have() == 0);
    REQUIRE(bring(server.url("/x")).has_value());
    CHECK(content == new_body);
}

TEST_CASE_METHOD(Fixture, "a file that changes for ever is given up") {
    unsigned count = 0;
    TinyServer server([&](const Seen& seen) {
        ++count;
        const auto tag = "ETag: W/\"" + std::to_string(count) + "\"\r\n";
        return seen.header("Range").empty()
                   ? test::cut_answer(make_body(1'000'000), 500'000, Reply::Then::close, tag)
                   : test::ranged_answer(seen, make_body(1'000'000), tag);
    });
    CHECK(code(bring(server.url("/x"))) == "file-changed");
    CHECK(state_have() == 0);
}

TEST_CASE_METHOD(Fixture, "ranges that bring less than asked, nothing or something else end well") {
    const auto body = make_body(5'000'000);
    const auto part = [&](std::size_t first, std::size_t size, const std::string& total) {
        return test::answer(206, body.substr(first, size),
                            "Content-Range: bytes " + std::to_string(first) + '-' +
                                std::to_string(first + size - 1) + '/' + total + "\r\n");
    };
    request.tail_first = true;
    std::string tail_total = "5000000";
    std::size_t tail_first = 5'000'000 - 2'097'152;
    SECTION("a tail that ends early") {}
    SECTION("a tail of unknown place") {
        tail_total = "*";
    }
    SECTION("a tail that is none") {
        tail_first = 0;
    }
    TinyServer server([&](const Seen& seen) {
        if (seen.header("Range") == "bytes=-2097152") {
            return part(tail_first, 1000, tail_total);
        }
        const auto first =
            seen.header("Range").empty() ? 0 : std::stoul(seen.header("Range").substr(6));
        return seen.header("Range").empty()
                   ? test::answer(200, body)
                   : part(first, std::min<std::size_t>(1'500'000, body.size() - first), "5000000");
    });
    REQUIRE(bring(server.url("/x")).has_value());
    CHECK(content == body);
    CHECK(server.seen().size() <= 6);
}

TEST_CASE_METHOD(Fixture, "a server that sends another part each time is given up") {
    TinyServer server([](const Seen& seen) {
        const auto body = make_body(1'000'000);
        return seen.header("Range").empty()
                   ? test::cut_answer(body, 500'000, Reply::Then::close)
                   : test::answer(206, body.substr(1000, 1000),
                                  "Content-Range: bytes 1000-1999/1000000\r\n");
    });
    CHECK(code(bring(server.url("/x"))) == "wrong-part");
    CHECK(state_have() == 0);
}

TEST_CASE_METHOD(Fixture, "empty parts are no progress") {
    unsigned count = 0;
    TinyServer server([&](const Seen&) {
        return ++count == 1 ? test::cut_answer(make_body(1000), 500, Reply::Then::close)
                            : Reply{"HTTP/1.1 206 x\r\nContent-Range: bytes "
                                    "500-999/1000\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                                    Reply::Then::keep_open};
    });
    CHECK(code(bring(server.url("/x"))) == "body-truncated");
    CHECK(count == 6);
}

TEST_CASE_METHOD(Fixture,
                 "a web page instead of an archive is told, with its title, and not kept") {
    request.reject_html_as = "go1.99.0.linux-amd64.tar.gz";
    const std::string page =
        "<!DOCTYPE html><html><head><title>Please sign in</title></head></html>";
    TinyServer server([&](const Seen& seen) {
        return test::answer(200, page,
                            seen.target == "/typed" ? "Content-Type: text/html\r\n"
                                                    : "Content-Type: application/gzip\r\n");
    });
    for (const char* path : {"/typed", "/untyped"}) {
        const auto result = bring(server.url(path));
        REQUIRE(code(result) == "html-instead");
        CHECK(result.error().fact("title") == "Please sign in");
        CHECK_FALSE(host.files->info(net::state_path(request.part_path)).value().has_value());
    }
    CHECK(server.seen().size() == 2);
}

TEST_CASE_METHOD(Fixture, "wrong sizes are refused before they cost anything") {
    const auto body = make_body(1'000'000);
    TinyServer server([&](const Seen& seen) { return test::ranged_answer(seen, body); });
    request.expected_size = 999'999;
    const auto result = bring(server.url("/x"));
    REQUIRE(code(result) == "size-mismatch");
    CHECK(result.error().exit() == Exit::verification);
    request.expected_size.reset();
    request.max_size = 999'999;
    CHECK(code(bring(server.url("/x"))) == "body-too-large");
    request.max_size = 1'000'000;
    CHECK(bring(server.url("/x")).has_value());
}

TEST_CASE_METHOD(Fixture, "a server that announces too little or too much") {
    const auto body = make_body(1'000'000);
    TinyServer server([&](const Seen& seen) {
        if (seen.target == "/little") {
            auto reply = test::answer(200, body.substr(0, 500'000));
            reply.bytes += body.substr(500'000);
            reply.then = Reply::Then::close;
            return reply;
        }
        return test::cut_answer(body + std::string(1000, 'x'), body.size(), Reply::Then::close);
    });
    CHECK(code(bring(server.url("/little"))) == "body-too-long");
    CHECK(state_have() == 0);
    CHECK(code(bring(server.url("/much"))) == "body-truncated");
    CHECK(server.seen().size() <= 1 + 7);
}

TEST_CASE_METHOD(Fixture, "statuses: fatal ones at once, busy servers again") {
    const auto body = make_body(100'000);
    unsigned count = 0;
    TinyServer server([&](const Seen& seen) {
        if (seen.target == "/404") {
            return test::answer(404, "no such file\n", "Content-Type: text/plain\r\n");
        }
        return ++count < 3 ? test::answer(503, "") : test::ranged_answer(seen, body);
    });
    const auto result = bring(server.url("/404"));
    REQUIRE(code(result) == "http-status");
    CHECK(result.error().fact("status") == "404");
    CHECK(result.error().fact("answer") == "no such file");
    CHECK(server.seen().size() == 1);
    REQUIRE(bring(server.url("/busy")).has_value());
    CHECK(content == body);
    CHECK(count == 3);
}

TEST_CASE_METHOD(Fixture, "a busy server says how long to wait, within reason") {
    const auto body = make_body(100'000);
    bool tail = false;
    SECTION("in order") {}
    SECTION("a zip") {
        tail = true;
    }
    request.tail_first = tail;
    unsigned count = 0;
    TinyServer server([&](const Seen& seen) {
        if (seen.target == "/hour") {
            return test::answer(429, "", "Retry-After: 3600\r\n");
        }
        if (seen.target == "/ever") {
            return test::answer(429, "", "Retry-After: 50\r\n");
        }
        return ++count < 3 ? test::answer(503, "",
                                          "Retry-After: Thu, 01 Mar 2012 00:00:20 GMT\r\n"
                                          "Date: Wed, 29 Feb 2012 23:59:50 GMT\r\n")
                           : test::ranged_answer(seen, body);
    });
    REQUIRE(bring(server.url("/busy")).has_value());
    CHECK(content == body);
    CHECK(host.clock.slept() >= std::chrono::seconds(60));
    CHECK(host.clock.slept() < std::chrono::seconds(61));
    CHECK(host.reporter.text().find("in 30.0 s") != std::string::npos);
    const auto before = host.clock.slept();
    CHECK(code(bring(server.url("/hour"))) == "http-status");
    CHECK(host.clock.slept() == before);
    CHECK(code(bring(server.url("/ever"))) == "http-status");
    CHECK(host.clock.slept() - before == std::chrono::seconds(100));
}

TEST_CASE_METHOD(Fixture, "a server that brings nothing is given up, one that trickles too") {
    const auto body = make_body(1'000'000);
    TinyServer server([&](const Seen& seen) {
        if (seen.target == "/dead") {
            return Reply{"", Reply::Then::close};
        }
        auto reply = test::ranged_answer(seen, body);
        reply.bytes.resize(reply.bytes.find("\r\n\r\n") + 4 + 100);
        reply.then = Reply::Then::close;
        return reply;
    });
    CHECK(code(bring(server.url("/dead"))) == "connection-lost");
    CHECK(server.seen().size() == 6);
    CHECK(code(bring(server.url("/trickle"))) == "body-truncated");
    CHECK(server.seen().size() == 12);
    CHECK(state_have() == 600); // and the next run may go on there
}

TEST_CASE_METHOD(Fixture, "a part that is already as long as the file") {
    const auto body = make_body(400'000);
    // The first answer claims more than there is; then the truth comes out.
    unsigned count = 0;
    TinyServer server([&](const Seen& seen) {
        return ++count == 1 ? test::cut_answer(body + "more", body.size(), Reply::Then::close)
                            : test::ranged_answer(seen, body);
    });
    REQUIRE(bring(server.url("/x")).has_value());
    CHECK(content == body);
    CHECK(host.reporter.said(msg::starting_over));
}

TEST_CASE_METHOD(Fixture, "a full disk ends the download at once") {
    class FullDisk : public os::GrowingFile {
    public:
        Result<void> set_size(std::uint64_t) override {
            return govern::fail(msg::no_space, {{"path", "x"}, {"action", "write"}});
        }
        Result<void> write_at(std::uint64_t, std::span<const std::byte>) override { return {}; }
        void finish() override {}
        void fail(Error why) override { failure = std::move(why); }
        Result<void> restart() override { return {}; }
        Result<std::uint64_t> size() override { return 0; }
        Result<std::span<const std::byte>> view(std::uint64_t, std::uint64_t) override {
            return std::span<const std::byte>();
        }
        std::uint64_t available_at(std::uint64_t) const override { return 0; }
        std::optional<Error> failure;
    };
    TinyServer server(
        [&](const Seen& seen) { return test::ranged_answer(seen, make_body(100'000)); });
    request.request.url = server.url("/x");
    client = net::make_client(host.host, settings);
    const auto full = std::make_shared<FullDisk>();
    const auto download = net::start_download(host.host, *client, request, full);
    const auto result = download->wait();
    REQUIRE(code(result) == "no-space");
    CHECK(full->failure.has_value());
    CHECK(server.seen().size() == 1);
}

TEST_CASE_METHOD(Fixture, "the URL's password is in no state, message or part name") {
    const auto body = make_body(200'000);
    unsigned count = 0;
    TinyServer server([&](const Seen& seen) {
        return ++count == 1 ? test::cut_answer(body, 100'000, Reply::Then::close)
                            : test::ranged_answer(seen, body);
    });
    REQUIRE(bring("http://user:s3cret@" + server.address() + "/x").has_value());
    CHECK(host.reporter.text().find("s3cret") == std::string::npos);
    CHECK(host.files->read(net::state_path(request.part_path), 10'000).value().find("s3cret") ==
          std::string::npos);
}

TEST_CASE_METHOD(Fixture, "a file address is downloaded like any other") {
    const auto body = make_body(3'000'000);
    const auto source = host.write("source", body);
    std::string url = "file://" + std::string(source.front() == '/' ? "" : "/") + source;
    for (auto& c : url) {
        c = c == '\\' ? '/' : c;
    }
    request.tail_first = true;
    REQUIRE(bring(url).has_value());
    CHECK(content == body);
    CHECK(code(bring(url + ".none")) == "http-status");
}
