#include "support/catch.hpp"

#include "core/select.hpp"

#include <string>
#include <vector>

using namespace govern;

namespace {

/// The newest match as text; empty where there is none.
std::string newest(const std::vector<std::string>& releases, const std::string& spec) {
    std::vector<Version> versions(releases.size());
    for (std::size_t i = 0; i < releases.size(); ++i) {
        REQUIRE(Version::parse(releases[i], versions[i]));
    }
    const auto parsed = parse_spec(spec);
    REQUIRE(parsed.error == SpecError::none);
    const auto found =
        newest_match(versions.begin(), versions.end(), parsed.spec,
                     [](const Version& version) -> const Version& { return version; });
    return found == versions.end() ? "" : std::string(found->text());
}

} // namespace

TEST_CASE("the newest release that a SPEC means, in whatever order they stand", "[select]") {
    const std::vector<std::string> all = {"1.22.5",  "1.23.0", "1.22.12",
                                          "1.24rc1", "1.20",   "1.23.4"};
    CHECK(newest(all, "latest") == "1.23.4");
    CHECK(newest(all, "oldstable") == "1.22.12");
    CHECK(newest(all, "1.22") == "1.22.12");
    CHECK(newest(all, "1.22.5") == "1.22.5");
    CHECK(newest(all, "1.24") == ""); // a candidate is no release of its line
    CHECK(newest(all, "1.24rc1") == "1.24rc1");
    CHECK(newest(all, "1.20") == "1.20");
    CHECK(newest(all, "1.21") == "");
}

TEST_CASE("where there is one line only nothing is the old one", "[select]") {
    CHECK(newest({"1.22.5", "1.22.6"}, "oldstable") == "");
    CHECK(newest({"1.24rc1", "1.22.6"}, "oldstable") == "");
    CHECK(newest({}, "latest") == "");
    CHECK(newest({"1.22.5", "1.9.2", "1.10.3"}, "oldstable") == "1.10.3");
}
