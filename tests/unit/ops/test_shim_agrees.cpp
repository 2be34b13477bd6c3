// The shim answers some questions in its own form, without heap. Generated tables hold its answers
// and govern's together.
#include "config/config.hpp"
#include "core/select.hpp"
#include "ops/choice/select_installed.hpp"
#include "project/refusal.hpp"
#include "resolve/go_lines.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"
#include "unit/store/home.hpp"

#include <iterator>
#include <random>

using namespace govern;
using test::StoreHome;
using test::World;

namespace {

/// What the shim of this home runs for `go +SPEC`; empty where nothing installed matches.
std::string by_shim(World& world, const std::string& spec) {
    const auto& decision = world.choose({"+" + spec});
    const bool found = decision.error == resolve::Problem::none && !decision.system;
    return found ? std::string(decision.version.text()) : std::string();
}

/// Which installed SDK govern means by the same SPEC.
std::string by_govern(ops::Context& context, const std::string& spec) {
    const auto id = ops::installed_match(context, parse_spec(spec).spec, spec);
    return id ? std::string(id->version.text()) : std::string();
}

/// The newest of a list of versions, as for a source's releases.
std::string by_list(const std::vector<std::string>& names, const std::string& spec) {
    std::vector<Version> versions(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        REQUIRE(Version::parse(names[i], versions[i]));
    }
    const auto found =
        newest_match(versions.begin(), versions.end(), parse_spec(spec).spec,
                     [](const Version& version) -> const Version& { return version; });
    return found == versions.end() ? std::string() : std::string(found->text());
}

} // namespace

TEST_CASE("the shim, govern and a list mean the same version by a SPEC") {
    const std::vector<std::string> all = {"1.9.7",   "1.20",    "1.20.1",   "1.20.14",
                                          "1.21rc2", "1.21.0",  "1.22.3",   "1.22.12",
                                          "1.23.0",  "1.24rc1", "1.24beta1"};
    const std::vector<std::string> specs = {"latest", "oldstable", "1.9",    "1.20",   "1.20.1",
                                            "1.21",   "1.21.0",    "1.22",   "1.22.3", "1.23",
                                            "1.24",   "1.24rc1",   "1.21rc2"};
    std::mt19937 random(16);
    for (int round = 0; round < 30; ++round) {
        World world;
        test::TestHost host;
        ops::Context context{host.host, Layout(world.home), {}, true};
        std::vector<std::string> here;
        std::string shown;
        for (const auto& version : all) {
            if (random() % 3 == 0) {
                world.install(version);
                here.push_back(version);
                shown += version + ' ';
            }
        }
        std::shuffle(here.begin(), here.end(), random);
        for (const auto& spec : specs) {
            INFO(spec << " of " << shown);
            const auto wanted = by_list(here, spec);
            CHECK(by_shim(world, spec) == wanted);
            CHECK(by_govern(context, spec) == wanted);
        }
    }
}

TEST_CASE("the shim and govern agree on what is installed") {
    enum class Is { absent, file, folder };
    constexpr Is k_each[] = {Is::absent, Is::file, Is::folder};
    for (const auto receipt : {Is::absent, Is::file}) {
        for (const auto sdk : k_each) {
            for (const auto go : k_each) {
                if (sdk != Is::folder && go != Is::absent) {
                    continue;
                }
                World world;
                StoreHome govern;
                const auto id = StoreHome::sdk("1.22.5");
                const auto put = [&](const std::string& path, Is what) {
                    if (what == Is::file) {
                        govern.write(path, "x");
                    } else if (what == Is::folder) {
                        REQUIRE(govern.host.files->make_folders(path));
                    }
                };
                put(govern.layout.receipt(id), receipt);
                put(govern.layout.sdk(id), sdk);
                put(govern.layout.sdk_go(id), go);
                world.home = govern.layout.home();
                INFO(static_cast<int>(receipt) << static_cast<int>(sdk) << static_cast<int>(go));
                const bool present = govern.store.has_go(id).value();
                CHECK((by_shim(world, "1.22.5") == "1.22.5") == present);
            }
        }
    }
}

TEST_CASE("the shim and govern read the same from the GOENV file") {
    const std::string files[] = {"",
                                 "GOWORK=-mod=mod\n",
                                 "GOWORK=-a\nGOWORK=-b\n",
                                 "GOWORK=-a\nGOWORK=\n",
                                 " GOWORK=-a\n",
                                 "GOWORK =-a\n",
                                 "gowork=-a\n",
                                 "GOWORK=-a \r\n",
                                 "# c\nGOWORK=-a",
                                 "XGOWORK=-a\nGOWORKX=-b\n",
                                 "GOWORK\nGOWORK==a\n"};
    for (const auto& content : files) {
        for (const auto& variable : {"-", "", "-x"}) {
            test::TestHost host;
            auto& environment = host.host.environment;
            environment.set("GOENV", host.write("goenv", content));
            if (variable != std::string("-")) {
                environment.set("GOWORK", variable);
            }
            INFO(content << " with " << variable);
            resolve::Arena arena;
            const auto variables = project::variables_of(environment);
            const auto by_govern = config::go_variable(host.host, "GOWORK");
            CHECK(std::string(resolve::read_module_settings(variables, arena).gowork) == by_govern);
            CHECK(project::GoSettings(variables, "", nullptr, arena).value("GOWORK") == by_govern);
        }
    }
}

TEST_CASE("the shim's floor and what Go chooses by are the same file and lines") {
    const std::string lines[] = {"",
                                 "go 1.22\n",
                                 "\tgo 1.22.5 // x\r\n",
                                 "go 1.22\ngo 1.23\n",
                                 "toolchain go1.22.5\n",
                                 "go 1.21\ntoolchain default\n",
                                 "go\t1.22\ntoolchain\tgo1.22.5-x\n",
                                 "gone 1.22\ngo nonsense\n",
                                 "require (\n\tgo v1.22.5\n)\n"};
    const char* const modes[] = {"", "on", "off", "auto", "ON"};
    const char* const works[] = {"", "off", "auto", "go.work", "PROJECT"};
    std::mt19937 random(21);
    for (int round = 0; round < 300; ++round) {
        World world;
        const auto any = [&](const auto& list) { return list[random() % std::size(list)]; };
        const auto sub = path::normalize(world.dir.write("project/sub/x", ""));
        for (const auto* const file : {"go.mod", "sub/go.mod", "go.work", "sub/go.work"}) {
            if (random() % 3 == 0) {
                world.write(file, any(lines));
            }
        }
        const std::string gowork = any(works);
        world.environment.set("GOWORK", gowork == "PROJECT"
                                            ? path::normalize(world.dir.path("project/go.work"))
                                            : gowork);
        world.environment.set("GO111MODULE", any(modes));
        const auto folder = std::string(path::parent(sub));
        const auto variables = project::variables_of(world.environment);
        const auto arena = std::make_unique<resolve::Arena>();
        resolve::GoLines shim;
        resolve::find_go_lines(folder, resolve::read_module_settings(variables, *arena), variables,
                               *arena, shim);
        const project::GoSettings settings(variables, "", nullptr, *arena);
        const auto go = project::file_to_choose_by(settings, folder, variables, *arena).file;
        INFO(round << ' ' << world.environment.get("GOWORK").value_or("-") << ' '
                   << world.environment.get("GO111MODULE").value_or("-"));
        CHECK(go.path == shim.file);
        CHECK(go.go.value == shim.go.value);
        CHECK(go.go.number == shim.go.line);
        CHECK(go.toolchain.value == shim.toolchain.value);
        CHECK(go.lifted() == shim.lifted());
    }
}
