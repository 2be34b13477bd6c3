#include "support/catch.hpp"

#include "base/text.hpp"
#include "support/fake_client.hpp"
#include "support/real_log.hpp"
#include "support/test_host.hpp"
#include "support/tiny_log.hpp"
#include "trust/log.hpp"
#include "trust/messages.hpp"
#include "trust/roots.hpp"

#include <set>

using namespace govern;
using namespace govern::trust;

namespace {

const std::string k_h1 = "h1:LQChnsjY/4sr12W+7pci1Qg1+X/n7vmLOOaq2aTBG0w=";
const std::string k_base = "https://proxy.test/sumdb/log.test";

SdkId sdk(const std::string& text) {
    return *parse_sdk_id(text);
}
std::string lookup_path(const std::string& text) {
    return "/lookup/golang.org/toolchain@v0.0.1-" + text;
}

/// A proxy with a small log: record 3 is 1.99.1, record 290 is 1.99.2 (both linux-amd64).
struct World {
    World() {
        log.fill(3);
        log.add(test::TinyLog::toolchain_record("go1.99.1.linux-amd64", k_h1));
        log.fill(290);
        log.add(test::TinyLog::toolchain_record("go1.99.2.linux-amd64", k_h1));
        log.fill(600);
        options.cache_folder = host.path("cache");
        options.proxies = {"https://proxy.test"};
        options.go.gosumdb = log.key();
        client.put(k_base + "/supported", "");
        serve(log, 600);
        client.put(k_base + lookup_path("go1.99.1.linux-amd64"), log.lookup(3, 400));
        client.put(k_base + lookup_path("go1.99.2.linux-amd64"), log.lookup(290, 600));
    }

    /// All tiles of the log as it is at `size`.
    void serve(const test::TinyLog& served, std::size_t size) {
        client.fallback = [&served, size](const std::string& url) {
            net::Response out;
            const auto parts = split(url, '/');
            const auto at = url.find("/tile/8/");
            if (at == url.npos) {
                return out;
            }
            const auto fields = split(std::string_view(url).substr(at + 8), '/');
            TileId tile;
            tile.level = static_cast<unsigned>(*parse_number(fields[0]));
            tile.index = *parse_number(fields[1].substr(0, 3));
            if (fields.size() == 3) {
                tile.width = static_cast<unsigned>(*parse_number(fields[2]));
            }
            out.body = served.tile(tile, size);
            out.head.status = out.body.empty() ? 404 : 200;
            return out;
        };
    }

    Result<LogProof> prove(const std::string& id) {
        auto opened = open_log(host.host, client, options);
        return (*opened)->prove(sdk(id));
    }
    std::string error_of(const std::string& id) {
        const auto proof = prove(id);
        return proof ? "none" : std::string(proof.error().spec().code);
    }
    std::string cached(const std::string& below) { return host.path("cache/log.test/" + below); }
    bool is_cached(const std::string& below) {
        return host.files->read(cached(below), 1 << 20).has_value();
    }
    void write_cached(const std::string& below, const std::string& content) {
        REQUIRE(host.files->make_folders(std::string(path::parent(cached(below)))));
        REQUIRE(host.files->write_atomic(cached(below), content));
    }

    test::TestHost host;
    test::FakeClient client;
    test::TinyLog log{"log.test"};
    LogOptions options;
};

void flip(std::string& text, std::size_t at) {
    text[at] = static_cast<char>(text[at] ^ 1);
}

} // namespace

