#include "support/catch.hpp"

#include <algorithm>
#include <list>

#include "net/messages.hpp"
#include "sources/messages.hpp"
#include "sources/source.hpp"
#include "support/fake_client.hpp"
#include "support/test_host.hpp"
#include "trust/messages.hpp"

using namespace govern;
using namespace govern::sources;

namespace {

const std::string k_site = "https://go.dev/dl";
const std::string k_alternate = "https://golang.google.cn/dl";
const std::string k_query = "/?mode=json&include=all";
const std::string k_module = "https://proxy.test/golang.org/toolchain/@v/";
const Platform k_linux{"linux", "amd64"};

std::string listing(const std::vector<std::string>& versions) {
    std::string out;
    for (const auto& version : versions) {
        const auto name = "go" + version;
        out += (out.empty() ? "[" : ",") +
               (R"({"version":")" + name + R"(","stable":true,"files":[{"filename":")" + name +
                R"(.linux-amd64.tar.gz","os":"linux","arch":"amd64","sha256":")" +
                std::string(64, 'b') + R"(","size":42,"kind":"archive"}]})");
    }
    return out + "]";
}

Spec spec(const std::string& text) {
    const auto parsed = parse_spec(text);
    REQUIRE(parsed.error == SpecError::none);
    return parsed.spec;
}

struct World {
    World() {
        options.cache_folder = host.path("cache");
        options.go.goproxy = "https://user:secret@proxy.test";
        options.go.goproxy_origin = "environment";
    }
    Sources open() { return std::move(*open_sources(host.host, client, options)); }
    Result<SdkChoice> find(const std::string& text, const Platform& platform = k_linux) {
        kept.push_back(open());
        return find_release(spec(text), platform, kept.back(), host.reporter);
    }
    /// The newest of a line that any list knows of.
    std::string newest(const std::string& text) {
        auto sources = open();
        const auto known = newest_known(spec(text), k_linux, sources, host.reporter);
        return known ? std::string(known->text()) : "";
    }
    void proxy_has(const std::string& sdk) {
        client.put("https://user:secret@proxy.test/golang.org/toolchain/@v/v0.0.1-" + sdk + ".info",
                   R"({"Version":"v0.0.1-)" + sdk + R"("})");
    }
    void proxy_lists(const std::string& list) {
        client.put("https://user:secret@proxy.test/golang.org/toolchain/@v/list", list);
    }
    std::size_t asked(const std::string& part) const {
        std::size_t count = 0;
        for (const auto& request : client.asked) {
            count += request.url.find(part) != std::string::npos ? 1U : 0U;
        }
        return count;
    }
    void no_site() {
        client.refuse(k_site);
        client.refuse(k_alternate);
    }

    test::TestHost host;
    test::FakeClient client;
    SourceOptions options;
    std::list<Sources> kept; ///< what offers point at
};

std::string all_text(const Error& error) {
    return render_text(error, "error");
}

} // namespace

TEST_CASE("a release of the embedded list is offered without a request", "[sources]") {
    World world;
    const auto choice = world.find("1.22.5");
    REQUIRE(choice);
    CHECK(world.client.asked.empty());
    REQUIRE(choice->offers.size() == 3);
    CHECK(choice->offers[0].url == k_site + "/go1.22.5.linux-amd64.tar.gz");
    CHECK(choice->offers[0].prefix == "go/");
    CHECK_FALSE(choice->offers[0].module_zip);
    CHECK(choice->offers[1].url == k_alternate + "/go1.22.5.linux-amd64.tar.gz");
    CHECK(choice->offers[2].url ==
          "https://user:secret@proxy.test/golang.org/toolchain/@v/v0.0.1-go1.22.5.linux-amd64.zip");
    CHECK(choice->offers[2].from->address() == "https://proxy.test");
    CHECK(choice->offers[2].prefix == "golang.org/toolchain@v0.0.1-go1.22.5.linux-amd64/");
    CHECK(choice->offers[2].module_zip);
    CHECK(choice->offers[2].use_netrc);
    CHECK(world.find("1.22.5", {"windows", "amd64"})->offers[0].format == archive::Format::zip);
}

