#include "support/catch.hpp"

#include "core/sdk.hpp"
#include "trust/roots.hpp"

#include <algorithm>

using namespace govern;
using namespace govern::trust;

TEST_CASE("the embedded list knows official archives by name", "[trust]") {
    // SHA-256 as docker-library/golang and others have it too.
    const auto archive = embedded_archive("go1.22.5.linux-amd64.tar.gz");
    REQUIRE(archive);
    CHECK(crypto::hex(archive->sha256) ==
          "904b924d435eaea086515bc63235b192ea441bd8c9b198c507e85009e6e4c7f0");
    CHECK(embedded_archive("go1.22.5.windows-amd64.zip"));
    CHECK(embedded_archive("go1.20.linux-armv6l.tar.gz"));
    for (const auto* name :
         {"go1.22.5.linux-amd64.zip", "go1.22.5.windows-amd64.tar.gz", "go1.22.5.windows-amd64.msi",
          "go1.22.5.src.tar.gz", "go1.22.5.linux-amd64", "1.22.5.linux-amd64.tar.gz", "go.tar.gz",
          "go1.22.99.linux-amd64.tar.gz", "go1.20.0.linux-amd64.tar.gz",
          "GO1.22.5.linux-amd64.tar.gz", "go1.22.5.linux-amd64.tar.gz ", "", "go", ".tar.gz",
          // only ever had a SHA-1
          "go1.4.linux-amd64.tar.gz", "go1.2.2.windows-386.zip"}) {
        CAPTURE(name);
        CHECK_FALSE(embedded_archive(name));
    }
}

TEST_CASE("the embedded list knows official archives by their SHA-256", "[trust]") {
    for (const std::string name : {"go1.22.5.linux-amd64.tar.gz", "go1.22.5.windows-amd64.zip",
                                   "go1.20.linux-armv6l.tar.gz"}) {
        CHECK(embedded_name(embedded_archive(name)->sha256) == name);
    }
    CHECK_FALSE(embedded_name(crypto::sha256("another archive")));
    CHECK_FALSE(embedded_name({})); // what only ever had a SHA-1 is not known by zeros
}

TEST_CASE("the embedded list's versions are ordered as Go orders them", "[trust]") {
    const auto all = embedded_versions("", "");
    CHECK(all.size() == 362);
    CHECK(all.back() == "1.2.2");
    std::vector<Version> versions;
    for (const auto& text : all) {
        Version version;
        REQUIRE(Version::parse(text, version));
        versions.push_back(version);
    }
    CHECK(std::is_sorted(versions.begin(), versions.end(),
                         [](const auto& a, const auto& b) { return a > b; }));
    CHECK(embedded_list_date() >= "2026-08-19");

    const auto arm = embedded_versions("windows", "arm64");
    CHECK(arm.back() == "1.17beta1");
    CHECK(std::find(arm.begin(), arm.end(), "1.16.15") == arm.end());
    CHECK(embedded_versions("linux", "arm").size() > 300); // listed as armv6l
    const auto mac = embedded_versions("darwin", "amd64"); // to 1.4.2 as osx10.6 and osx10.8
    CHECK(std::count(mac.begin(), mac.end(), "1.4.1") == 1);
    CHECK(embedded_versions("4", "bootstrap").empty());
}

TEST_CASE("every row of the embedded list is found by the name that govern makes", "[trust]") {
    std::size_t found = 0;
    for (const auto& text : embedded_versions("linux", "amd64")) {
        SdkId id;
        REQUIRE(Version::parse(text, id.version));
        id.platform = {"linux", "amd64"};
        found += embedded_archive(official_archive_name(id)) ? 1U : 0U;
    }
    CHECK(found == embedded_versions("linux", "amd64").size() - 22);
}

TEST_CASE("official hosts are official, whatever looks like them is not", "[trust]") {
    for (const auto* host : {"go.dev", "golang.google.cn", "golang.org"}) {
        CHECK(is_official_host(host));
    }
    for (const auto* host : {"", "dl.google.com", "go.dev.evil.test", "xgo.dev", "www.go.dev",
                             "storage.googleapis.com"}) {
        CHECK_FALSE(is_official_host(host));
    }
}