TEST_CASE("a record is proved in two rounds, and again without a request", "[trust]") {
    World world;
    const auto proof = world.prove("go1.99.1.linux-amd64");
    REQUIRE(proof);
    CHECK(proof->h1 == k_h1);
    CHECK(proof->database == "log.test");
    CHECK_FALSE(proof->genuine);
    CHECK(proof->verifier_key == world.log.key());
    CHECK(proof->record == 3);
    CHECK(proof->tree_size == 400);
    CHECK(world.client.rounds == 2);
    CHECK(world.client.asked.size() <= 12);

    world.client.reset();
    const auto again = world.prove("go1.99.1.linux-amd64");
    REQUIRE(again);
    CHECK(world.client.asked.empty());
    CHECK(again->inclusion == proof->inclusion);

    // Whose key it is: this database's, not one that GOSUMDB names at another time, nor Go's own.
    const auto is_its_own = [&](const std::string& gosumdb) {
        auto options = world.options;
        options.go.gosumdb = gosumdb;
        return (*open_log(world.host.host, world.client, options))->has_key_of(*proof);
    };
    CHECK(is_its_own(world.log.key()));
    CHECK_FALSE(is_its_own(test::TinyLog("other.test").key()));
    CHECK_FALSE(is_its_own(""));
    CHECK_FALSE(is_its_own("off"));

    world.options.offline = true;
    CHECK(world.prove("go1.99.1.linux-amd64"));
    CHECK(world.error_of("go1.99.2.linux-amd64") == "log-offline");
}

TEST_CASE("a larger head is saved, a smaller one is held against it", "[trust]") {
    World world;
    REQUIRE(world.prove("go1.99.1.linux-amd64"));
    CHECK(*world.host.files->read(world.cached("latest"), 4096) == world.log.head(400));
    const auto newer = world.prove("go1.99.2.linux-amd64");
    REQUIRE(newer);
    CHECK(newer->tree_size == 600);
    CHECK(*world.host.files->read(world.cached("latest"), 4096) == world.log.head(600));

    SECTION("a replayed older head is proved a beginning of the saved one, and not saved") {
        world.client.put(k_base + lookup_path("go1.99.2.linux-amd64"), world.log.lookup(290, 300));
        REQUIRE(world.host.files->remove(
            world.cached("lookup/golang.org/toolchain@v0.0.1-go1.99.2.linux-amd64")));
        const auto proof = world.prove("go1.99.2.linux-amd64");
        REQUIRE(proof);
        CHECK(proof->tree_size == 600);
        CHECK(*world.host.files->read(world.cached("latest"), 4096) == world.log.head(600));
    }
    SECTION("the first one, whose lookup has an older head, is now proved in the newer tree") {
        const auto proof = world.prove("go1.99.1.linux-amd64");
        REQUIRE(proof);
        CHECK(proof->tree_size == 600);
    }
}

TEST_CASE("a fork is found, said and kept", "[trust]") {
    World world;
    test::TinyLog forked("log.test");
    forked.fill(3);
    forked.add(test::TinyLog::toolchain_record("go1.99.1.linux-amd64",
                                               "h1:" + to_base64(std::string(32, 'e'))));
    forked.fill(290);
    forked.add(test::TinyLog::toolchain_record("go1.99.2.linux-amd64", k_h1));
    forked.fill(700);
    REQUIRE(world.prove("go1.99.1.linux-amd64"));
    const auto check = [&] {
        const auto proof = world.prove("go1.99.2.linux-amd64");
        REQUIRE_FALSE(proof);
        REQUIRE(proof.error().is(msg::log_forked));
        CHECK(proof.error().exit() == Exit::verification);
        // Both signed heads can be shown to others.
        std::set<std::string> kept;
        for (const auto* fact : {"file_a", "file_b"}) {
            const auto note = world.host.files->read(std::string(proof.error().fact(fact)), 4096);
            REQUIRE(note);
            kept.insert(*note);
        }
        CHECK(kept.size() == 2);
        CHECK(kept.count(world.log.head(400)) == 1);
        CHECK(*world.host.files->read(world.cached("latest"), 4096) == world.log.head(400));
        CHECK_FALSE(world.is_cached("lookup/golang.org/toolchain@v0.0.1-go1.99.2.linux-amd64"));
    };
    SECTION("by a larger head") {
        world.serve(forked, 700);
        world.client.put(k_base + lookup_path("go1.99.2.linux-amd64"), forked.lookup(290, 700));
        check();
    }
    SECTION("by a smaller head") {
        world.client.put(k_base + lookup_path("go1.99.2.linux-amd64"), forked.lookup(290, 350));
        check();
    }
    SECTION("by a head of the same size, without asking for a tile") {
        world.client.put(k_base + lookup_path("go1.99.2.linux-amd64"), forked.lookup(290, 400));
        world.client.reset();
        check();
        CHECK(world.client.rounds == 1);
    }
    SECTION("tiles of the real log under a forged larger head are a bad tile, not a fork") {
        world.client.put(k_base + lookup_path("go1.99.2.linux-amd64"), forked.lookup(290, 600));
        CHECK(world.error_of("go1.99.2.linux-amd64") == "log-bad-tile");
    }
}

