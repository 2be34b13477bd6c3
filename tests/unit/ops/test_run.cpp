#include "ops/run.hpp"

#include "base/text.hpp"
#include "ops/messages.hpp"
#include "os/machine.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"

using namespace govern;

namespace {

const std::string k_exe(path::k_exe_suffix);

/// Two SDKs, each with a copy of tests/helpers/child as its `tool`.
struct Fixture {
    test::TestHost host;
    Layout layout{host.path("home")};
    ops::Context context{host.host, layout, {}, true};

    static std::string child() {
        return path::join(path::parent(*os::own_program()), "child" + k_exe);
    }
    std::string put(const std::string& folder, const std::string& name) {
        REQUIRE(host.files->make_folders(folder));
        auto program = path::join(folder, name + k_exe);
        REQUIRE(host.files->install_program(child(), program));
        return program;
    }
    ops::Toolchain toolchain(const std::string& version) {
        ops::Toolchain out;
        SdkId id;
        REQUIRE(Version::parse(version, id.version));
        id.platform = build_platform();
        out.bin = path::join(host.path(version), "bin");
        put(out.bin, "tool");
        out.environment = os::process_environment();
        out.environment.set("GOVERN_TEST_A", version);
        out.environment.set("PATH", host.path("on path"));
        out.sdk = id;
        return out;
    }
    std::vector<ops::Toolchain> both() {
        std::vector<ops::Toolchain> out;
        out.push_back(toolchain("1.22.5"));
        out.push_back(toolchain("1.23.1"));
        return out;
    }
};

ops::RunOptions captured() {
    ops::RunOptions options;
    options.capture = true;
    return options;
}

/// Writes down what it hears.
struct Heard final : ops::MatrixListener {
    void begins(const ops::Toolchain& toolchain) override { text += toolchain.name() + ' '; }
    void ended(const ops::Toolchain& /*toolchain*/, const ops::Ran& ran) override {
        text += std::to_string(ran.code) + ' ' + ran.out;
    }
    std::string text;
};

} // namespace

TEST_CASE("A program is looked for in the SDK, then on PATH", "[run]") {
    Fixture fixture;
    const auto toolchain = fixture.toolchain("1.22.5");
    fixture.put(fixture.host.path("on path"), "other");
    for (const auto& name : {std::string("tool"), "tool" + k_exe, std::string("other")}) {
        const auto ran = ops::run(fixture.context, toolchain, {name, "exit", "3"}, captured());
        REQUIRE(ran);
        CHECK(ran->code == 3);
    }
    const auto none = ops::run(fixture.context, toolchain, {"nothing"}, captured());
    REQUIRE_FALSE(none);
    CHECK(none.error().is(msg::program_not_found));
    CHECK(none.error().fact("program") == "nothing");
}

TEST_CASE("A program named by a path is that file, seen from the current folder", "[run]") {
    Fixture fixture;
    const auto toolchain = fixture.toolchain("1.22.5");
    const auto full = fixture.put(fixture.host.path("below"), "mine");
    for (const auto& name : {full, "below/mine" + k_exe}) {
        const auto ran = ops::run(fixture.context, toolchain, {name, "exit", "4"}, captured());
        REQUIRE(ran);
        CHECK(ran->code == 4);
    }
}

TEST_CASE("A program runs with the variables of its Go and of this run", "[run]") {
    Fixture fixture;
    const auto toolchain = fixture.toolchain("1.22.5");
    const std::vector<std::string> words = {"tool", "env", "GOVERN_TEST_A"};
    auto options = captured();
    CHECK(ops::run(fixture.context, toolchain, words, options)->out == to_hex("1.22.5") + '\n');
    options.variables["GOVERN_TEST_A"] = "other";
    CHECK(ops::run(fixture.context, toolchain, words, options)->out == to_hex("other") + '\n');
    options.variables["GOVERN_TEST_A"] = std::nullopt;
    CHECK(ops::run(fixture.context, toolchain, words, options)->out == "\n");
}

TEST_CASE("The shims go to the front of PATH, and its other entries stay as they are", "[run]") {
    Fixture fixture;
    const auto shims = fixture.layout.shims();
    const std::string between(1, path::k_list_separator);
    const std::string quoted = path::k_windows ? "\"C:\\a;b\"" : "/a b";
    auto& environment = fixture.host.host.environment;
    environment.set("PATH", quoted + between + shims + between + between + fixture.host.folder);
    CHECK(ops::toolchain_of_shell(fixture.context).environment.get("PATH") ==
          shims + between + quoted + between + between + fixture.host.folder);
    environment.unset("PATH");
    CHECK(ops::toolchain_of_shell(fixture.context).environment.get("PATH") == shims);
}

TEST_CASE("A run over its time limit is ended, and is no interrupt", "[run]") {
    Fixture fixture;
    auto options = captured();
    options.time_limit = std::chrono::milliseconds(100);
    const auto ran = ops::run(
        fixture.context, fixture.toolchain("1.22.5"),
        {"tool", "wait", fixture.host.path("started"), fixture.host.path("stop")}, options);
    REQUIRE(ran);
    CHECK(ran->timed_out);
    CHECK_FALSE(ran->interrupted);
    CHECK(ran->wall.count() >= 0.1);
}

TEST_CASE("A matrix runs each version in order, also after a code that shells use for signals",
          "[run]") {
    Fixture fixture;
    const auto both = fixture.both();
    for (const bool parallel : {false, true}) {
        Heard heard;
        const auto interrupted = ops::run_matrix(fixture.context, both, {"tool", "exit", "130"},
                                                 captured(), parallel, heard);
        REQUIRE(interrupted);
        CHECK_FALSE(*interrupted);
        CHECK(heard.text == "go1.22.5 130 go1.23.1 130 ");
    }
}

TEST_CASE("An interrupt ends a matrix", "[run]") {
    Fixture fixture;
    fixture.host.reporter.is_interrupted = true;
    Heard heard;
    const auto interrupted = ops::run_matrix(fixture.context, fixture.both(), {"tool", "exit", "0"},
                                             captured(), false, heard);
    REQUIRE(interrupted);
    CHECK(*interrupted);
    CHECK(heard.text == "go1.22.5 0 ");
}

TEST_CASE("A matrix starts nothing where one version lacks the program", "[run]") {
    Fixture fixture;
    auto both = fixture.both();
    REQUIRE(fixture.host.files->remove(path::join(both.back().bin, "tool" + k_exe)));
    Heard heard;
    const auto result =
        ops::run_matrix(fixture.context, both, {"tool", "exit", "0"}, captured(), false, heard);
    REQUIRE_FALSE(result);
    CHECK(result.error().is(msg::program_not_found));
    CHECK(heard.text.empty());
}
