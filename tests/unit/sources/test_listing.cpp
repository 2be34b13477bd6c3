#include "support/catch.hpp"
#include "support/skipped.hpp"

#include "sources/listing.hpp"
#include "sources/messages.hpp"
#include "sources/module.hpp"
#include "sources/source.hpp"
#include "support/peak_memory.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace govern;
using namespace govern::sources;

namespace {

std::string file_row(const std::string& name, const std::string& os, const std::string& arch,
                     const std::string& more = R"("sha256":"","size":0,"kind":"archive")") {
    return R"({"filename":")" + name + R"(","os":")" + os + R"(","arch":")" + arch + R"(",)" +
           more + "}";
}

std::string release(const std::string& version, const std::string& files) {
    return R"({"version":")" + version + R"(","stable":true,"files":[)" + files + "]}";
}

SdkId sdk(const std::string& text) {
    return *parse_sdk_id(text);
}

} // namespace

TEST_CASE("a listing's archives are found by version and platform", "[sources]") {
    const std::string sha(64, 'a');
    const auto listing = parse_listing(
        '[' + release("go1.9.2", file_row("go1.9.2.linux-amd64.tar.gz", "linux", "amd64")) + ',' +
            release("go1.22.5",
                    file_row("go1.22.5.linux-armv6l.tar.gz", "linux", "armv6l",
                             R"("sha256":")" + sha + R"(","size":7,"kind":"archive")") +
                        ',' + file_row("go1.22.5.windows-amd64.zip", "windows", "amd64") + ',' +
                        file_row("go1.22.5.windows-amd64.msi", "windows", "amd64",
                                 R"("sha256":"","size":1,"kind":"installer")") +
                        ',' +
                        file_row("go1.22.5.src.tar.gz", "", "",
                                 R"("sha256":"","size":1,"kind":"source")")) +
            ']',
        "here");
    REQUIRE(listing);
    CHECK(listing->ignored == 0);
    REQUIRE(listing->releases.size() == 2);
    CHECK(listing->releases.front().version.text() == "1.22.5");
    const auto* arm = listing->find(sdk("go1.22.5.linux-arm"));
    REQUIRE(arm != nullptr);
    CHECK(arm->name == "go1.22.5.linux-armv6l.tar.gz");
    CHECK(arm->size == 7);
    CHECK(crypto::hex(*arm->sha256) == sha);
    CHECK(listing->find(sdk("go1.22.5.windows-amd64"))->name == "go1.22.5.windows-amd64.zip");
    CHECK_FALSE(listing->find(sdk("go1.22.5.windows-amd64"))->sha256);
    CHECK(listing->find(sdk("go1.22.5.linux-amd64")) == nullptr);
    CHECK(listing->find(sdk("go1.22.4.linux-arm")) == nullptr);
}

TEST_CASE("hostile rows are ignored and counted, never believed", "[sources]") {
    const std::string good = file_row("go1.99.1.linux-amd64.tar.gz", "linux", "amd64");
    for (const auto& bad :
         {file_row("../go1.99.1.linux-amd64.tar.gz", "linux", "amd64"),
          file_row("go1.99.1.linux-amd64.tar.gz/../x", "linux", "amd64"),
          file_row("go1.99.2.linux-amd64.tar.gz", "linux", "amd64"),
          file_row("go1.99.1.linux-386.tar.gz", "linux", "amd64"),
          file_row("go1.99.1.linux-amd64.zip", "linux", "amd64"),
          file_row("go1.99.1.windows-amd64.tar.gz", "windows", "amd64"),
          file_row("http://evil.test/go1.99.1.linux-amd64.tar.gz", "linux", "amd64"),
          file_row("", "", ""),
          file_row("go1.99.1.linux-amd64.tar.gz", "linux", "amd64",
                   R"("sha256":"xyz","size":1,"kind":"archive")"),
          file_row("go1.99.1.linux-amd64.tar.gz", "linux", "amd64",
                   R"("sha256":"aa","size":1,"kind":"archive")"),
          file_row("go1.99.1.linux-amd64?.tar.gz", "linux", "amd64"), std::string("7"),
          std::string("null"), std::string("[]"), std::string("{}"),
          std::string(R"({"filename":7,"os":[],"arch":{},"kind":"archive"})")}) {
        CAPTURE(bad);
        const auto listing = parse_listing(
            '[' + release("go1.99.1", bad) + ',' +
                release("go1.98.0", file_row("go1.98.0.linux-amd64.tar.gz", "linux", "amd64")) +
                ']',
            "here");
        REQUIRE(listing);
        CHECK(listing->releases.size() == 1);
        CHECK(listing->ignored == 1);
    }
    for (const auto& version :
         {"go1.99.x", "1.99.1", "go1.99.1-x", "go01.2.3", "go1.99.1 ", "", "../go1.99.1"}) {
        CAPTURE(version);
        CHECK_FALSE(parse_listing('[' + release(version, good) + ']', "here"));
    }
    SECTION("of two rows for one release the first counts") {
        const auto listing = parse_listing(
            '[' + release("go1.99.1", good) + ',' + release("go1.99.1", good) + ']', "here");
        REQUIRE(listing);
        CHECK(listing->releases.size() == 1);
        CHECK(listing->ignored == 1);
    }
}

