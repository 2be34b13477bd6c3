#include "core/spec.hpp"

#include "support/catch.hpp"

#include <string>

using govern::parse_spec;
using govern::Spec;
using govern::SpecError;
using govern::Version;

namespace {
Version version(std::string_view text) {
    Version out;
    REQUIRE(Version::parse(text, out));
    return out;
}
} // namespace

TEST_CASE("a SPEC is exact, partial or a word") {
    const struct {
        std::string_view text;
        Spec::Kind kind;
        std::string_view version;
    } table[] = {
        {"1.22.5", Spec::Kind::exact, "1.22.5"},
        {"go1.22.5", Spec::Kind::exact, "1.22.5"},
        {"v1.22.5", Spec::Kind::exact, "1.22.5"},
        {"go 1.22.5", Spec::Kind::exact, "1.22.5"},
        {"  1.22.5 \r\n", Spec::Kind::exact, "1.22.5"},
        {"go1.23rc1", Spec::Kind::exact, "1.23rc1"},
        {"1.23.0-rc.1", Spec::Kind::exact, "1.23rc1"},
        {"v1.23.0-rc.1", Spec::Kind::exact, "1.23rc1"},
        {"1.18.0-beta.1", Spec::Kind::exact, "1.18beta1"},
        {"1.21.0-rc2", Spec::Kind::exact, "1.21rc2"},
        {"1.9.2rc2", Spec::Kind::exact, "1.9.2rc2"},
        {"1.20.0", Spec::Kind::exact, "1.20"},
        {"1.21.0", Spec::Kind::exact, "1.21.0"},
        {"1.20", Spec::Kind::partial, "1.20"},
        {"1.22", Spec::Kind::partial, "1.22"},
        {"go1.22", Spec::Kind::partial, "1.22"},
        {"1.22.x", Spec::Kind::partial, "1.22"},
        {"1.22.X", Spec::Kind::partial, "1.22"},
        {"latest", Spec::Kind::latest, ""},
        {"oldstable", Spec::Kind::oldstable, ""},
        {"system", Spec::Kind::system, ""},
    };
    for (const auto& row : table) {
        INFO(row.text);
        const auto parsed = parse_spec(row.text);
        CHECK(parsed.error == SpecError::none);
        CHECK(parsed.spec.kind == row.kind);
        CHECK(parsed.spec.version.text() == row.version);
    }
}

TEST_CASE("what is no SPEC says why and where") {
    const struct {
        std::string_view text;
        SpecError error;
        std::size_t offset;
    } table[] = {
        {"", SpecError::empty, 0},
        {"  \t", SpecError::empty, 0},
        {"stable", SpecError::setup_go_alias, 0},
        {"^1.22", SpecError::semver_range, 0},
        {"~1.22", SpecError::semver_range, 0},
        {">=1.22", SpecError::semver_range, 0},
        {" >= 1.22 <1.24", SpecError::semver_range, 1},
        {"=1.22.5", SpecError::semver_range, 0},
        {"1.x", SpecError::semver_range, 2},
        {"1.22.*", SpecError::semver_range, 5},
        {"1.22 - 1.24", SpecError::semver_range, 4},
        {"1.22.1 || 1.23", SpecError::semver_range, 6},
        {"1", SpecError::not_a_version, 1},
        {"go", SpecError::not_a_version, 2},
        {"1.22.5 1.23", SpecError::not_a_version, 6},
        {"1.22.5foo", SpecError::not_a_version, 6},
        {"1.22.5.6", SpecError::not_a_version, 6},
        {"1.2\xC3\xA9", SpecError::not_a_version, 3},
        {"1.22.", SpecError::not_a_version, 5},
        {"1.22x", SpecError::not_a_version, 4},
        {"1.22.10x", SpecError::not_a_version, 7},
        {"1.23rc12x", SpecError::not_a_version, 8},
        {"1.22rc", SpecError::not_a_version, 6},
        {"tip", SpecError::not_a_version, 0},
        {"1.022", SpecError::leading_zero, 2},
        {"01.22", SpecError::leading_zero, 0},
        {"1.22.05", SpecError::leading_zero, 5},
        {"1.12345678901", SpecError::too_long, 2},
        {"1.123456789.123456789rc123456789", SpecError::too_long, 32},
        {"../1.22", SpecError::path_or_url, 2},
        {"https://go.dev/dl/go1.22.5", SpecError::path_or_url, 6},
        {"C:\\go", SpecError::path_or_url, 2},
    };
    for (const auto& row : table) {
        INFO(row.text);
        const auto parsed = parse_spec(row.text);
        CHECK(parsed.error == row.error);
        CHECK(parsed.offset == row.offset);
    }
}

TEST_CASE("a SPEC matches what it names, candidates only exactly") {
    const auto matches = [](std::string_view spec, std::string_view release) {
        return parse_spec(spec).spec.matches(version(release));
    };
    CHECK(matches("1.22.5", "1.22.5"));
    CHECK_FALSE(matches("1.22.5", "1.22.50"));
    CHECK(matches("1.22", "1.22.0"));
    CHECK(matches("1.20", "1.20"));
    CHECK(matches("1.20", "1.20.14"));
    CHECK(matches("1.20.0", "1.20"));
    CHECK_FALSE(matches("1.20.0", "1.20.1"));
    CHECK_FALSE(matches("1.23", "1.23rc1"));
    CHECK(matches("1.23rc1", "1.23rc1"));
    CHECK(matches("latest", "1.2.2"));
    CHECK_FALSE(matches("latest", "1.23rc1"));
    CHECK_FALSE(matches("system", "1.22.5"));
}

TEST_CASE("a release is written so that it reads back as itself") {
    char buffer[40];
    CHECK(govern::spec_text(version("1.22.5"), buffer) == "1.22.5");
    CHECK(govern::spec_text(version("1.20"), buffer) == "1.20.0");
    CHECK(govern::spec_text(version("1.20.0"), buffer) == "1.20.0");
    CHECK(govern::spec_text(version("1.20rc1"), buffer) == "1.20rc1");
    CHECK(govern::spec_text(version("1.21.0"), buffer) == "1.21.0");
    CHECK(govern::spec_text(version("1"), buffer) == "1.0.0");
    CHECK(govern::spec_text(Version(), buffer).empty());
}
