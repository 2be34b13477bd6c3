#include "base/messages/ops.hpp"
#include "cli/command.hpp"
#include "cli/specs.hpp"
#include "ops/install.hpp"
#include "os/machine.hpp"

namespace govern::cli {

namespace {

class Repair : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SPEC", m_specs, "installed versions")->required();
        app.add_option("--os", m_os, "another GOOS");
        app.add_option("--arch", m_arch, "another GOARCH");
        app.add_option("--source", m_source, "only official or proxy")
            ->check(CLI::IsMember({"official", "proxy"}));
    }

    Result<Outcome> run(Context& context) override {
        ops::InstallRequest request;
        GOVERN_TRY_ASSIGN(request.platform, read_platform(m_os, m_arch));
        request.reinstall = true;
        request.source = m_source;
        request.command = "repair";
        GOVERN_TRY_ASSIGN(request.program, os::own_program());
        Outcome outcome;
        outcome.data["repaired"] = nlohmann::json::array();
        for (const auto& text : m_specs) {
            GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(text, "repair"));
            GOVERN_TRY_ASSIGN(const auto id, find(context, spec, text, request.platform));
            Spec exact;
            exact.version = id.version;
            request.specs = {exact};
            request.platform = id.platform;
            // A complete SDK stays one.
            const auto receipt = context.store.receipt(id);
            request.complete = receipt && receipt->complete;
            request.evidence = {};
            if (receipt && receipt->evidence == "your-sha256") {
                // Nobody else vouches for it: the new one must be the very same archive.
                request.evidence.users_sha256 = crypto::parse_sha256(receipt->archive_sha256);
                request.source = "official";
            }
            std::vector<ops::InstallOutcome> done;
            GOVERN_TRY(ops::install(context, request, done));
            context.host.reporter.status(
                Message(msg::repaired).with("name", toolchain_name(id.version)));
            outcome.data["repaired"].push_back({{"version", spec_name(id.version)},
                                                {"os", id.platform.os},
                                                {"arch", id.platform.arch}});
        }
        return outcome;
    }

private:
    /// Also what lies there without a readable receipt is worth repairing.
    static Result<SdkId> find(Context& context, const Spec& spec, const std::string& text,
                              const std::optional<Platform>& platform) {
        if (platform) {
            return installed_for(context, spec, text, *platform);
        }
        auto id = installed_match(context, spec, text);
        if (!id && spec.kind == Spec::Kind::exact) {
            const auto [os_name, arch] = os::machine_platform();
            const SdkId here{spec.version, {os_name, arch}};
            const auto folder = context.host.files.info(context.layout.sdk(here));
            if (folder && *folder) {
                return here;
            }
        }
        return id;
    }

    std::vector<std::string> m_specs;
    std::string m_os;
    std::string m_arch;
    std::string m_source;
};

} // namespace

std::unique_ptr<Command> make_repair() {
    return std::make_unique<Repair>();
}

} // namespace govern::cli
