#include "advisories/database.hpp"
#include "advisories/lifecycle.hpp"
#include "advisories/messages.hpp"
#include "sem_ver.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace govern;
using namespace govern::advisories;

namespace {

Version version_of(std::string_view text) {
    Version out;
    REQUIRE(Version::parse(text, out));
    return out;
}

bool has(const Database& database, std::string_view id, std::string_view version,
         std::string_view os = "linux") {
    const auto found = database.concerning(version_of(version), os);
    return std::any_of(found.begin(), found.end(), [id](const auto& one) { return one.id == id; });
}

} // namespace

TEST_CASE("Semantic versions are ordered as the database orders them", "[advisories]") {
    const char* const ordered[] = {
        "0",           "1.9.2-rc.2",   "1.9.2",  "1.21.0-0", "1.21.0-beta.1",
        "1.21.0-rc.2", "1.21.0-rc.10", "1.21.0", "1.21.1",   "1.22.0-0",
        "1.22.0"};
    for (std::size_t i = 0; i + 1 < std::size(ordered); ++i) {
        CAPTURE(ordered[i], ordered[i + 1]);
        CHECK(*SemVer::parse(ordered[i]) < *SemVer::parse(ordered[i + 1]));
        CHECK(*SemVer::parse(ordered[i]) == *SemVer::parse(ordered[i]));
    }
    for (const auto* bad : {"", "1.x", "1.2.3.4", "1.2.3-", "-rc.1", "v1.2.3", "99999999999.1"}) {
        CAPTURE(bad);
        CHECK_FALSE(SemVer::parse(bad));
    }
}

TEST_CASE("Go's spellings are the database's", "[advisories]") {
    CHECK(SemVer::of(version_of("1.21rc2")) == *SemVer::parse("1.21.0-rc.2"));
    CHECK(SemVer::of(version_of("1.18beta1")) == *SemVer::parse("1.18.0-beta.1"));
    CHECK(SemVer::of(version_of("1.20")) == *SemVer::parse("1.20.0"));
    CHECK(SemVer::of(version_of("1.9.2rc2")) == *SemVer::parse("1.9.2-rc.2"));
}

TEST_CASE("A line is supported until two newer ones are released", "[advisories]") {
    const auto old = support_of(version_of("1.24.3"));
    CHECK(old.ended);
    CHECK(old.ended_on == "2026-02-10");
    CHECK(old.ended_by == "1.26");
    CHECK_FALSE(support_of(version_of("1.26.1")).ended);
    CHECK(support_of(version_of("1.26.1")).ended_by == "1.28");
    // A listing that knows 1.28.0 ends the support of 1.26 on a day that govern does not know.
    const auto listed = support_of(version_of("1.26.1"), version_of("1.28.0"));
    CHECK(listed.ended);
    CHECK(listed.ended_on.empty());
    CHECK_FALSE(support_of(version_of("1.26.1"), version_of("1.28rc2")).ended);
}

TEST_CASE("A record concerns the versions of its ranges and its systems alone", "[advisories]") {
    const auto database = Database::embedded();
    CHECK(database.size() >= 200);
    CHECK(database.date() >= "2026-08-20");
    // GO-2024-2887: 0..1.21.11 and 1.22.0-0..1.22.4.
    CHECK(has(database, "GO-2024-2887", "1.21.10"));
    CHECK_FALSE(has(database, "GO-2024-2887", "1.21.11"));
    CHECK(has(database, "GO-2024-2887", "1.22rc1"));
    CHECK(has(database, "GO-2024-2887", "1.22.3"));
    CHECK_FALSE(has(database, "GO-2024-2887", "1.22.4"));
    // GO-2021-0068 is about Windows.
    CHECK(has(database, "GO-2021-0068", "1.14.1", "windows"));
    CHECK_FALSE(has(database, "GO-2021-0068", "1.14.1", "linux"));
    for (const auto& one : database.concerning(version_of("1.22.3"), "linux")) {
        if (one.id == "GO-2024-2887") {
            CHECK(one.fixed_for(version_of("1.22.3")) == "1.22.4");
            CHECK(one.cve == "CVE-2024-24790");
            CHECK(one.module == Module::standard_library);
        }
    }
}

TEST_CASE("A record of the public database becomes a row", "[advisories]") {
    const auto rows = rows_of_record(R"({"id": "GO-2099-0001", "aliases": ["GHSA-x", "CVE-2099-1"],
        "summary": "A line\nand\tmore", "affected": [
        {"package": {"name": "stdlib"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"},
            {"fixed": "1.98.3"}, {"introduced": "1.99.0-0"}]}],
         "ecosystem_specific": {"imports": [{"path": "net/http", "goos": ["windows"]}]}},
        {"package": {"name": "example.com/other"}}]})",
                                     "x");
    REQUIRE(rows);
    REQUIRE(rows->size() == 1);
    CHECK(rows->front() == "GO-2099-0001\tstdlib\tCVE-2099-1\t0..1.98.3 "
                           "1.99.0-0..\tnet/http\twindows\tA line and more");
    const auto database = Database::of_rows("2099-01-01", *rows);
    CHECK(has(database, "GO-2099-0001", "1.99.5", "windows"));
    CHECK_FALSE(has(database, "GO-2099-0001", "1.98.3", "windows"));
    CHECK(database.concerning(version_of("1.99.5"), "windows")
              .front()
              .fixed_for(version_of("1.99.5"))
              .empty());

    const auto again = Database::parse(database.text(), "f");
    REQUIRE(again);
    CHECK(again->date() == "2099-01-01");
    CHECK(has(*again, "GO-2099-0001", "1.97.0", "windows"));
    CHECK(rows_of_record(R"({"id": "GO-1", "withdrawn": "2099", "affected": 3})", "x")->empty());
}

