#include "ops/messages.hpp"
#include "ops/sdk/uninstall.hpp"
#include "unit/store/home.hpp"

using namespace govern;
using test::note;
using test::StoreHome;

namespace {

/// A home whose default is 1.22.5, after 1.21.13, and which also holds 1.20.14.
struct Fixture : StoreHome {
    ops::Context context{host.host, layout, {}, true};
    ops::UninstallRequest request;
    std::vector<ops::UninstallOutcome> done;

    Fixture() {
        for (const auto* version : {"1.20.14", "1.21.13", "1.22.5"}) {
            publish(sdk(version));
            write(layout.sdk_go(sdk(version)), "go");
        }
        for (const auto* version : {"1.21.13", "1.22.5"}) {
            REQUIRE(store.set_default(StoreHome::version(version), note("default")));
        }
        const std::string exe(path::k_exe_suffix);
        request.program = host.path("release/govern" + exe);
        write(request.program, "govern");
        write(host.path("release/govern-shim" + exe), "shim");
    }
    /// Why it is refused; `removed` where it is not.
    std::string uninstall(const SdkId& id) {
        request.sdks = {id};
        const auto verdict = ops::uninstall(context, request, done);
        if (verdict) {
            return "removed";
        }
        const auto why = verdict.error().fact("why");
        return std::string(why.empty() ? verdict.error().spec().code : why);
    }
    /// The same version for a platform that this machine does not run.
    static SdkId foreign(const std::string& version) {
        return *parse_sdk_id("go" + version + ".plan9-arm");
    }
};

} // namespace

TEST_CASE("an SDK that is in use is not removed, and the error says by what") {
    Fixture f;
    f.request.asked = {{StoreHome::version("1.20.14"), "GOVERN_VERSION"}};
    CHECK(f.uninstall(StoreHome::sdk("1.22.5")) == "it is the default");
    CHECK(f.uninstall(StoreHome::sdk("1.21.13")) == "the next rollback goes to it");
    CHECK(f.uninstall(StoreHome::sdk("1.20.14")) == "GOVERN_VERSION asks for it");
    CHECK(f.uninstall(StoreHome::sdk("1.19.13")) == "not-installed");
    CHECK(f.done.empty());
    for (const auto* version : {"1.20.14", "1.21.13", "1.22.5"}) {
        CHECK(f.store.is_installed(StoreHome::sdk(version)).value());
    }
}

TEST_CASE("an SDK that nothing uses is removed") {
    Fixture f;
    f.request.dry_run = true;
    CHECK(f.uninstall(StoreHome::sdk("1.20.14")) == "removed");
    f.request.dry_run = false;
    CHECK(f.uninstall(StoreHome::sdk("1.20.14")) == "removed");
    REQUIRE(f.done.size() == 2);
    CHECK(f.done[0].bytes == f.done[1].bytes);
    CHECK(f.done[0].bytes == 5'000'000'000 + 3 * 2048); // in whole blocks, about
    CHECK_FALSE(f.done[0].cleared_default);
    CHECK_FALSE(f.store.is_installed(StoreHome::sdk("1.20.14")).value());
    CHECK(f.store.default_version().value() == StoreHome::version("1.22.5"));
}

TEST_CASE("the default of this platform does not keep the same version for another") {
    Fixture f;
    f.publish(Fixture::foreign("1.22.5"));
    CHECK(f.uninstall(Fixture::foreign("1.22.5")) == "removed");
    CHECK(f.store.is_installed(StoreHome::sdk("1.22.5")).value());
}

TEST_CASE("by force the default goes too, and then there is none") {
    Fixture f;
    f.request.force = true;
    CHECK(f.uninstall(StoreHome::sdk("1.22.5")) == "removed");
    REQUIRE(f.done.size() == 1);
    CHECK(f.done[0].cleared_default);
    CHECK_FALSE(f.store.default_version().value());
}

TEST_CASE("one SDK that is in use keeps all that are named with it") {
    Fixture f;
    f.request.sdks = {StoreHome::sdk("1.20.14"), StoreHome::sdk("1.22.5")};
    CHECK_FALSE(ops::uninstall(f.context, f.request, f.done));
    CHECK(f.done.empty());
    CHECK(f.store.is_installed(StoreHome::sdk("1.20.14")).value());
}
