#include "base/messages.hpp"
#include "crypto/dirhash.hpp"
#include "ops/rollback.hpp"
#include "unit/store/home.hpp"

using namespace govern;
using test::note;
using test::StoreHome;

namespace {

/// A home whose default was 1.20.14, 1.21.13 and is 1.22.5, each as it was installed.
struct Fixture : StoreHome {
    ops::Context context{host.host, layout, {}, true};
    ops::RollbackRequest request;

    Fixture() {
        for (const auto* version : {"1.20.14", "1.21.13", "1.22.5"}) {
            install(sdk(version));
            REQUIRE(store.set_default(StoreHome::version(version), note("default")));
        }
        request.any = true;
        request.verify = true;
    }

    void install(const SdkId& id) {
        const std::string content = "go";
        const auto name = "bin/go" + std::string(path::k_exe_suffix);
        std::vector<crypto::HashedFile> files = {
            {"golang.org/toolchain@v0.0.1-" + id.text() + '/' + name, crypto::sha256(content)}};
        const auto lines = crypto::hash_lines(files);
        auto receipt = StoreHome::receipt(id);
        receipt.h1 = crypto::h1_of_lines(lines);
        receipt.files = 1;
        receipt.bytes = content.size();
        receipt.go_size = content.size();
        const auto lock = store.lock(id);
        const auto staged = store.fresh_staging(id);
        REQUIRE(staged);
        REQUIRE(host.files->make_folders(path::join(*staged, "bin")));
        REQUIRE(host.files->install_program(host.write("go", content), path::join(*staged, name)));
        REQUIRE(store.publish(receipt, lines, "", *staged));
    }
};

} // namespace

TEST_CASE("a damaged version is passed over for the next older one") {
    Fixture f;
    f.write(f.layout.sdk_go(Fixture::sdk("1.21.13")), "else");
    const auto plan = ops::plan_rollback(f.context, f.request);
    REQUIRE(plan);
    CHECK(plan->sdk == Fixture::sdk("1.20.14"));
    REQUIRE(plan->passed.size() == 1);
    CHECK(plan->passed[0].fact("why") == "it is damaged");
}

TEST_CASE("an interrupt while the next older version is hashed ends the rollback") {
    Fixture f;
    f.write(f.layout.sdk_go(Fixture::sdk("1.21.13")), "else");
    f.host.reporter.is_interrupted = true;
    for (const bool any : {true, false}) {
        f.request.any = any;
        const auto plan = ops::plan_rollback(f.context, f.request);
        REQUIRE_FALSE(plan);
        CHECK(plan.error().is(msg::interrupted));
    }
}