TEST_CASE("The nearest clean version is the next that no record concerns", "[advisories]") {
    const std::vector<std::string> rows = {
        "GO-2099-0001\tstdlib\tCVE-2099-1\t0..1.20.5 1.21.0-0..1.21.3\tnet\t\tone",
        "GO-2099-0002\tstdlib\t\t1.20.5..1.20.7\tnet\twindows\ttwo",
        "GO-2099-0003\ttoolchain\t\t1.20.0-0..1.20.9\tcmd/go\t\tthree",
        "GO-2099-0004\tstdlib\t\t1.30.0-0..\tnet\t\tfour",
        "GO-2099-0005\tstdlib\t\t0..1.19.0-0\tnet\t\tfive",
        "GO-2099-0006\tstdlib\t\t1.24.0-0..1.24.0-rc.2\tnet\t\tsix"};
    const auto database = Database::of_rows("2099-01-01", rows);
    REQUIRE(database.size() == rows.size());
    const auto clean = [&](std::string_view version, std::string_view os, Bearer bearer) {
        const auto found = database.nearest_clean(version_of(version), os, bearer);
        return found ? std::string(found->text()) : std::string("none");
    };
    CHECK(clean("1.20.1", "linux", Bearer::sdk) == "1.20.9");
    CHECK(clean("1.20.1", "linux", Bearer::program) == "1.20.5");
    CHECK(clean("1.20.1", "windows", Bearer::program) == "1.20.7");
    CHECK(clean("1.21rc2", "linux", Bearer::sdk) == "1.21.3");
    CHECK(clean("1.22.0", "linux", Bearer::sdk) == "1.22.0");
    CHECK(clean("1.24rc1", "linux", Bearer::sdk) == "1.24rc2");
    CHECK(clean("1.30.0", "linux", Bearer::sdk) == "none");
    CHECK(database.concern(version_of("1.20.8"), "linux"));
    CHECK_FALSE(database.concern(version_of("1.20.9"), "linux"));
    for (const auto& one : database.concerning(version_of("1.18.1"), "linux")) {
        if (one.id == "GO-2099-0005") {
            CHECK(one.fixed_for(version_of("1.18.1")) == "1.19.0");
        }
    }
}

TEST_CASE("Days are counted and expected", "[advisories]") {
    CHECK(days_between("2026-02-10", "2026-03-10") == 28);
    CHECK(days_between("2024-02-28", "2024-03-01") == 2);
    CHECK(days_between("2026-03-10", "2026-02-10") == -28);
    for (const auto* bad : {"", "2026", "2026-13-01", "2026-02-30", "2026-2-003", "x026-02-01"}) {
        CAPTURE(bad);
        CHECK_FALSE(days_between(bad, "2026-02-10"));
    }
    CHECK(support_of(version_of("1.26.1")).expected_on == "2027-02-10");
    CHECK(support_of(version_of("1.24.3")).expected_on.empty());
    CHECK(newest_patch(version_of("1.22.1"))->text() == "1.22.12");
    CHECK_FALSE(newest_patch(version_of("1.99.1")));
    CHECK(newest_release() >= version_of("1.27.0"));
}

TEST_CASE("A record without ranges concerns all versions", "[advisories]") {
    const auto rows = rows_of_record(
        R"({"id": "GO-2099-0001", "affected": [{"package": {"name": "stdlib"}}]})", "x");
    REQUIRE(rows);
    CHECK(has(Database::of_rows("2099-01-01", *rows), "GO-2099-0001", "1.13.0"));
}

TEST_CASE("Damaged lists and records are errors", "[advisories]") {
    const auto text = Database::embedded().text();
    CHECK(Database::parse(text, "f"));
    for (std::size_t cut = 0; cut < text.size(); cut += 97) {
        const auto parsed = Database::parse(text.substr(0, cut), "f");
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().is(msg::vulnerabilities_damaged));
    }
    for (const auto* bad : {"", "[]", "{", R"({"affected": [{"package": 3}]})",
                            R"({"affected": [{"package": {"name": "stdlib"}, "ranges": [{}]}]})"}) {
        CAPTURE(bad);
        const auto rows = rows_of_record(bad, "x");
        REQUIRE_FALSE(rows);
        CHECK(rows.error().is(msg::vulnerability_malformed));
    }
}
