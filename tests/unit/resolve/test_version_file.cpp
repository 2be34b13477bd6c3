#include "resolve/version_file.hpp"

#include "support/catch.hpp"
#include "support/world.hpp"

using govern::Spec;
using govern::SpecError;
using govern::resolve::FileWish;
using govern::resolve::parse_go_version;
using govern::resolve::parse_tool_versions;
using govern::resolve::Problem;
using govern::test::World;

TEST_CASE("a .go-version is read liberally") {
    const struct {
        std::string_view text;
        std::string_view value;
        std::uint32_t line;
        Spec::Kind kind;
    } table[] = {
        {"1.22.5", "1.22.5", 1, Spec::Kind::exact},
        {"1.22.5\n", "1.22.5", 1, Spec::Kind::exact},
        {"1.22.5\r\n\r\n", "1.22.5", 1, Spec::Kind::exact},
        {"\n\n  go1.22.5  \n", "go1.22.5", 3, Spec::Kind::exact},
        {"# pinned\n\tv1.22.5 # why\n", "v1.22.5", 2, Spec::Kind::exact},
        {"1.22", "1.22", 1, Spec::Kind::partial},
        {"1.22.x", "1.22.x", 1, Spec::Kind::partial},
        {"latest\n# end", "latest", 1, Spec::Kind::latest},
        {"system", "system", 1, Spec::Kind::system},
        {"1.20.0", "1.20.0", 1, Spec::Kind::exact},
    };
    for (const auto& row : table) {
        INFO(row.text);
        FileWish wish;
        parse_go_version(row.text, wish);
        CHECK(wish.error == Problem::none);
        CHECK(wish.value == row.value);
        CHECK(wish.line == row.line);
        CHECK(wish.spec.kind == row.kind);
        CHECK(wish.text.substr(wish.offset, wish.value.size()) == row.value);
    }
}

TEST_CASE("what is wrong in a .go-version is said with its line") {
    const struct {
        std::string_view text;
        Problem problem;
        std::uint32_t line;
        std::size_t offset;
        SpecError error;
    } table[] = {
        {"", Problem::empty_file, 1, 0, SpecError::none},
        {"\n# nothing\n", Problem::empty_file, 1, 0, SpecError::none},
        {"1.22.5\n1.23.1\n", Problem::second_version, 2, 0, SpecError::none},
        {"1.22.5 1.23.1\n", Problem::malformed_file, 1, 0, SpecError::not_a_version},
        {"\n  1.22.y\n", Problem::malformed_file, 2, 2, SpecError::not_a_version},
        {"stable", Problem::malformed_file, 1, 0, SpecError::setup_go_alias},
        {"^1.22", Problem::malformed_file, 1, 0, SpecError::semver_range},
        {"../go", Problem::malformed_file, 1, 0, SpecError::path_or_url},
        {"oldstable", Problem::malformed_file, 1, 0, SpecError::not_a_version},
        {"1.22.5#x", Problem::malformed_file, 1, 0, SpecError::not_a_version},
    };
    for (const auto& row : table) {
        INFO(row.text);
        FileWish wish;
        parse_go_version(row.text, wish);
        CHECK(wish.error == row.problem);
        CHECK(wish.line == row.line);
        CHECK(wish.offset == row.offset);
        if (wish.error == Problem::malformed_file && row.text != "oldstable") {
            CHECK(govern::parse_spec(wish.value).error == row.error);
        }
    }
}

TEST_CASE("a .tool-versions has its first golang or go line") {
    const struct {
        std::string_view text;
        bool found;
        std::string_view value;
        std::uint32_t line;
    } table[] = {
        {"", false, "", 0},
        {"nodejs 20.1.0\nruby 3\n", false, "", 0},
        {"golangci-lint 1.59.0\n", false, "", 0},
        {"nodejs 20\ngolang 1.22.5\n", true, "1.22.5", 2},
        {"golang\t1.22.5 1.21.0 system\r\n", true, "1.22.5", 1},
        {"go: 1.22\n", true, "1.22", 1},
        {"# golang 1.1\ngo 1.22 # x\n", true, "1.22", 2},
        {"golang 1.22.5\ngolang 1.23.0\n", true, "1.22.5", 1},
    };
    for (const auto& row : table) {
        INFO(row.text);
        FileWish wish;
        parse_tool_versions(row.text, wish);
        CHECK(wish.error == Problem::none);
        CHECK(wish.found == row.found);
        CHECK(wish.value == row.value);
        CHECK(wish.line == row.line);
    }
    for (const std::string_view text : {"golang path:/x", "golang"}) {
        FileWish wish;
        parse_tool_versions(text, wish);
        CHECK(wish.found);
        CHECK(wish.error == Problem::malformed_file);
    }
}

TEST_CASE("every encoding that an editor or shell writes is understood") {
    World world;
    world.install({"1.22.5"});
    const auto utf16 = [](std::string_view text, bool little, bool mark) {
        std::string out = !mark ? "" : little ? "\xFF\xFE" : "\xFE\xFF";
        for (const char c : text) {
            out += little ? std::string{c, '\0'} : std::string{'\0', c};
        }
        return out;
    };
    const std::string files[] = {
        "1.22.5\n",
        "\xEF\xBB\xBF"
        "1.22.5\n",
        utf16("1.22.5\r\n", true, true),
        utf16("1.22.5\r\n", false, true),
        utf16("1.22.5\r\n", true, false),
        utf16("# c\r\ngo1.22.5\r\n", false, false),
        "# gr\xC3\xBC\xC3\x9F\n1.22.5\n",
    };
    for (const auto& content : files) {
        world.write(".go-version", content);
        CHECK(world.runs() == "1.22.5");
    }
}

TEST_CASE("a version file over 64 KiB is malformed, one of 64 KiB is not") {
    World world;
    world.install({"1.22.5"});
    world.write(".go-version", "1.22.5\n" + std::string(64 * 1024 - 7, '\n'));
    CHECK(world.runs() == "1.22.5");
    world.write(".go-version", "1.22.5\n" + std::string(64 * 1024 - 6, '\n'));
    CHECK(world.runs() == "oversized-version-file");
}

TEST_CASE("a malformed file is an error with file, line and caret, never skipped") {
    World world;
    world.install({"1.22.5"});
    world.set_default("1.22.5\n");
    const auto file = world.write(".go-version", "# \xC3\xA4\n\t1.22.5 \xC3\xA4 1.23\n");
    auto& decision = world.choose();
    REQUIRE(decision.error == Problem::malformed_file);
    const auto error = govern::project::to_error(decision);
    CHECK(error.fact("file") == file);
    CHECK(error.fact("line") == "2");
    CHECK(error.fact("quote") == " 1.22.5 \xC3\xA4 1.23");
    CHECK(error.fact("caret") == "       ^");
    CHECK(error.exit() == govern::Exit::failed);
    const auto text = govern::render_text(error, "error");
    CHECK(text.find(file + ":2: this is not a Go version") != text.npos);
}

TEST_CASE("a folder in the place of a version file is an error") {
    World world;
    world.install({"1.22.5"});
    world.set_default("1.22.5\n");
    world.write(".go-version/x", "");
    CHECK(world.runs() == "unreadable-version-file");
}

TEST_CASE("oldstable belongs on the command line", "[version_file]") {
    World world;
    world.install({"1.22.5"});
    world.write(".go-version", "oldstable\n");
    CHECK(world.runs() == "bad-version-file");
    const auto error = govern::project::to_error(world.decision());
    CHECK(error.fact("problem") == "this does not belong to a version");
    CHECK(error.fact("caret") == "^");
}
