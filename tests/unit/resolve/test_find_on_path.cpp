#include "base/path.hpp"
#include "os/process.hpp"
#include "resolve/choose.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

using namespace govern;

namespace {

/// Entries of every kind, some with a tool in them.
std::vector<std::string> pieces(test::World& world) {
    const auto put = [&world](const std::string& folder) {
        const auto raw = world.dir.write("raw", "x");
        const auto path = world.dir.path(folder);
        (void)world.files->make_folders(path);
        (void)world.files->install_program(raw, path::join(path, test::World::program("tool")));
        return path;
    };
    (void)world.files->make_folders(world.dir.path("empty"));
    (void)world.files->make_folders(
        world.dir.path(path::join("folder", test::World::program("tool"))));
    world.dir.write("plain/" + test::World::program("tool"), "no x bit");
    const auto spaced = put("a b");
    const auto listed = put(path::k_windows ? "semi;colon" : "semi;colon\"");
    return {"",
            ".",
            "relative",
            world.dir.path("none"),
            world.dir.path("empty"),
            world.dir.path("folder"),
            path::k_windows ? world.dir.path("empty") : world.dir.path("plain"),
            spaced,
            '"' + spaced + '"',
            '"' + listed + '"',
            listed};
}

} // namespace

TEST_CASE("The shim and govern find one program by one PATH", "[path]") {
    test::World world;
    const auto processes = os::real_processes();
    const auto all = pieces(world);
    const auto decision = std::make_unique<resolve::Decision>();
    std::size_t found_any = 0;
    for (const auto& first : all) {
        for (const auto& second : all) {
            for (const auto& third : all) {
                const auto list =
                    first + path::k_list_separator + second + path::k_list_separator + third;
                os::Environment environment;
                environment.set("PATH", list);
                const auto mark = decision->arena.mark();
                const std::string by_shim(
                    resolve::find_on_path(list, "tool", resolve::Shims::count, decision->arena));
                decision->arena.rewind(mark);
                const auto by_govern = processes->find("tool", environment).value_or("");
                if (by_shim != by_govern) {
                    FAIL("PATH " << list << "\nshim: " << by_shim << "\ngovern: " << by_govern);
                }
                found_any += by_shim.empty() ? 0U : 1U;
            }
        }
    }
    CHECK(found_any > 300);
    CHECK(found_any < all.size() * all.size() * all.size());
}
