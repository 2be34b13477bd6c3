#include "core/release.hpp"

#include "support/catch.hpp"

using namespace govern;

TEST_CASE("An exact SPEC names a release") {
    for (const auto* text : {"1.22.5", "go1.22.5", "v1.22.5", "1.23rc1", "1.20.0", " 1.22.5 "}) {
        INFO(text);
        CHECK(exact_release(text));
    }
    for (const auto* text :
         {"", "1.22", "1.22.x", "latest", "oldstable", "system", "x", "1.22.5/"}) {
        INFO(text);
        CHECK_FALSE(exact_release(text));
    }
    CHECK(exact_release("go1.22.5") == exact_release("1.22.5"));
}

TEST_CASE("A toolchain name names a release") {
    CHECK(release_named("go1.22.5") == exact_release("1.22.5"));
    CHECK(release_named("go1.20") == exact_release("1.20.0"));
    for (const auto* text : {"", "go", "1.22.5", "go1.22", "devel go1.23-abc",
                             "go1.22.5 X:rangefunc", "go1.22.5-vendor"}) {
        INFO(text);
        CHECK_FALSE(release_named(text));
    }
}