TEST_CASE("a release that the embedded list does not know is looked up in the listing",
          "[sources]") {
    World world;
    world.client.put(k_site + k_query, listing({"1.99.1"}));
    const auto choice = world.find("1.99.1");
    REQUIRE(choice);
    REQUIRE(choice->offers.size() == 2); // the other official address has the same listing
    CHECK(choice->offers[0].listed_by_official_host);
    CHECK(crypto::hex(*choice->offers[0].listed_sha256) == std::string(64, 'b'));
    CHECK(choice->offers[0].size == 42U);
    CHECK(choice->offers[1].from->kind() == SourceKind::proxy);
    CHECK(world.asked(k_alternate) == 0);

    SECTION("the listing is kept for an hour, to know what there is") {
        world.client.reset();
        CHECK(world.newest("1.99") == "1.99.1");
        CHECK(world.asked("go.dev") == 0);
        // What is not in the copy may be an hour's news.
        world.client.put(k_site + k_query, listing({"1.99.2", "1.99.1"}));
        CHECK(world.find("1.99.2")->offers[0].from->kind() == SourceKind::official);
        CHECK(world.asked(k_query) == 1);
    }
    SECTION("and then asked for again by its ETag") {
        world.client.answers[k_site + k_query].head.etag = "\"one\"";
        world.host.clock.start += 4000;
        REQUIRE(world.newest("1.99") == "1.99.1");
        world.host.clock.start += 4000;
        world.client.answers[k_site + k_query].head.status = 304;
        world.client.answers[k_site + k_query].body.clear();
        world.client.reset();
        REQUIRE(world.newest("1.99") == "1.99.1");
        CHECK(world.client.asked.front().headers ==
              std::vector<std::string>{"If-None-Match: \"one\""});
    }
    SECTION("a kept listing is never evidence") {
        const auto has_evidence = [](const SdkChoice& from) {
            return std::any_of(from.offers.begin(), from.offers.end(),
                               [](const Offer& offer) { return offer.listed_by_official_host; });
        };
        REQUIRE(has_evidence(*choice));
        auto& answer = world.client.answers[k_site + k_query];
        answer.head.etag = "\"one\"";
        REQUIRE(world.find("1.99.1")); // keeps it with its ETag
        world.client.reset();
        SECTION("within the hour it is read anew, whole") {
            answer.body.replace(answer.body.find("bbbb"), 4, "cccc");
            const auto again = world.find("1.99.1");
            REQUIRE(again);
            CHECK(has_evidence(*again));
            CHECK(crypto::hex(*again->offers[0].listed_sha256).find("cccc") == 0);
            REQUIRE(world.asked(k_query) == 1);
            CHECK(world.client.asked.front().headers.empty());
        }
        SECTION("a 304 that nobody asked for is no listing") {
            answer.head.status = 304;
            answer.body.clear();
            const auto again = world.find("1.99.1");
            REQUIRE(again); // by the proxy
            CHECK_FALSE(has_evidence(*again));
        }
        SECTION("offline it says what there is") {
            world.client.is_offline = true;
            const auto again = world.find("1.99.1");
            REQUIRE(again);
            CHECK(again->offers[0].from->kind() == SourceKind::official);
            CHECK_FALSE(has_evidence(*again));
        }
    }
    SECTION("but no ETag that is none, whoever wrote it into the copy") {
        const auto folder = world.options.cache_folder;
        const auto path = path::join(folder, world.host.files->list(folder).value().at(0));
        auto text = world.host.files->read(path, 1 << 20).value();
        // The third line is the ETag's.
        const auto third = text.find('\n', text.find('\n') + 1) + 1;
        text.insert(third, "\"one\"\rX-Evil: yes\r");
        REQUIRE(world.host.files->write_atomic(path, text));
        world.host.clock.start += 4000;
        world.client.reset();
        REQUIRE(world.newest("1.99") == "1.99.1");
        REQUIRE(world.asked(k_query) == 1);
        CHECK(world.client.asked.front().headers.empty());
    }
    SECTION("a damaged copy counts as none, and its ETag is not sent") {
        const auto folder = world.options.cache_folder;
        const auto names = world.host.files->list(folder).value();
        REQUIRE(names.size() == 1);
        const auto path = path::join(folder, names[0]);
        const auto whole = world.host.files->read(path, 1 << 20).value();
        auto forged = whole;
        forged.replace(forged.find("bbbb"), 4, "cccc");
        for (const auto& damaged : {whole.substr(0, whole.size() - 5), whole.substr(0, 20), forged,
                                    std::string("garbage"), std::string()}) {
            CAPTURE(damaged);
            REQUIRE(world.host.files->write_atomic(path, damaged));
            world.client.reset();
            world.client.answers[k_site + k_query].head.etag = "\"one\"";
            CHECK(world.newest("1.99") == "1.99.1");
            REQUIRE(world.asked(k_query) == 1);
            CHECK(world.client.asked.front().headers.empty());
        }
        REQUIRE(world.host.files->write_atomic(path, "garbage"));
        world.client.is_offline = true;
        const auto embedded = world.find("1.22.5");
        REQUIRE(embedded);
        CHECK(embedded->offers[0].from->kind() == SourceKind::official);
    }
    SECTION("offline the kept one serves, however old") {
        world.host.clock.start += 1'000'000;
        world.client.is_offline = true;
        CHECK(world.find("1.99.1"));
        CHECK(world.find("1.99.7")->offers[0].from->kind() ==
              SourceKind::proxy); // whose download fails
    }
}

