// compare: the order of the runs, the statistics and the limits, with runs whose times are known.
#include "compare_artefacts.hpp"
#include "compare_output.hpp"
#include "ops/compare.hpp"

#include "ops/messages.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"

#include <functional>

using namespace govern;

namespace {

/// Runs that take the times given, in the order in which they begin; the first is the warm-up.
struct Fixture {
    test::TestHost host;
    Layout layout{host.path("home")};
    ops::Context context{host.host, layout, {}, true};
    ops::CompareRequest request;
    std::string order;
    std::vector<std::vector<double>> times;
    std::function<void(std::size_t, ops::Ran&)> also = [](std::size_t, ops::Ran&) {};

    Fixture() {
        host.host.environment.set("TMPDIR", host.folder);
        host.host.environment.set("TMP", host.folder);
        request.names = {"1.20.12", "1.21.5"};
    }
    Result<ops::CompareReport> compare() {
        std::vector<std::size_t> begun(request.names.size());
        return ops::compare(context, request, [&, begun](std::size_t version) mutable {
            ops::Ran ran;
            order += static_cast<char>('A' + version);
            ran.wall = std::chrono::duration<double>(times[version][begun[version]++]);
            ran.cpu = 2 * ran.wall;
            ran.peak_memory = 1000 * (version + 1);
            also(version, ran);
            return Result<ops::Ran>(std::move(ran));
        });
    }
};

} // namespace

TEST_CASE("the median and the range of odd and even counts", "[compare]") {
    const auto odd = ops::spread_of({3, 1, 2});
    CHECK(odd.median == 2);
    CHECK(odd.least == 1);
    CHECK(odd.most == 3);
    CHECK(ops::spread_of({4, 1, 2, 10}).median == 3);
    CHECK(ops::spread_of({7}).median == 7);
}

TEST_CASE("runs alternate, and the warm-up does not count", "[compare]") {
    Fixture fixture;
    fixture.times = {{90, 1, 3, 2}, {90, 2, 6, 4}};
    const auto report = fixture.compare();
    REQUIRE(report);
    CHECK(fixture.order == "ABABBAAB");
    const auto& first = report->versions[0];
    const auto& second = report->versions[1];
    CHECK(first.runs.size() == 3);
    CHECK(first.wall.median == 2);
    CHECK(second.wall.median == 4);
    CHECK(second.wall.least == 2);
    CHECK(second.wall.most == 6);
    CHECK(second.cpu.median == 8);
    REQUIRE(second.peak_memory);
    CHECK(second.peak_memory->median == 2000);
    REQUIRE(second.ratio);
    CHECK(*second.ratio == 2);
    CHECK(*first.ratio == 1);
    CHECK(first.runs[1].place == 3);
    CHECK(report->same_codes());
    CHECK(report->broken.empty());
}

TEST_CASE("a limit on the time names the version that breaks it", "[compare]") {
    Fixture fixture;
    fixture.request.runs = 1;
    fixture.times = {{1, 10}, {1, 11}};
    fixture.request.limits.max_slower = 0.1;
    CHECK(fixture.compare()->broken.empty());
    fixture.request.limits.max_slower = 0.05;
    const auto report = fixture.compare();
    REQUIRE(report->broken.size() == 1);
    CHECK(report->broken[0] ==
          "--max-slower: 1.21.5 takes 10.0 % longer than 1.20.12, 5 % are allowed");
}

TEST_CASE("exit codes and an interrupt", "[compare]") {
    Fixture fixture;
    fixture.times = {{1, 1, 1, 1}, {1, 1, 1, 1}};
    fixture.also = [](std::size_t version, ops::Ran& ran) { ran.code = version == 1 ? 2U : 0U; };
    auto report = fixture.compare();
    CHECK_FALSE(report->same_codes());
    CHECK(report->versions[1].codes() == std::vector<std::uint32_t>{2});
    fixture.order.clear();
    fixture.also = [&](std::size_t, ops::Ran& ran) { ran.interrupted = fixture.order.size() == 4; };
    report = fixture.compare();
    CHECK(report->interrupted);
    CHECK(fixture.order == "ABAB");
    CHECK(report->versions[0].runs.size() == 1);
    CHECK(report->versions[1].runs.empty());
}

