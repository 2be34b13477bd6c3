#include "core/version.hpp"

#include "support/catch.hpp"

#include <fstream>
#include <string>

using govern::Version;

namespace {

Version version(std::string_view text) {
    Version out;
    INFO(text);
    REQUIRE(Version::parse(text, out));
    return out;
}

std::string sign(std::weak_ordering order) {
    return order < 0 ? "-1" : order > 0 ? "1" : "0";
}

} // namespace

TEST_CASE("a version reads as Go reads it") {
    for (const std::string_view text : {"1", "1.22", "1.22.5", "1.23rc1", "1.9.2rc2", "1.18beta2",
                                        "1.3alpha10", "2.0.1", "1.100.100"}) {
        CHECK(version(text).text() == text);
    }
    CHECK(version("1.20.0").text() == "1.20");
    CHECK(version("1.21.0").text() == "1.21.0");
    CHECK(version("1.22.5").minor() == 22);
    CHECK(version("1.22.5").patch() == 5);
}

TEST_CASE("a malformed version is refused and leaves its target alone") {
    for (const std::string_view text :
         {"",         ".",        "1.",        "1..2",
          "01.2",     "1.02",     "1.2.03",    "1.2.3.4",
          "1.21rc",   "1.21rc01", "1.21foo1",  "go1.2",
          "1.2 ",     " 1.2",     "1.22.x",    "1.99999999999",
          "1.21-rc1", "1.22.5\n", "1.21rc1.2", "1.2222222222222222222222222222222222"}) {
        Version out = version("1.2");
        INFO(text);
        CHECK_FALSE(Version::parse(text, out));
        CHECK(out.text() == "1.2");
    }
}

TEST_CASE("the order of versions is Go's") {
    const std::string_view rising[] = {"1",          "1.2rc1",    "1.2",     "1.2.1",   "1.9.2rc2",
                                       "1.9.2",      "1.20rc3",   "1.20",    "1.20.1",  "1.21",
                                       "1.21alpha1", "1.21beta1", "1.21rc1", "1.21rc2", "1.21rc10",
                                       "1.21.0",     "1.21.1",    "1.21.10", "1.22",    "2.0"};
    for (std::size_t i = 0; i < std::size(rising); i++) {
        for (std::size_t j = 0; j < std::size(rising); j++) {
            INFO(rising[i] << " " << rising[j]);
            CHECK(((version(rising[i]) <=> version(rising[j])) < 0) == (i < j));
            CHECK((version(rising[i]) == version(rising[j])) == (i == j));
        }
    }
    CHECK(version("1.20") == version("1.20.0"));
    CHECK(version("1") == version("1.0.0"));
    CHECK(Version() < version("1"));
    CHECK(Version() == Version());
}

TEST_CASE("the recorded pairs order as in Go itself") {
    std::ifstream in(GOVERN_TEST_DATA "/gover_pairs.tsv");
    REQUIRE(in.good());
    std::string a;
    std::string b;
    std::string expected;
    int pairs = 0;
    while (std::getline(in, a, '\t') && std::getline(in, b, '\t') && std::getline(in, expected)) {
        Version left;
        Version right;
        (void)Version::parse(a, left);
        (void)Version::parse(b, right);
        INFO(a << " " << b);
        CHECK(sign(left <=> right) == expected);
        pairs++;
    }
    CHECK(pairs > 300);
}

TEST_CASE("language versions, candidates and lines are told apart") {
    CHECK(version("1.21").is_language_version());
    CHECK_FALSE(version("1.20").is_language_version());
    CHECK_FALSE(version("1.21.0").is_language_version());
    CHECK_FALSE(version("1.21rc1").is_language_version());
    CHECK(version("1.21rc1").is_prerelease());
    CHECK_FALSE(version("1.21.0").is_prerelease());
    CHECK(version("1.21rc1").same_line(version("1.21.9")));
    CHECK_FALSE(version("1.21").same_line(version("1.22")));
}

TEST_CASE("a toolchain name loses its prefix and suffix") {
    Version out;
    REQUIRE(Version::parse_toolchain("go1.22.5-bigcorp", out));
    CHECK(out.text() == "1.22.5");
    REQUIRE(Version::parse_toolchain("go1.20", out));
    CHECK(out.text() == "1.20");
    REQUIRE(Version::parse_toolchain("go1.23rc1 X:nodwarf5", out));
    CHECK(out.text() == "1.23rc1");
    for (const std::string_view name : {"1.22.5", "go", "go1.22.5-a/b", "go1.22.5-a\\b", "Go1.22",
                                        "default", "local", "go-1.22"}) {
        INFO(name);
        CHECK_FALSE(Version::parse_toolchain(name, out));
    }
}