TEST_CASE("every row of a very long listing is read", "[sources]") {
    std::string text = "[";
    constexpr int count = 60'000;
    for (int i = 0; i < count; i++) {
        const auto name =
            "go1." + std::to_string(i / 1000 + 1000) + '.' + std::to_string(i % 1000 + 1);
        text += (i == 0 ? "" : ",") +
                release(name, file_row(name + ".linux-amd64.tar.gz", "linux", "amd64"));
    }
    const auto listing = parse_listing(text + ']', "here");
    REQUIRE(listing);
    CHECK(listing->releases.size() == count);
}

TEST_CASE("what is no listing is said to be none", "[sources]") {
    for (const auto* bad :
         {"", "<html>", " \r\n<!doctype html>", "{}", "7", "[", "[]", "[{}]", "null", "\xFF\xFE[",
          R"([{"version":"go1.2.3"}])", R"([{"version":"go1.2.3","files":7}])"}) {
        CAPTURE(bad);
        const auto listing = parse_listing(bad, "https://x.test");
        REQUIRE_FALSE(listing);
        CHECK(listing.error().is(msg::not_a_listing));
        CHECK(listing.error().fact("url") == "https://x.test");
    }
}

// Its values kept would take more than 90 MB. The kernel counts some MiB more or less from run to
// run, and AddressSanitizer keeps for a while what was freed.
TEST_CASE("members and rows that no listing has cost nothing, however many and deep", "[sources]") {
    const auto good = file_row("go1.99.1.linux-amd64.tar.gz", "linux", "amd64");
    SECTION("those that are passed over") {
        const auto listing = parse_listing(
            R"([{"new":[{"version":"go9.9.9","files":[7]}],"files":[)" + good +
                R"(,[[{}]]],"version":"go1.99.1","more":{"files":[]}},[{"version":"go1.2.3"}]])",
            "here");
        REQUIRE(listing);
        REQUIRE(listing->releases.size() == 1);
        CHECK(listing->releases[0].version.text() == "1.99.1");
        CHECK(listing->ignored == 2);
    }
    SECTION("a nest without end is refused where it begins") {
        for (const std::string open : {"[", R"([{"files":)", R"({"a":)"}) {
            std::string text;
            while (text.size() < k_max_listing) {
                text += open;
            }
            const auto before = test::peak_memory();
            const auto listing = parse_listing(text, "deep");
            REQUIRE_FALSE(listing);
            CHECK(listing.error().is(msg::not_a_listing));
            CHECK(test::peak_memory() - before < 4 * k_max_listing);
        }
    }
    SECTION("a list without end") {
        std::string text = R"([{"version":"go1.99.1","files":[)" + good;
        while (text.size() < k_max_listing) {
            text += ",{}";
        }
        text += "]}]";
        const auto before = test::peak_memory();
        const auto listing = parse_listing(text, "long");
        REQUIRE(listing);
        CHECK(listing->ignored > 5'000'000);
        CHECK(test::peak_memory() - before < 4 * k_max_listing);
    }
}

