#include "temporary_folder.hpp"

#include "support/catch.hpp"
#include "support/test_host.hpp"

using namespace govern;

TEST_CASE("a temporary folder is new, its owner's alone, and gone in the end") {
    test::TestHost host;
    const Layout layout{host.path("home")};
    ops::Context context{host.host, layout, {}, true};
    host.host.environment.set(path::k_windows ? "TMP" : "TMPDIR", "temporary");
    std::string path;
    {
        auto first = ops::TemporaryFolder::make(context, "try-");
        REQUIRE(first);
        path = first->path();
        CHECK(path.starts_with(host.path("temporary"))); // absolute
        CHECK((*host.files->info(path))->readable_by_all == path::k_windows);
        const auto second = ops::TemporaryFolder::make(context, "try-");
        REQUIRE(second);
        CHECK(second->path() != path);
    }
    CHECK_FALSE(*host.files->info(path));
}
