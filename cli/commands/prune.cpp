#include "ops/sdk/prune.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/confirm.hpp"
#include "cli/console.hpp"
#include "cli/render.hpp"
#include "cli/specs.hpp"
#include "ops/account/setup.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "os/machine.hpp"
#include "os/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

using ops::PruneItem;

std::string_view word_of(PruneItem::What what) {
    switch (what) {
    case PruneItem::What::sdk:
        return "sdk";
    case PruneItem::What::cache:
        return "cache";
    case PruneItem::What::part:
        return "part";
    case PruneItem::What::tools:
        return "tools";
    case PruneItem::What::log:
        return "log";
    case PruneItem::What::snapshot:
        break;
    }
    return "snapshot";
}

class Prune : public Command {
public:
    void declare(Options& options) override {
        options
            .argument("SPEC", &m_specs,
                      "only these installed versions, also adopted ones and the last of a line")
            .of(ValueKind::installed);
        options
            .valued("--under", "DIR", &m_under,
                    "what projects below this folder pin stays; may be repeated")
            .of(ValueKind::file);
        options.dry_run(m_dry_run, "only say what would be removed, and why");
    }

    [[nodiscard]] bool changes_home() const override { return true; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(auto request, read_request(context));
        if (!m_dry_run) {
            GOVERN_TRY(context.store.require_writable());
        }
        GOVERN_TRY_ASSIGN(auto plan, ops::plan_prune(context, request));
        const bool asks = !m_dry_run && !context.globals.yes && !plan.items.empty();
        const bool may_ask =
            os::input_is_terminal() && context.err.is_terminal() && !context.globals.json;
        std::optional<Error> refused;
        if (asks && !may_ask) {
            refused = Error(msg::prune_needs_yes);
        }
        if (asks) {
            show_plan(context, plan);
        }
        if (asks && may_ask && !confirm(context, "Remove all of this?")) {
            return context.host.reporter.interrupted() ? Result<Outcome>(fail(msg::interrupted))
                                                       : outcome_of(context, plan, false);
        }
        const bool carries_out = !m_dry_run && !refused;
        if (carries_out) {
            GOVERN_TRY(ops::carry_out(context, request, plan));
        }
        auto outcome = outcome_of(context, plan, carries_out);
        say(context, plan, carries_out);
        conclude(context, plan, std::move(refused), outcome);
        return outcome;
    }

private:
    Result<ops::PruneRequest> read_request(Context& context) const {
        ops::PruneRequest request;
        for (const auto& text : m_specs) {
            GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(text, "prune"));
            auto id = ops::installed_match(context, spec, text);
            if (!id && id.error().is(msg::other_platform)) { // removing is not running
                id = ops::installed_elsewhere(context, spec, text);
            }
            if (!id) {
                return Failure(std::move(id).error());
            }
            request.sdks.push_back(std::move(*id));
        }
        for (const auto& folder : m_under) {
            request.under.push_back(
                path::normalize(path::join(context.host.current_folder, folder)));
        }
        request.shared_home =
            path::same_path(context.layout.home(), ops::machine_home(context.host.account)) ||
            ops::has_other_users(context);
        GOVERN_TRY_ASSIGN(request.program, context.host.machine.program());
        return request;
    }

    static std::string line_of(const PruneItem& item) {
        return fmt::format("{:<9}{:>9}  {}\n{:<20}{}\n", word_of(item.what),
                           format_bytes(item.bytes), item.path, "", item.why);
    }

    static void show_plan(Context& context, const ops::PrunePlan& plan) {
        for (const auto& item : plan.items) {
            context.err.write(printable(line_of(item), true));
        }
        context.err.flush();
    }

    static void say(Context& context, const ops::PrunePlan& plan, bool carried_out) {
        if (plan.items.empty()) {
            context.host.reporter.status(Message(msg::nothing_to_prune));
            return;
        }
        const auto removed =
            std::count_if(plan.items.begin(), plan.items.end(),
                          [&](const PruneItem& item) { return item.removed || !carried_out; });
        std::uint64_t freed = 0;
        for (const auto& item : plan.items) {
            freed += item.removed || !carried_out ? item.bytes : 0;
        }
        context.host.reporter.status(Message(carried_out ? msg::pruned : msg::would_prune)
                                         .with("count", std::to_string(removed))
                                         .with("freed", format_bytes(freed)));
    }

    [[nodiscard]] Outcome outcome_of(const Context& context, const ops::PrunePlan& plan,
                                     bool carried_out) const {
        Outcome outcome;
        auto& pruned = outcome.data["pruned"] = nlohmann::json::array();
        std::uint64_t freed = 0;
        for (const auto& item : plan.items) {
            nlohmann::json row = {{"what", word_of(item.what)},
                                  {"path", item.path},
                                  {"bytes", item.bytes},
                                  {"why", item.why},
                                  {"removed", item.removed},
                                  {"dry_run", m_dry_run},
                                  {"error", item.error
                                                ? to_json(console_of(context).rendered(*item.error))
                                                : nlohmann::json()}};
            pruned.push_back(item.id ? json_of(*item.id, std::move(row)) : std::move(row));
            freed += item.removed ? item.bytes : 0;
            if (m_dry_run || (carried_out && item.removed)) {
                outcome.text += line_of(item);
            }
        }
        auto& kept = outcome.data["kept"] = nlohmann::json::array();
        for (const auto& one : plan.kept) {
            kept.push_back(json_of(one.id, {{"why", one.why}}));
            outcome.text += fmt::format("kept {}: {}\n", one.id.text(), one.why);
        }
        outcome.data["freed"] = freed;
        return outcome;
    }

    /// One error ends the command, the others are warnings before it.
    static void conclude(Context& context, const ops::PrunePlan& plan, std::optional<Error> refused,
                         Outcome& outcome) {
        std::vector<Error> errors = plan.troubles;
        for (const auto& item : plan.items) {
            if (item.error) {
                errors.push_back(*item.error);
            }
        }
        if (refused) {
            errors.push_back(std::move(*refused));
        }
        for (std::size_t i = 0; i + 1 < errors.size(); ++i) {
            context.host.reporter.warn(errors[i]);
        }
        if (!errors.empty()) {
            outcome.error = std::move(errors.back());
        }
    }

    std::vector<std::string> m_specs;
    std::vector<std::string> m_under;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_prune() {
    return std::make_unique<Prune>();
}

} // namespace govern::cli