TEST_CASE("the reconstructed listing of all releases reads without a loss", "[sources]") {
    const char* folder = std::getenv("GOVERN_SHARED_DATA");
    if (folder == nullptr) {
        govern::test::skipped("the reconstructed listing", "GOVERN_SHARED_DATA is not set");
        return;
    }
    std::ifstream in(std::string(folder) + "/go_dl_index_reconstructed.json", std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    const auto listing = parse_listing(text, "file");
    REQUIRE(listing);
    CHECK(listing->releases.size() == 362);
    CHECK(listing->ignored == 0);
    // It has linux-arm beside linux-armv6l.
    CHECK(listing->find(sdk("go1.21rc2.linux-arm"))->name == "go1.21rc2.linux-armv6l.tar.gz");
    CHECK(listing->find(sdk("go1.4.1.darwin-amd64"))->name ==
          "go1.4.1.darwin-amd64-osx10.8.tar.gz");
    CHECK(listing->releases.front().version.text() == "1.27.0");
}

TEST_CASE("a module proxy's texts are read liberally but never wrongly", "[sources]") {
    const auto list = parse_module_list(
        "v0.0.1-go1.22.5.linux-amd64\r\nv0.0.1-go1.2.2.windows-386\nv0.0.1-go1.21.linux-amd64x-1\n"
        "v1.0.0\n\nv0.0.1-go1.x.linux-amd64\nv0.0.1-../go1.22.5.linux-amd64\n");
    REQUIRE(list.size() == 2);
    CHECK(list[0] == sdk("go1.22.5.linux-amd64"));
    CHECK(list[1] == sdk("go1.2.2.windows-386"));
    const auto id = sdk("go1.22.5.linux-amd64");
    CHECK(is_module_info(
        R"({"Version":"v0.0.1-go1.22.5.linux-amd64","Time":"2024-07-02T00:00:00Z"})", id));
    CHECK(is_module_info("{\n \"Name\": \"x\",\n \"Version\": \"v0.0.1-go1.22.5.linux-amd64\"\n}\n",
                         id));
    for (const auto* bad : {"", "<html>", "[]", "{}",
                            R"({"Version":"v0.0.1-go1.22.4.linux-amd64"})", R"({"Version":7})"}) {
        CHECK_FALSE(is_module_info(bad, id));
    }
}

TEST_CASE("GOPROXY is read by Go's rules", "[sources]") {
    const auto urls = [](std::string_view goproxy) {
        std::string out;
        for (const auto& entry : parse_goproxy(goproxy).entries) {
            out += entry.url + (entry.fall_through_on_any_error ? "| " : " ");
        }
        return out;
    };
    CHECK(urls("https://a.test,https://b.test|https://c.test") ==
          "https://a.test https://b.test| https://c.test ");
    CHECK(urls(" https://a.test , ,,https://b.test ") == "https://a.test https://b.test ");
    CHECK(urls("a.test/x,direct,https://b.test") == "https://a.test/x ");
    CHECK(parse_goproxy("a.test,direct").direct);
    CHECK(urls("https://a.test,off,https://b.test") == "https://a.test ");
    CHECK(parse_goproxy("https://a.test,off").off);
    CHECK(parse_goproxy("off").off);
    CHECK_FALSE(parse_goproxy("").off);
    CHECK_FALSE(parse_goproxy(" , |").off);
    CHECK_FALSE(parse_goproxy("https://a.test").off);
    CHECK(urls("file:///srv/proxy") == "file:///srv/proxy ");
    CHECK(urls("file:///srv/a folder") == "file:///srv/a%20folder ");
    CHECK(urls("file:///srv/a%2Cb%7Cc") == "file:///srv/a%2Cb%7Cc ");
    CHECK(parse_goproxy("file:///srv/a#b,file:///a?b,file:///a%b,file:///a,b").malformed ==
          std::vector<std::string>{"file:///srv/a#b", "file:///a?b", "file:///a%b", "b"});
    CHECK(urls("https://user:secret@a.test/p") == "https://user:secret@a.test/p ");
    CHECK(parse_goproxy("ftp://a.test,nonsense,https://a.test").malformed ==
          std::vector<std::string>{"ftp://a.test", "nonsense"});
}