TEST_CASE("a listing is evidence only where the official host itself sent it", "[sources]") {
    World world;
    SECTION("redirected elsewhere") {
        world.client.put(k_site + k_query, listing({"1.99.1"}));
        world.client.answers[k_site + k_query].head.url = "https://evil.test/listing";
    }
    SECTION("a mirror") {
        world.options.config.mirror.value = "https://go.dev/dl"; // even under that name
        world.client.put(k_site + k_query, listing({"1.99.1"}));
    }
    SECTION("a mirror that only has a file") {
        world.options.config.mirror.value = "https://mirror.test/go/";
        world.client.put("https://mirror.test/go" + k_query, "<html>index of /go</html>");
        world.client.put("https://mirror.test/go/index.json", listing({"1.99.1"}));
    }
    SECTION("a folder") {
        world.options.config.mirror.value = "file:///srv/go";
        world.client.put("file:///srv/go/index.json", listing({"1.99.1"}));
    }
    const auto choice = world.find("1.99.1");
    REQUIRE(choice);
    CHECK(choice->offers[0].from->kind() == SourceKind::official);
    CHECK(choice->offers[0].listed_sha256);
    CHECK_FALSE(choice->offers[0].listed_by_official_host);
}

TEST_CASE("partial, latest and oldstable mean the newest that can be had", "[sources]") {
    World world;
    SECTION("by the official listing") {
        world.client.put(k_site + k_query, listing({"1.99.1", "1.99rc2", "1.98.4", "1.98.3"}));
        CHECK(world.find("latest")->sdk.version.text() == "1.99.1");
        CHECK(world.find("1.98")->sdk.version.text() == "1.98.4");
        CHECK(world.find("oldstable")->sdk.version.text() == "1.98.4");
        // The embedded list knows 1.22.12, but this site does not have it, and neither has the
        // proxy.
        const auto older = world.find("1.22");
        REQUIRE_FALSE(older);
        CHECK(older.error().exit() == Exit::no_such_version);
    }
    SECTION(
        "by a module proxy alone, which serves more than it lists and lists more than it serves") {
        world.no_site();
        world.proxy_lists("v0.0.1-go1.99.2.darwin-arm64\nv0.0.1-go1.99.1.linux-amd64\nv0.0.1-go1."
                          "98.3.linux-amd64\n");
        world.proxy_has("go1.99.1.linux-amd64");
        world.proxy_has("go1.22.11.linux-amd64");
        const auto latest = world.find("latest");
        REQUIRE(latest);
        CHECK(latest->sdk.version.text() == "1.99.1");
        CHECK(latest->newest_known.text() == "1.99.2");
        CHECK(latest->offers.size() == 1);
        CHECK(world.find("1.22")->sdk.version.text() == "1.22.11");
    }
    SECTION("and a proxy is asked for nothing that will not be used, for it may fetch it all") {
        world.no_site();
        world.proxy_lists("v0.0.1-go1.99.2.linux-amd64\nv0.0.1-go1.99.1.linux-amd64\nv0.0.1-go1."
                          "99.0.linux-amd64\n");
        world.proxy_has("go1.99.1.linux-amd64");
        world.proxy_has("go1.99.0.linux-amd64");
        REQUIRE(world.find("1.99")->sdk.version.text() == "1.99.1");
        CHECK(world.asked(".info") == 2); // 1.99.2, which it lists but does not have, and 1.99.1
        CHECK(world.asked("go1.99.0") == 0);
        CHECK(world.client.asked.back().made_on_demand);
    }
}

