#include "project/mod_file.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace govern::project;
using govern::test::TempDir;

namespace {

std::string lines(std::size_t count, const std::string& line) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += line + "\n";
    }
    return out;
}

} // namespace

TEST_CASE("of a go.mod only the directives that are looked at are kept") {
    const TempDir dir;
    const auto path = dir.write("go.mod", "module m\n" + lines(1000, "a") + "require (\n" +
                                              lines(1000, "\texample.com/x v1.0.0") +
                                              ")\ntool example.com/t\ngo 1.22\nretract (\n" +
                                              lines(2, "v1.0.0") + ")\n");
    const auto file = read_mod_file(path, false);
    REQUIRE(file.directives.size() == 4);
    CHECK(file.directives[0].word == "tool");
    CHECK(file.directive("go").number == 2005);
    CHECK(file.directives[3].word == "retract");
    CHECK(file.directives[3].in_block);
    CHECK_FALSE(file.is_cut);
}

TEST_CASE("of the directives of one word a bounded number is kept") {
    const TempDir dir;
    const auto path = dir.write("go.work", lines(k_most_directives, "use ./x") + "go 1.22\n");
    auto file = read_mod_file(path, true);
    CHECK_FALSE(file.is_cut);
    CHECK(used_folders(file).size() == k_most_directives);
    dir.write("go.work", lines(k_most_directives + 1, "use ./x") + "go 1.22\n");
    file = read_mod_file(path, true);
    CHECK(file.is_cut);
    CHECK(used_folders(file).size() == k_most_directives);
    CHECK(file.directive("go").is_there());
}