TEST_CASE("bad answers are refused, each with its own error, and nothing is cached", "[trust]") {
    World world;
    const auto path = k_base + lookup_path("go1.99.1.linux-amd64");
    const auto good = world.log.lookup(3, 400);
    std::string expected;
    SECTION("a flipped bit in a tile") {
        for (const auto& tile : needed_tiles(400, 3, {})) {
            auto entries = world.log.tile(tile, 600);
            flip(entries, entries.size() / 2);
            world.client.put(k_base + '/' + tile.path(), entries);
            CHECK(world.error_of("go1.99.1.linux-amd64") == "log-bad-tile");
            world.client.answers.erase(k_base + '/' + tile.path());
        }
        expected = "none";
    }
    SECTION("a tile of the wrong length") {
        world.client.put(k_base + "/tile/8/0/000", std::string(8160, 'x'));
        expected = "log-malformed";
    }
    SECTION("a flipped bit in the head") {
        auto bad = good;
        flip(bad, bad.find("\n400\n") + 1);
        world.client.put(path, bad);
        expected = "log-bad-signature";
    }
    SECTION("a flipped bit in the signature") {
        // Within the base64 of the signature itself, where the alphabet still holds.
        auto bad = good;
        const auto at = bad.size() - 20;
        bad[at] = bad[at] == 'A' ? 'B' : 'A';
        world.client.put(path, bad);
        expected = "log-bad-signature";
    }
    SECTION("another key") {
        test::TinyLog other("log.test", 2);
        other.fill(3);
        other.add(test::TinyLog::toolchain_record("go1.99.1.linux-amd64", k_h1));
        other.fill(400);
        world.client.put(path, other.lookup(3, 400));
        expected = "log-unknown-key";
    }
    SECTION("a record that is not in the tree") {
        auto bad = good;
        bad.replace(bad.find("LQCh"), 4, "LQCg");
        world.client.put(path, bad);
        expected = "log-record-not-in-tree";
    }
    SECTION("a record at another place") {
        auto bad = good;
        bad[0] = '2';
        world.client.put(path, bad);
        expected = "log-record-not-in-tree";
    }
    SECTION("the record of another version") {
        world.client.put(path, world.log.lookup(290, 400));
        expected = "log-wrong-record";
    }
    SECTION("a truncated record") {
        world.client.put(path, good.substr(0, good.find("/go.mod")));
        expected = "log-malformed";
    }
    SECTION("no record") {
        world.client.put(path, "", 404);
        expected = "log-no-record";
    }
    SECTION("a web page in place of the record") {
        world.client.put(path, "<html>log in</html>");
        expected = "log-unreachable";
    }
    SECTION("no tile") {
        world.client.put(k_base + "/tile/8/0/000", "", 500);
        expected = "log-unreachable";
    }
    CHECK(world.error_of("go1.99.1.linux-amd64") == expected);
    if (expected != "none") {
        CHECK_FALSE(world.is_cached("latest"));
        CHECK_FALSE(world.is_cached("tile/8/0/000"));
        CHECK_FALSE(world.is_cached("lookup/golang.org/toolchain@v0.0.1-go1.99.1.linux-amd64"));
    }
}

