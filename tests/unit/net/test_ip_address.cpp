#include "ip_address.hpp"
#include "support/catch.hpp"

using namespace govern::net;

TEST_CASE("IP addresses are read strictly") {
    for (const char* good : {"0.0.0.0", "255.255.255.255", "::", "::1", "1::", "1:2:3:4:5:6:7:8",
                             "::ffff:1.2.3.4", "fe80::1:2", "1:2:3:4:5:6:1.2.3.4"}) {
        CAPTURE(good);
        CHECK(parse_ip(good).has_value());
    }
    for (const char* bad :
         {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.", "a.b.c.d", ":", ":::", "1:2",
          "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "::1.2.3.256"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_ip(bad).has_value());
    }
    CHECK(parse_ip("::ffff:1.2.3.4") == parse_ip("1.2.3.4"));
    CHECK(parse_ip("1:0:0::8") == parse_ip("1::8"));
}

TEST_CASE("blocks contain what their prefix covers") {
    const auto inside = [](const char* block, const char* address) {
        return contains(parse_cidr(block).value(), parse_ip(address).value());
    };
    CHECK(inside("192.168.4.0/22", "192.168.7.255"));
    CHECK_FALSE(inside("192.168.4.0/22", "192.168.8.0"));
    CHECK(inside("1.2.3.4/32", "1.2.3.4"));
    CHECK_FALSE(inside("1.2.3.4/32", "1.2.3.5"));
    CHECK(inside("2001:db8::/33", "2001:db8:7fff::1"));
    CHECK_FALSE(inside("2001:db8::/33", "2001:db8:8000::1"));
    CHECK_FALSE(parse_cidr("1.2.3.4").has_value());
    CHECK_FALSE(parse_cidr("1.2.3.4/").has_value());
    CHECK_FALSE(parse_cidr("::/129").has_value());
}
