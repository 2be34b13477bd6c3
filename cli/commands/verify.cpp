#include "ops/sdk/verify.hpp"
#include "base/messages.hpp"
#include "base/path.hpp"
#include "cli/command.hpp"
#include "cli/commands/verify_rebuild.hpp"
#include "cli/console.hpp"
#include "cli/messages.hpp"
#include "cli/render.hpp"
#include "cli/specs.hpp"
#include "ops/choice/links.hpp"
#include "ops/messages.hpp"
#include "ops/proof_by_rebuild/messages.hpp"
#include "ops/proof_by_rebuild/proof.hpp"
#include "ops/sdk/evidence.hpp"
#include "store/rebuilt.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

class Verify : public Command {
public:
    void declare(Options& options) override {
        options.argument("SPEC", &m_specs, "installed versions; without it all of them")
            .of(ValueKind::installed);
        options.platform(m_os, m_arch);
        options.flag("--rebuild", m_rebuild,
                     "also build its programs again from its own source, and compare them");
        options
            .valued("--keep", "DIR", &m_keep,
                    "with --rebuild: keep what was built in this new or empty folder")
            .of(ValueKind::file);
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY(check_usage(context));
        GOVERN_TRY_ASSIGN(const auto sdks, chosen(context));
        Outcome outcome;
        outcome.data["verified"] = nlohmann::json::array();
        std::vector<Error> errors;
        for (const auto& id : sdks) {
            const auto checked = ops::verify(context, id);
            if (!checked && checked.error().is(msg::interrupted)) {
                return Failure(checked.error());
            }
            if (!checked) {
                // One damaged receipt must not hide what is wrong with the others.
                outcome.data["verified"].push_back(json_of(
                    id, {{"ok", false},
                         {"error", to_json(console_of(context).rendered(checked.error()))}}));
                errors.push_back(checked.error());
                leave_out(context, id);
                continue;
            }
            GOVERN_TRY(tell(context, *checked, outcome, errors));
        }
        if (m_specs.empty()) {
            const auto links = context.store.links();
            outcome.data["links"] = json_of(links);
            outcome.text += text_of_unchecked(links);
        }
        warn_of_open_folders(context);
        if (sdks.empty() && !context.globals.json) {
            context.host.reporter.status(
                Message(msg::nothing_installed).with("home", context.layout.home()));
        }
        conclude(context, outcome, std::move(errors));
        return outcome;
    }

private:
    Result<void> check_usage(Context& context) {
        const auto usage = [](std::string what) {
            return fail(msg::usage, {{"what", std::move(what)}, {"command", "verify"}});
        };
        if (m_rebuild && m_specs.empty()) {
            return usage("--rebuild needs the version that is to be rebuilt");
        }
        if (!m_keep) {
            return {};
        }
        if (!m_rebuild || m_keep->empty() || m_specs.size() > 1) {
            return usage("--keep is the folder for what --rebuild builds of one version");
        }
        m_keep = path::normalize(path::join(context.host.current_folder, *m_keep));
        return ops::check_keep(context, *m_keep);
    }

    /// What was found of one SDK; with --rebuild it is then built again.
    Result<void> tell(Context& context, const ops::Verified& verified, Outcome& outcome,
                      std::vector<Error>& errors) const {
        const auto& id = verified.receipt.id;
        const bool same = verified.differences.none();
        const auto rebuilt =
            store::read_rebuilt(context.host.files, context.layout, verified.receipt);
        auto data =
            json_of(id, {
                            {"ok", same},
                            {"files", verified.files},
                            {"changed", verified.differences.changed},
                            {"missing", verified.differences.missing},
                            {"added", verified.differences.added},
                            {"unreadable", verified.differences.unreadable},
                            {"mode", verified.differences.mode},
                            {"owner", verified.differences.owner},
                            {"log_checked", verified.log_checked},
                            {"log_why", verified.log_why},
                            {"proof", ops::describe_proof(verified.receipt)},
                            {"rebuilt", rebuilt ? nlohmann::json(rebuilt->time) : nlohmann::json()},
                            {"rebuild", nlohmann::json()},
                        });
        if (!same) {
            errors.push_back(ops::tree_differs_error(verified));
            leave_out(context, id);
        } else {
            outcome.text += fmt::format(
                "{}: {} files, all as installed; {}{}{}\n", id.text(), verified.files,
                ops::describe_proof(verified.receipt),
                verified.log_checked ? ""
                                     : ", says its receipt; without the log: " + verified.log_why,
                rebuilt && !m_rebuild ? ", rebuilt " + rebuilt->date() : "");
        }
        if (same && m_rebuild) {
            GOVERN_TRY_ASSIGN(auto answer, rebuild(context, verified, m_keep.value_or("")));
            outcome.text += answer.text;
            data["rebuild"] = std::move(answer.data);
            if (answer.error) {
                errors.push_back(std::move(*answer.error));
            }
        }
        outcome.data["verified"].push_back(std::move(data));
        return {};
    }

    void leave_out(Context& context, const SdkId& id) const {
        if (m_rebuild) {
            context.host.reporter.warn(Message(msg::rebuild_left_out).with("name", id.text()));
        }
    }

    /// What is genuine now need not be so in a moment.
    static void warn_of_open_folders(Context& context) {
        const auto& home = context.layout.home();
        const auto open = context.store.open_to_others();
        const auto access = context.host.files.folder_access(home);
        if (!open.empty() && access) {
            context.host.reporter.warn(store::home_shared_error(home, open.front(), *access));
        }
    }

    /// One error ends the command; where there are more, the others are warnings before it.
    static void conclude(Context& context, Outcome& outcome, std::vector<Error> errors) {
        if (errors.empty()) {
            return;
        }
        const auto worst = std::find_if(errors.begin(), errors.end(), [](const Error& error) {
            return error.exit() == Exit::verification;
        });
        auto last = worst == errors.end() ? errors.begin() : worst;
        std::rotate(last, last + 1, errors.end());
        for (std::size_t i = 0; i + 1 < errors.size(); ++i) {
            context.host.reporter.warn(errors[i]);
        }
        outcome.error = std::move(errors.back());
    }

    Result<std::vector<SdkId>> chosen(Context& context) {
        GOVERN_TRY_ASSIGN(const auto platform,
                          read_platform(context.host.machine.platform(), m_os, m_arch));
        GOVERN_TRY_ASSIGN(const auto all, context.store.installed());
        if (m_specs.empty()) {
            return all;
        }
        std::vector<SdkId> out;
        for (const auto& text : m_specs) {
            GOVERN_TRY(ops::refuse_link(context, text, ""));
            GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(text, "verify"));
            if (!platform) {
                GOVERN_TRY_ASSIGN(auto id, ops::installed_match(context, spec, text));
                out.push_back(std::move(id));
                continue;
            }
            GOVERN_TRY_ASSIGN(auto id, ops::installed_for(context, spec, text, *platform));
            out.push_back(std::move(id));
        }
        return out;
    }

    std::vector<std::string> m_specs;
    std::string m_os;
    std::string m_arch;
    bool m_rebuild = false;
    std::optional<std::string> m_keep;
};

} // namespace

std::unique_ptr<Command> make_verify() {
    return std::make_unique<Verify>();
}

} // namespace govern::cli
