#include "core/link_name.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using govern::is_link_name;

TEST_CASE("the form of a link's name") {
    const std::vector<std::string> good{
        "tip", "go", "gotip", "a1", "x_y-z", "v2", "latest", "a-", std::string(32, 'a')};
    for (const auto& name : good) {
        INFO(name);
        CHECK(is_link_name(name));
    }
    const std::vector<std::string> bad{"",
                                       "a",
                                       "1a",
                                       "-a",
                                       "_a",
                                       "Tip",
                                       "tiP",
                                       "a.b",
                                       "a/b",
                                       "a\\b",
                                       "..",
                                       "a b",
                                       "a:b",
                                       "+ab",
                                       "a\n",
                                       "\xc3\xa9t",
                                       std::string(33, 'a')};
    for (const auto& name : bad) {
        INFO(name);
        CHECK_FALSE(is_link_name(name));
    }
}