TEST_CASE("an answer that proves nothing is asked for once more before anybody is accused",
          "[trust]") {
    World world;
    const auto path = k_base + lookup_path("go1.99.1.linux-amd64");
    const auto good = world.log.lookup(3, 400);
    std::string mixed_up; // gets another request's answer, the first time
    std::string in_its_place;
    SECTION("a tile of another width") {
        mixed_up = k_base + "/tile/8/0/000";
        in_its_place = world.log.tile({0, 1, 144}, 400);
    }
    SECTION("another tile of that width") {
        mixed_up = k_base + "/tile/8/0/000";
        in_its_place = world.log.tile({0, 1, 256}, 600);
    }
    SECTION("the record of another version") {
        mixed_up = path;
        in_its_place = world.log.lookup(290, 600);
    }
    world.client.answers.erase(path);
    bool first = true;
    const auto tiles = world.client.fallback;
    world.client.fallback = [&](const std::string& url) {
        auto out = url == path ? net::Response{} : tiles(url);
        if (url == path) {
            out.body = good;
            out.head.status = 200;
        }
        if (url == mixed_up && first) {
            first = false;
            out.body = in_its_place;
        }
        return out;
    };
    const auto proof = world.prove("go1.99.1.linux-amd64");
    REQUIRE(proof);
    CHECK(proof->h1 == k_h1);
    CHECK_FALSE(world.client.asked.front().own_connection);
    CHECK(world.client.asked.back().own_connection);
    CHECK(world.host.reporter.said(msg::log_asked_again));
}

TEST_CASE("a damaged cache costs requests, not an error", "[trust]") {
    World world;
    REQUIRE(world.prove("go1.99.1.linux-amd64"));
    world.client.reset();
    const std::string lookup = "lookup/golang.org/toolchain@v0.0.1-go1.99.1.linux-amd64";
    std::string damaged;
    SECTION("a full tile") {
        damaged = "tile/8/0/000";
    }
    SECTION("a tile of the edge") {
        damaged = "tile/8/0/001.p/144";
    }
    SECTION("the edge above") {
        damaged = "tile/8/1/000.p/1";
    }
    SECTION("the record") {
        damaged = lookup;
    }
    auto content = *world.host.files->read(world.cached(damaged), 1 << 20);
    if (damaged == lookup) {
        content.replace(content.find("LQCh"), 4, "LQCg");
    } else {
        flip(content, 5);
    }
    world.write_cached(damaged, content);
    const auto proof = world.prove("go1.99.1.linux-amd64");
    REQUIRE(proof);
    CHECK_FALSE(world.client.asked.empty());
    world.client.reset();
    CHECK(world.prove("go1.99.1.linux-amd64"));
    CHECK(world.client.asked.empty());
}

TEST_CASE("a damaged saved head is an error that names the file", "[trust]") {
    World world;
    REQUIRE(world.prove("go1.99.1.linux-amd64"));
    auto note = *world.host.files->read(world.cached("latest"), 4096);
    flip(note, note.find("400"));
    world.write_cached("latest", note);
    const auto proof = world.prove("go1.99.1.linux-amd64");
    REQUIRE_FALSE(proof);
    CHECK(proof.error().is(msg::log_saved_head_damaged));
    CHECK(path::same_path(proof.error().fact("path"), world.cached("latest")));
}

TEST_CASE("a partial tile that is gone is cut from the full one", "[trust]") {
    World world;
    // The head of 400 is old: the log is at 600 and only has what that needs.
    world.client.put(k_base + "/tile/8/0/001.p/144", "", 404);
    REQUIRE(world.prove("go1.99.1.linux-amd64"));
    CHECK(world.client.rounds == 3);
    // Only what was proved is kept: the first 144 entries.
    CHECK(world.is_cached("tile/8/0/001.p/144"));
    CHECK_FALSE(world.is_cached("tile/8/0/001"));
    // Once the full one is proved it serves both.
    REQUIRE(world.prove("go1.99.2.linux-amd64"));
    CHECK(world.is_cached("tile/8/0/001"));
    CHECK_FALSE(world.is_cached("tile/8/0/001.p/144"));
    CHECK(world.prove("go1.99.1.linux-amd64"));
}

TEST_CASE("a home that cannot be written to proves all the same", "[trust]") {
    World world;
    world.host.write("cache", "a file where the folder would be");
    CHECK(world.prove("go1.99.1.linux-amd64"));
    CHECK(world.prove("go1.99.1.linux-amd64"));
}

