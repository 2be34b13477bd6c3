#include "ops/context.hpp"

#include "support/catch.hpp"
#include "support/test_host.hpp"

using namespace govern;

namespace {

/// Starts nothing: each program that is asked says that the proxy is its own.
class ProxyOfGo final : public os::Processes {
public:
    Result<os::ChildExit> run(const os::Command& /*command*/) override { return os::ChildExit{}; }
    Result<os::Captured> capture(const os::Command& /*command*/, std::size_t /*max*/) override {
        ++asked;
        os::Captured out;
        out.out = "https://proxy.test,direct\n";
        return out;
    }
    std::optional<std::string> find(std::string_view /*name*/,
                                    const os::Environment& /*environment*/) const override {
        return std::nullopt;
    }
    int asked = 0;
};

} // namespace

TEST_CASE("a go is asked for its module proxy only where one is needed, and once") {
    test::TestHost machine;
    ProxyOfGo processes;
    os::Host host{*machine.files,   processes,         machine.clock,    *machine.machine,
                  *machine.account, os::Environment(), machine.reporter, machine.folder};
    const auto bin = machine.path("go/bin");
    REQUIRE(machine.files->make_folders(bin));
    const auto go = path::join(bin, "go" + std::string(path::k_exe_suffix));
    REQUIRE(machine.files->install_program(machine.write("program", "go"), go));
    host.environment.set("PATH", bin);
    host.environment.set("GOENV", "off");
    ops::Context context{host, Layout{machine.path("home")}, {}, false};
    (void)context.client();
    CHECK(context.sources(SourceKind::official));
    CHECK(processes.asked == 0);
    const auto all = context.sources(std::nullopt);
    REQUIRE(all);
    CHECK(all->back()->kind() == SourceKind::proxy);
    CHECK(context.go().goproxy == "https://proxy.test,direct");
    CHECK(processes.asked == 1);
}