TEST_CASE("what nobody has is exit 3 with each answer and the nearest releases", "[sources]") {
    World world;
    world.client.put(k_site + k_query, listing({"1.27.0", "1.26.7"}));
    SECTION("exact") {
        world.options.go.goproxy = "off";
        const auto choice = world.find("1.22.99");
        REQUIRE_FALSE(choice);
        CHECK(choice.error().is(msg::no_such_version));
        const auto text = all_text(choice.error());
        CHECK(text.find("go1.22.99") != text.npos);
        CHECK(text.find("1.22.12") != text.npos);
        CHECK(text.find("go.dev") != text.npos);
    }
    SECTION("partial, with an unusable proxy named too") {
        world.client.refuse("https://user:secret@proxy.test");
        const auto choice = world.find("1.98");
        REQUIRE_FALSE(choice);
        CHECK(choice.error().exit() == Exit::no_such_version);
        const auto text = all_text(choice.error());
        CHECK(text.find("https://proxy.test") != text.npos);
        CHECK(text.find("secret") == text.npos);
    }
    SECTION("a platform that never had it") {
        world.options.go.goproxy = "off";
        const auto choice = world.find("1.16", {"windows", "arm64"});
        REQUIRE_FALSE(choice);
        CHECK(choice.error().exit() == Exit::no_such_version);
        const auto exact = world.find("1.16.3", {"windows", "arm64"});
        REQUIRE_FALSE(exact);
        CHECK(all_text(exact.error()).find("exists, but not for windows-arm64") !=
              std::string::npos);
    }
}

TEST_CASE("where nobody can be asked it is exit 5, and where nobody is known too", "[sources]") {
    World world;
    world.no_site();
    world.client.refuse("https://user:secret@proxy.test");
    for (const auto* text : {"1.99.1", "1.22", "latest"}) {
        const auto choice = world.find(text);
        if (!choice) {
            CHECK(choice.error().exit() == Exit::network);
        } else {
            CHECK(std::string(text) == "1.99.1"); // a proxy offers unasked; its download will tell
        }
    }
    world.options.only = SourceKind::proxy;
    world.options.go.goproxy = "direct";
    const auto none = open_sources(world.host.host, world.client, world.options);
    REQUIRE_FALSE(none);
    CHECK(none.error().is(msg::no_source));
}