TEST_CASE("a server may call every file a web page", "[trust]") {
    World world;
    const auto path = k_base + lookup_path("go1.99.1.linux-amd64");
    for (auto& [url, answer] : world.client.answers) {
        answer.head.content_type = "text/html";
    }
    std::string expected = "none";
    SECTION("what is in it tells") {}
    SECTION("a page without markup") {
        world.client.answers[path].body = "Please sign in";
        expected = "log-unreachable";
    }
    SECTION("an empty page") {
        world.client.answers[path].body.clear();
        expected = "log-unreachable";
    }
    SECTION("a page in place of `supported`") {
        world.client.answers[k_base + "/supported"].body = "Please sign in";
        expected = "log-no-record"; // what the database at its name answers here
    }
    CHECK(world.error_of("go1.99.1.linux-amd64") == expected);
}

TEST_CASE("proxies are asked as Go asks them, then the database itself", "[trust]") {
    World world;
    world.options.proxies = {"https://first.test", "https://proxy.test"};
    SECTION("404: the next one") {
        CHECK(world.prove("go1.99.1.linux-amd64"));
    }
    SECTION("an unusable one is passed over") {
        for (const long status : {400, 403, 500}) {
            world.client.put("https://first.test/sumdb/log.test/supported", "", status);
            CHECK(world.prove("go1.99.1.linux-amd64"));
        }
        world.client.refuse("https://first.test");
        CHECK(world.prove("go1.99.1.linux-amd64"));
    }
    SECTION("200: only that one, even if it has no record") {
        world.client.put("https://first.test/sumdb/log.test/supported", "");
        CHECK(world.error_of("go1.99.1.linux-amd64") == "log-no-record");
    }
    SECTION("its tiles where the first lacks them") {
        world.client.put("https://first.test/sumdb/log.test/supported", "");
        world.client.put("https://first.test/sumdb/log.test" + lookup_path("go1.99.1.linux-amd64"),
                         world.log.lookup(3, 400));
        world.client.put("https://first.test/sumdb/log.test/tile/8/0/000", "", 404);
        world.client.put("https://first.test/sumdb/log.test/tile/8/0/001.p/144",
                         world.log.tile({0, 1, 144}, 400));
        CHECK(world.prove("go1.99.1.linux-amd64"));
        CHECK(world.client.asked.back().url.starts_with(k_base + "/tile/"));
        world.client.put(k_base + "/tile/8/0/000", "", 404);
        CHECK(world.error_of("go1.99.2.linux-amd64") != "none");
    }
    SECTION("none: the database at its name") {
        world.options.proxies = {"https://first.test"};
        world.client.put("https://log.test" + lookup_path("go1.99.1.linux-amd64"),
                         world.log.lookup(3, 400));
        CHECK(world.prove("go1.99.1.linux-amd64"));
        CHECK(world.client.asked.back().url.starts_with("https://log.test/tile/"));
        CHECK(world.client.asked.back().use_netrc); // as Go does, over https
    }
    SECTION("a URL in GOSUMDB goes past the proxies") {
        world.options.go.gosumdb = world.log.key() + " https://elsewhere.test/db";
        world.client.put("https://elsewhere.test/db" + lookup_path("go1.99.1.linux-amd64"),
                         world.log.lookup(3, 400));
        CHECK(world.prove("go1.99.1.linux-amd64"));
        CHECK(world.client.asked.front().url.starts_with("https://elsewhere.test/db/lookup/"));
    }
    SECTION("nobody: exit 5, and each is named") {
        world.options.proxies = {"https://first.test"};
        world.client.refuse("https://log.test");
        const auto proof = world.prove("go1.99.1.linux-amd64");
        REQUIRE_FALSE(proof);
        CHECK(proof.error().exit() == Exit::network);
        const auto text = render_text(proof.error(), "error");
        CHECK(text.find("https://first.test") != text.npos);
        CHECK(text.find("https://log.test") != text.npos);
    }
}

TEST_CASE("an interrupt is told as one, whichever request it stops", "[trust]") {
    std::size_t stopped = 0;
    for (;; ++stopped) {
        World world;
        world.options.proxies = {"https://first.test", "https://proxy.test"};
        world.client.interrupted_after = stopped;
        const auto code = world.error_of("go1.99.1.linux-amd64");
        if (code == "none") {
            break;
        }
        INFO(stopped);
        REQUIRE(code == "interrupted");
    }
    CHECK(stopped > 4);
}

