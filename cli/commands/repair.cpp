#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/render.hpp"
#include "cli/specs.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/choice/links.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/install.hpp"
#include "ops/sdk/messages.hpp"
#include "os/machine.hpp"

namespace govern::cli {

namespace {

class Repair : public Command {
public:
    void declare(Options& options) override {
        options.argument("SPEC", &m_specs, "installed versions")
            .of(ValueKind::installed)
            .must_be_given();
        options.platform(m_os, m_arch);
        options.source(m_source, "only official or proxy");
        options.dry_run(m_dry_run, "only say what would be fetched and from where");
        options
            .valued("--from", "PATH", &m_from,
                    "an archive, a mirror's folder, or a tar of one, in place of a download")
            .of(ValueKind::file);
    }

    [[nodiscard]] bool changes_home() const override { return true; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto platform,
                          read_platform(context.host.machine.platform(), m_os, m_arch));
        if (m_from && (m_from->empty() || !m_source.empty())) {
            return fail(msg::usage,
                        {{"what", "--from takes a path, and no --source"}, {"command", "repair"}});
        }
        std::vector<SdkId> sdks;
        for (const auto& text : m_specs) {
            GOVERN_TRY(ops::refuse_link(context, text, ""));
            GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(text, "repair"));
            GOVERN_TRY_ASSIGN(auto id, find(context, spec, text, platform));
            sdks.push_back(std::move(id));
        }
        Outcome outcome;
        outcome.data["repaired"] = nlohmann::json::array();
        for (const auto& id : sdks) {
            GOVERN_TRY_ASSIGN(const auto request, request_for(context, id));
            if (m_from && m_specs.size() > 1 && !request.from_mirror) {
                return fail(msg::usage, {{"what", "--from is one archive: give one version"},
                                         {"command", "repair"}});
            }
            std::vector<ops::InstallOutcome> done;
            if (const auto installed = ops::install(context, request, done); !installed) {
                if (outcome.data["repaired"].empty()) {
                    return Failure(installed.error());
                }
                outcome.error = installed.error(); // the versions before it stay repaired
                break;
            }
            if (!done.empty() && done.back().became_default) {
                (void)ops::after_change(context, id, ops::Change::install);
            }
            if (!m_dry_run) { // else `install` has told
                context.host.reporter.status(
                    Message(msg::repaired).with("name", toolchain_name(id.version)));
                if (request.prefer_module && !done.empty() && done.back().receipt.complete) {
                    context.host.reporter.status(
                        Message(msg::repaired_complete).with("name", toolchain_name(id.version)));
                }
            }
            outcome.data["repaired"].push_back(json_of(id, {{"dry_run", m_dry_run}}));
        }
        return outcome;
    }

private:
    /// The same SDK once more, by the evidence that its receipt names.
    [[nodiscard]] Result<ops::InstallRequest> request_for(Context& context, const SdkId& id) const {
        ops::InstallRequest request;
        Spec exact;
        exact.version = id.version;
        request.specs = {exact};
        request.platform = id.platform;
        request.reinstall = true;
        request.dry_run = m_dry_run;
        request.source = parse_source_kind(m_source);
        request.command = context.command;
        GOVERN_TRY_ASSIGN(request.program, context.host.machine.program());
        const auto receipt = context.store.receipt(id);
        if (m_from) {
            ops::set_from(context, request, path::join(context.host.current_folder, *m_from));
        } else if (receipt && receipt->source == SourceKind::file && m_source.empty()) {
            ops::set_from_url(context, request, receipt->url);
            if (request.from.empty() && receipt->evidence == Evidence::users_sha256) {
                return fail(msg::archive_gone, {{"name", toolchain_name(id.version)},
                                                {"path", printable(receipt->url)},
                                                {"spec", spec_name(id.version)}});
            }
        }
        request.complete = receipt && receipt->complete;
        request.prefer_module =
            receipt && !receipt->complete && receipt->source != SourceKind::official;
        if (receipt && receipt->evidence == Evidence::users_sha256) {
            // No other evidence exists: the new archive must be exactly the old one.
            request.evidence.users_sha256 = crypto::parse_sha256(receipt->archive_sha256);
            request.source = SourceKind::official;
        }
        return request;
    }

    /// Also what lies there without a readable receipt is worth repairing.
    static Result<SdkId> find(Context& context, const Spec& spec, const std::string& text,
                              const std::optional<Platform>& platform) {
        if (platform) {
            return ops::installed_for(context, spec, text, *platform);
        }
        auto id = ops::installed_match(context, spec, text);
        if (!id && spec.kind == Spec::Kind::exact) {
            const SdkId here{spec.version, context.host.machine.platform()};
            if (context.host.files.kind(context.layout.sdk(here))) {
                return here;
            }
        }
        return id;
    }

    std::vector<std::string> m_specs;
    std::string m_os;
    std::string m_arch;
    std::string m_source;
    bool m_dry_run = false;
    std::optional<std::string> m_from;
};

} // namespace

std::unique_ptr<Command> make_repair() {
    return std::make_unique<Repair>();
}

} // namespace govern::cli
