#include "base/duration.hpp"

#include "support/catch.hpp"

using govern::parse_duration;
using std::chrono::milliseconds;

TEST_CASE("Durations are read as Go writes them", "[duration]") {
    CHECK(parse_duration("15m") == milliseconds(900'000));
    CHECK(parse_duration("1h30m") == milliseconds(5'400'000));
    CHECK(parse_duration("1.5s") == milliseconds(1500));
    CHECK(parse_duration(".5s") == milliseconds(500));
    CHECK(parse_duration("300ms") == milliseconds(300));
    CHECK(parse_duration("2500us") == milliseconds(2));
    CHECK(parse_duration("2500\u00b5s") == milliseconds(2));
    CHECK(parse_duration("3000000ns") == milliseconds(3));
    CHECK(parse_duration("0") == milliseconds(0));
    for (const auto* text : {"", "15", "m", "-1s", "1x", "1s2", "1..5s", ".s", "1 s", "99999999h",
                             "99999999999999999999999s"}) {
        CHECK_FALSE(parse_duration(text));
    }
}