TEST_CASE("GOSUMDB is read by Go's rules", "[trust]") {
    World world;
    world.options.go.gosumdb = "off";
    CHECK(world.error_of("go1.99.1.linux-amd64") == "sumdb-off");
    const std::string key(log_key());
    for (const auto& bad :
         {std::string("on"), std::string("example.com"), world.log.key() + "x",
          world.log.key() + " a b", world.log.key() + " ftp://x.test",
          std::string("sum.golang.org") + test::TinyLog("sum.golang.org").key().substr(14),
          test::TinyLog("../evil").key(), test::TinyLog("con").key()}) {
        CAPTURE(bad);
        world.options.go.gosumdb = bad;
        CHECK(world.error_of("go1.99.1.linux-amd64") == "gosumdb-malformed");
    }
    // The two names and the key of the database itself are one and the same.
    const std::string proxied = "https://proxy.test/sumdb/sum.golang.org/supported";
    const auto path = lookup_path("go1.99.1.linux-amd64");
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"", proxied},
        {"sum.golang.org", proxied},
        {key, proxied},
        {key + " https://my.test", "https://my.test" + path},
        {"sum.golang.google.cn", "https://sum.golang.google.cn" + path}};
    for (const auto& [value, first] : rows) {
        world.options.go.gosumdb = value;
        world.client.reset();
        CHECK(world.error_of("go1.99.1.linux-amd64") != "gosumdb-malformed");
        CHECK(world.client.asked.front().url == first);
    }
}

TEST_CASE("the real log proves real SDKs, within the promised cost", "[trust]") {
    test::TestHost host;
    test::FakeClient client;
    const std::string base = "https://proxy.test/sumdb/sum.golang.org/";
    client.put(base + "supported", "");
    client.fallback = [&](const std::string& url) {
        net::Response out;
        if (url.starts_with(base)) {
            try {
                out.body = test::real_log(url.substr(base.size()));
                out.head.status = 200;
            } catch (const std::runtime_error&) {
                out.head.status = 404;
            }
        }
        return out;
    };
    LogOptions options;
    options.cache_folder = host.path("cache");
    options.proxies = {"https://proxy.test"};
    for (const auto& row : test::real_lookups()) {
        if (!row.file.starts_with("lookup/")) {
            continue;
        }
        CAPTURE(row.sdk);
        client.reset();
        auto log = open_log(host.host, client, options);
        REQUIRE(log);
        const auto proof = (*log)->prove(sdk(row.sdk));
        REQUIRE(proof);
        CHECK(proof->genuine);
        CHECK(proof->database == "sum.golang.org");
        CHECK(proof->h1 == row.h1);
        CHECK(client.asked.size() <= 12);
        CHECK(client.bytes <= 60'000);
        CHECK(check_proof(sdk(row.sdk), *proof));

        auto wrong = *proof;
        wrong.h1[5] = 'x';
        CHECK_FALSE(check_proof(sdk(row.sdk), wrong));
        wrong = *proof;
        wrong.inclusion.pop_back();
        CHECK_FALSE(check_proof(sdk(row.sdk), wrong));
        wrong = *proof;
        ++wrong.record;
        CHECK_FALSE(check_proof(sdk(row.sdk), wrong));
        wrong = *proof;
        ++wrong.tree_size;
        CHECK_FALSE(check_proof(sdk(row.sdk), wrong));
        wrong = *proof;
        flip(wrong.signed_head, 30);
        CHECK_FALSE(check_proof(sdk(row.sdk), wrong));
        wrong = *proof;
        flip(wrong.record_text, 60);
        CHECK_FALSE(check_proof(sdk(row.sdk), wrong));
        CHECK_FALSE(check_proof(sdk("go1.22.4.linux-amd64"), *proof));
        wrong = *proof;
        wrong.database = "log.test";
        CHECK_FALSE(check_proof(sdk(row.sdk), wrong));
    }
}
