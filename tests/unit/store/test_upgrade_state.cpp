#include "store/upgrade_state.hpp"

#include "home.hpp"
#include "support/catch.hpp"

using namespace govern;
using test::StoreHome;

TEST_CASE("A change on trial is read back as it was written", "[upgrade]") {
    StoreHome home;
    CHECK_FALSE(store::read_pending(home.host.host, home.layout));
    const std::string bytes("1.22.4\r\n\0x", 10);
    REQUIRE(store::write_pending(home.host.host, home.layout,
                                 {7, StoreHome::version("1.22.4"), StoreHome::version("1.22.5"),
                                  "/p/.go-version", bytes, "1.22.5\n"}));
    const auto read = store::read_pending(home.host.host, home.layout);
    REQUIRE(read);
    CHECK(read->id == 7);
    CHECK(read->from == StoreHome::version("1.22.4"));
    CHECK(read->to == StoreHome::version("1.22.5"));
    CHECK(read->file == "/p/.go-version");
    CHECK(read->before == bytes);
    CHECK(read->after == "1.22.5\n");
    REQUIRE(store::remove_pending(home.host.host, home.layout));
    CHECK_FALSE(store::read_pending(home.host.host, home.layout));
}

TEST_CASE("A failed candidate is marked until it passes", "[upgrade]") {
    StoreHome home;
    const auto marks = [&] { return store::FailedUpgrades(home.host.host, home.layout); };
    CHECK_FALSE(marks().find(StoreHome::version("1.22.5")));
    REQUIRE(marks().mark(StoreHome::version("1.22.5"), 3));
    REQUIRE(marks().mark(StoreHome::version("1.20.5"), 4));
    REQUIRE(marks().mark(StoreHome::version("1.22.5"), 5));
    CHECK(marks().find(StoreHome::version("1.22.5")) == 5);
    CHECK(marks().find(StoreHome::version("1.20.5")) == 4);
    REQUIRE(marks().mark(StoreHome::version("1.22.5"), std::nullopt));
    CHECK_FALSE(marks().find(StoreHome::version("1.22.5")));
}
