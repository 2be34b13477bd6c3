#include "ops/sdk/install.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/messages.hpp"
#include "cli/render.hpp"
#include "cli/specs.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/choice/decision.hpp"
#include "ops/messages.hpp"
#include "ops/tools.hpp"
#include "os/machine.hpp"

#include <algorithm>

namespace govern::cli {

namespace {

class Install : public Command {
public:
    void declare(Options& options) override {
        options.argument("SPEC", &m_specs, "versions; without one: what this project asks for")
            .of(ValueKind::published);
        options
            .valued(
                "--from", "PATH", &m_from,
                "an archive, a mirror's folder, or a tar of one; nothing is downloaded but proofs")
            .of(ValueKind::file);
        options.source(m_source, "only official or proxy, without falling through");
        options.platform(m_os, m_arch);
        options.valued("--sha256", "HEX", &m_sha256,
                       "the archive must have this SHA-256 (64 hex digits)");
        options.flag("--complete", m_complete,
                     "the official archive, with api, doc, misc and test");
        options.flag("--require-log", m_require_log,
                     "also an official archive must be proved by the log");
        options.flag("--default", m_default, "make it the default");
        options.dry_run(m_dry_run, "say what would be fetched and from where");
    }

    [[nodiscard]] bool changes_home() const override { return true; }

    Result<Outcome> run(Context& context) override {
        ops::InstallRequest request;
        request.command = context.command;
        GOVERN_TRY(read_from(context, request));
        if (m_specs.empty() && (request.from.empty() || request.from_mirror)) {
            GOVERN_TRY_ASSIGN(request.specs, request.from_mirror
                                                 ? ops::wanted_from_mirror(context, request.from)
                                                 : ops::wanted_here(context));
        }
        for (const auto& text : m_specs) {
            GOVERN_TRY_ASSIGN(auto spec, read_release_spec(text, "install"));
            request.specs.push_back(std::move(spec));
        }
        GOVERN_TRY_ASSIGN(request.platform,
                          read_platform(context.host.machine.platform(), m_os, m_arch));
        request.source = parse_source_kind(m_source);
        GOVERN_TRY(read_sha256(request));
        request.evidence.require_log = m_require_log;
        request.complete = m_complete;
        request.make_default = m_default;
        request.dry_run = m_dry_run;
        GOVERN_TRY_ASSIGN(request.program, context.host.machine.program());
        std::vector<ops::InstallOutcome> done;
        const auto verdict = ops::install(context, request, done);
        auto outcome = outcome_of(context, done);
        const bool changed = std::any_of(done.begin(), done.end(),
                                         [](const auto& one) { return one.became_default; });
        if (verdict && !done.empty() && (changed || (m_default && !m_dry_run))) {
            (void)ops::after_change(context, done.back().receipt.id, ops::Change::install);
        }
        for (const auto& one : done) {
            if (!one.dry_run && !one.was_there) {
                ops::offer_tools(context, one.receipt.id);
            }
        }
        if (!verdict && done.empty()) {
            return Failure(verdict.error());
        }
        if (!verdict) {
            outcome.error = verdict.error();
        }
        return outcome;
    }

private:
    Result<void> read_from(Context& context, ops::InstallRequest& request) const {
        if (!m_from) {
            return {};
        }
        const auto usage = [](const char* what) {
            return fail(msg::usage, {{"what", what}, {"command", "install"}});
        };
        if (!m_source.empty()) {
            return usage("--from and --source exclude each other");
        }
        ops::set_from(context, request, path::join(context.host.current_folder, *m_from));
        if (m_specs.size() > 1 && !request.from_mirror) {
            return usage("--from is one archive: give one version or none");
        }
        request.command =
            "install --from " + *m_from + (m_specs.empty() ? "" : ' ' + join(m_specs, " "));
        return {};
    }

    Result<void> read_sha256(ops::InstallRequest& request) const {
        if (m_sha256.empty()) {
            return {};
        }
        request.evidence.users_sha256 = crypto::parse_sha256(m_sha256);
        if (!request.evidence.users_sha256) {
            return fail(msg::bad_sha256_option, {{"text", m_sha256}});
        }
        if (request.specs.size() != 1 && (request.from.empty() || request.from_mirror)) {
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
            auto row = json_of(receipt.id, {{"source", word_of(receipt.source)},
                                            {"url", receipt.url},
                                            {"evidence", word_of(receipt.evidence)},
                                            {"dry_run", one.dry_run}});
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
    std::optional<std::string> m_from;
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
