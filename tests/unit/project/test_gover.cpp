#include "project/gover.hpp"

#include "support/catch.hpp"

#include <fstream>
#include <string>

using govern::project::Gover;

TEST_CASE("versions are ordered as Go's own code orders them") {
    std::ifstream in(GOVERN_TEST_DATA "/gover_pairs.tsv");
    std::string line;
    int pairs = 0;
    while (std::getline(in, line)) {
        const auto first = line.find('\t');
        const auto second = line.find('\t', first + 1);
        const Gover a(line.substr(0, first));
        const Gover b(line.substr(first + 1, second - first - 1));
        const auto wanted = std::stoi(line.substr(second + 1));
        INFO(line);
        CHECK((a < b ? -1 : a > b ? 1 : 0) == wanted);
        pairs++;
    }
    CHECK(pairs == 600);
}

TEST_CASE("what is a version for Go, and what is not") {
    for (const auto* const text : {"1", "0.1", "1.22", "1.22.5", "1.23rc1", "1.22foo", "1.22foo3",
                                   "1.99999999999", "123456789012.1"}) {
        INFO(text);
        CHECK(Gover(text).valid());
        CHECK(Gover(text).text() == text);
    }
    for (const auto* const text : {"", "go1.22", "1.", "1.22.", "01.2", "1.02", "1.26.0rc1",
                                   "1.22-rc1", "1.22rc01", "1.22RC1", " 1.22", "1.22 ", "v1.22"}) {
        INFO(text);
        CHECK_FALSE(Gover(text).valid());
    }
    CHECK(Gover("1.99999999999") > Gover("1.99999999998"));
    CHECK(Gover("1.22").is_language());
    CHECK_FALSE(Gover("1.20").is_language());
    CHECK_FALSE(Gover("1.22rc1").is_language());
    CHECK(Gover("1.22.5").minor() == 22);
}

TEST_CASE("the version in a toolchain's name") {
    CHECK(Gover::of_toolchain("go1.22.5").text() == "1.22.5");
    CHECK(Gover::of_toolchain("go1.22.5-custom").text() == "1.22.5");
    CHECK(Gover::of_toolchain("go1.22.5 x").text() == "1.22.5");
    for (const auto* const name : {"", "1.22.5", "go", "gopher", "go1.22.5/x", "gccgo-go1.22.5"}) {
        INFO(name);
        CHECK_FALSE(Gover::of_toolchain(name).valid());
    }
}