TEST_CASE("an unusable source is said, remembered for an hour, and tried before failing",
          "[sources]") {
    World world;
    world.no_site();
    world.proxy_has("go1.99.1.linux-amd64");
    REQUIRE(world.find("1.99.1"));
    CHECK(world.host.reporter.said(msg::source_unusable));
    world.client.reset();
    world.host.reporter.warnings.clear();

    SECTION("within the hour it is not asked while another has the version") {
        const auto choice = world.find("1.99.1");
        REQUIRE(choice);
        CHECK(choice->offers.size() == 1);
        CHECK(world.asked("go.dev") == 0);
        CHECK(world.host.reporter.said(msg::source_skipped));
    }
    SECTION("it is asked where nobody else has it") {
        world.client.refused.clear();
        world.client.put(k_site + k_query, listing({"1.99.2"}));
        const auto choice = world.find("1.99.2");
        REQUIRE(choice);
        CHECK(choice->offers.back().from->kind() == SourceKind::official);
        const auto partial = world.find("1.99");
        REQUIRE(partial);
        CHECK(partial->offers.front().from->kind() == SourceKind::official);
    }
    SECTION("--source asks it in any case") {
        world.options.only = SourceKind::official;
        CHECK_FALSE(world.find("1.99.1"));
        CHECK(world.asked("go.dev") == 1);
    }
    SECTION("after an hour it is asked again") {
        world.host.clock.start += 3601;
        REQUIRE(world.find("1.99.1"));
        CHECK(world.asked("go.dev") == 1);
    }
    SECTION("nothing secret is written down") {
        world.client.refuse("https://user:secret@proxy.test");
        (void)world.find("latest");
        const auto file = world.host.files->read(world.host.path("cache/unusable"), 1 << 20);
        REQUIRE(file);
        CHECK(file->find("proxy.test") != std::string::npos);
        CHECK(file->find("secret") == std::string::npos);
    }
}

TEST_CASE("how a download failed says whether to go on to the next offer", "[sources]") {
    World world;
    auto sources = world.open();
    const auto choice = find_release(spec("1.22.5"), k_linux, sources, world.host.reporter);
    REQUIRE(choice);
    const auto& official = choice->offers[0];
    const auto& proxy = choice->offers[2];
    const auto told = [&](const Offer& offer, const Error& error, long status = 0) {
        auto answer = answer_of(offer, error, status);
        take_note(answer, sources, world.host.reporter);
        return answer;
    };
    const auto status = [&](const Offer& offer, long number) {
        return told(offer, Error(msg::http_status).with("url", "x"), number);
    };
    using Kind = Answer::Kind;
    CHECK(status(official, 404).kind == Kind::lacks);
    CHECK(status(official, 403).kind == Kind::unusable);
    CHECK(status(proxy, 403).kind == Kind::lacks);
    CHECK(status(proxy, 503).kind == Kind::unusable);
    CHECK(status(proxy, 503).why == "it answered 503");
    CHECK(told(proxy, Error(msg::stalled)).kind == Kind::unusable);
    for (const auto* spec : {&msg::offline, &msg::size_mismatch, &msg::log_unreachable}) {
        const auto answer = told(proxy, Error(*spec));
        CHECK(answer.kind == Kind::none);
        CHECK(answer.to_error().is(*spec));
    }
    CHECK(sources[0]->recently_unusable());
    CHECK_FALSE(sources[1]->recently_unusable());

    const std::vector<Answer> answers = {status(official, 404), told(proxy, Error(msg::stalled))};
    CHECK(give_up(spec("1.22.5"), k_linux, answers, sources).exit() == Exit::no_such_version);
    CHECK(give_up(spec("1.22.5"), k_linux, {answers[1]}, sources).exit() == Exit::network);
}

TEST_CASE("what is published is the union of every list", "[sources]") {
    World world;
    world.client.put(k_site + k_query, listing({"1.99.1"}));
    world.proxy_lists("v0.0.1-go1.98.3.linux-amd64\nv0.0.1-go1.97.1.windows-386\n");
    auto sources = world.open();
    const auto all = published(k_linux, sources, world.host.reporter);
    REQUIRE(all);
    CHECK(all->complete);
    CHECK(all->releases.front().version.text() == "1.99.1");
    CHECK(all->releases[1].version.text() == "1.98.3");
    CHECK(all->releases.back().version.text() == "1.2.2");
    CHECK(all->releases.size() == 362 + 3);
}
