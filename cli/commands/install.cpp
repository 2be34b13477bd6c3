#include "ops/install.hpp"
#include "base/messages/cli.hpp"
#include "base/messages/ops.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/decision.hpp"
#include "cli/specs.hpp"
#include "os/machine.hpp"

namespace govern::cli {

namespace {

class Install : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SPEC", m_specs, "versions; without one: what this project asks for");
        app.add_option("--source", m_source, "only official or proxy, without falling through")
            ->check(CLI::IsMember({"official", "proxy"}));
        app.add_option("--os", m_os, "another GOOS");
        app.add_option("--arch", m_arch, "another GOARCH");
        app.add_option("--sha256", m_sha256, "the archive must have this SHA-256 (64 hex digits)");
        app.add_flag("--complete", m_complete,
                     "the official archive, with api, doc, misc and test");
        app.add_flag("--require-log", m_require_log,
                     "also an official archive must be proved by the log");
        app.add_flag("--default", m_default, "make it the default");
        app.add_flag("--dry-run", m_dry_run, "say what would be fetched and from where");
    }

    Result<Outcome> run(Context& context) override {
        ops::InstallRequest request;
        request.command = "install " + join(m_specs, " ");
        if (m_specs.empty()) {
            GOVERN_TRY_ASSIGN(m_specs, wanted_here(context));
        }
        for (const auto& text : m_specs) {
            GOVERN_TRY_ASSIGN(auto spec, read_release_spec(text, "install"));
            request.specs.push_back(std::move(spec));
        }
        GOVERN_TRY_ASSIGN(request.platform, read_platform(m_os, m_arch));
        request.source = m_source;
        GOVERN_TRY(read_sha256(request));
        request.evidence.require_log = m_require_log;
        request.complete = m_complete;
        request.make_default = m_default;
        request.dry_run = m_dry_run;
        GOVERN_TRY_ASSIGN(request.program, os::own_program());
        std::vector<ops::InstallOutcome> done;
        const auto verdict = ops::install(context, request, done);
        auto outcome = outcome_of(context, done);
        if (!verdict && done.empty()) {
            return Failure(verdict.error());
        }
        if (!verdict) {
            outcome.error = verdict.error();
        }
        return outcome;
    }

private:
    Result<void> read_sha256(ops::InstallRequest& request) const {
        if (m_sha256.empty()) {
            return {};
        }
        request.evidence.users_sha256 = crypto::parse_sha256(m_sha256);
        if (!request.evidence.users_sha256) {
            return fail(msg::bad_sha256_option, {{"text", m_sha256}});
        }
        if (request.specs.size() != 1) {
            return fail(msg::usage, {{"what", "--sha256 is of one archive: give one version"},
                                     {"command", "install"}});
        }
        return {};
    }

    static Outcome outcome_of(Context& context, const std::vector<ops::InstallOutcome>& done) {
        Outcome outcome;
        outcome.data["installed"] = nlohmann::json::array();
        for (const auto& one : done) {
            const auto& receipt = one.receipt;
            nlohmann::json row = {
                {"version", spec_name(receipt.id.version)},
                {"os", receipt.id.platform.os},
                {"arch", receipt.id.platform.arch},
                {"source", receipt.source},
                {"url", receipt.url},
                {"evidence", receipt.evidence},
                {"dry_run", one.dry_run},
            };
            if (!one.dry_run) {
                row["goroot"] = context.layout.sdk(receipt.id);
                row["was_there"] = one.was_there;
                row["became_default"] = one.became_default;
                row["h1"] = receipt.h1;
                row["archive_sha256"] = receipt.archive_sha256;
                row["complete"] = receipt.complete;
                row["proof"] = ops::describe_proof(receipt);
            }
            outcome.data["installed"].push_back(std::move(row));
        }
        return outcome;
    }

    std::vector<std::string> m_specs;
    std::string m_source;
    std::string m_os;
    std::string m_arch;
    std::string m_sha256;
    bool m_complete = false;
    bool m_require_log = false;
    bool m_default = false;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_install() {
    return std::make_unique<Install>();
}

} // namespace govern::cli
