#include "os/clock.hpp"
#include "support/catch.hpp"

TEST_CASE("Times are told in RFC 3339, UTC", "[clock]") {
    using govern::os::format_utc;
    CHECK(format_utc(0) == "1970-01-01T00:00:00Z");
    CHECK(format_utc(951827696) == "2000-02-29T12:34:56Z");
    CHECK(format_utc(1795316645) == "2026-11-22T03:04:05Z");
    CHECK(format_utc(-1) == "1969-12-31T23:59:59Z");
    CHECK(format_utc(4102444800) == "2100-01-01T00:00:00Z");
}