TEST_CASE("what is ignored in the output", "[compare]") {
    const auto comparer = ops::OutputComparer::make({"seed [0-9]+"});
    REQUIRE(comparer);
    CHECK_FALSE(comparer->compare("ok  \tpkg\t0.123s\n", "ok  \tpkg\t(cached)\n"));
    CHECK_FALSE(comparer->compare("go version go1.20.12 linux/amd64\n",
                                  "go version go1.21rc1 linux/amd64\n"));
    CHECK_FALSE(comparer->compare("seed 1 took 1m2.5s at 0xc000\n", "seed 22 took 3ms at 0x1\n"));
    CHECK(comparer->compare("seeds 1\n", "seeds 2\n"));
    CHECK(comparer->compare("", "x\n"));
    const std::string head = "1\n2\n3\n4\n5\n";
    const auto found = comparer->compare(head + "a\n7\n8\n9\n10\n", head + "b\n7\n8\n9\n10\n");
    REQUIRE(found);
    CHECK(found->line == 6);
    CHECK(found->lines == std::vector<std::string>{" 3", " 4", " 5", "-a", "+b", " 7", " 8", " 9"});
    CHECK_FALSE(comparer->compare(std::string(100'000, 'x'), std::string(100'000, 'x') + '\n'));
    const auto bad = ops::OutputComparer::make({"("});
    REQUIRE_FALSE(bad);
    CHECK(bad.error().is(msg::compare_bad_pattern));
}

TEST_CASE("patterns of files", "[compare]") {
    CHECK(ops::matches_pattern("*.exe", "app.exe"));
    CHECK_FALSE(ops::matches_pattern("*.exe", "bin/app.exe"));
    CHECK(ops::matches_pattern("bin/a?p", "bin/app"));
    CHECK(ops::matches_pattern("**/app", "app"));
    CHECK(ops::matches_pattern("**/app", "a/b/app"));
    CHECK(ops::matches_pattern("dist/**", "dist/a/b"));
    CHECK_FALSE(ops::matches_pattern("dist/**", "other/a"));
    CHECK_FALSE(ops::matches_pattern("a*b*c", "aXbXd"));
}

TEST_CASE("files that match are afterwards as they were", "[compare]") {
    Fixture fixture;
    fixture.times = {{1, 1, 1, 1}, {1, 1, 1, 1}};
    fixture.request.artefacts = "out/*";
    fixture.request.limits.same_artefact = true;
    fixture.request.limits.max_larger = 0.5;
    REQUIRE(fixture.host.files->make_folders(fixture.host.path("out")));
    const auto kept = fixture.host.write("out/kept", "kept");
    const auto changed = fixture.host.write("out/changed", "old");
    fixture.also = [&](std::size_t version, ops::Ran& /*ran*/) {
        fixture.host.write("out/changed", version == 0 ? "first" : "second one");
        if (version == 1) {
            fixture.host.write("out/new", "new");
        }
    };
    const auto report = fixture.compare();
    REQUIRE(report);
    const auto read = [&](const std::string& path) {
        return fixture.host.files->read(path, 100).value_or("none");
    };
    CHECK(read(kept) == "kept");
    CHECK(read(changed) == "old");
    CHECK(read(fixture.host.path("out/new")) == "none");
    REQUIRE(report->artefacts.size() == 2);
    CHECK(report->artefacts[0].path == "out/changed");
    CHECK(report->artefacts[0].first_size == 5);
    CHECK(report->artefacts[0].size == 10);
    CHECK_FALSE(report->artefacts[0].difference.same);
    CHECK(report->artefacts[1].path == "out/new");
    CHECK_FALSE(report->artefacts[1].first_size);
    CHECK(report->broken.size() == 3);
}
