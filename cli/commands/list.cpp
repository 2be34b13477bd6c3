#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/render.hpp"
#include "cli/specs.hpp"
#include "core/select.hpp"
#include "ops/choice/links.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/evidence.hpp"
#include "ops/sdk/published.hpp"
#include "ops/sdk/standing.hpp"
#include "os/machine.hpp"
#include "store/rebuilt.hpp"
#include "store/upgrade_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace govern::cli {

namespace {

class List : public Command {
public:
    void declare(Options& options) override {
        options.argument("FILTER", &m_filter, "only versions of this line or this version")
            .of(ValueKind::installed);
        options.flag("--remote", m_remote, "published versions instead of installed ones");
        options.flag("--all", m_all, "with --remote: release candidates and betas too");
        options.source(m_source, "with --remote: ask only official or proxy");
        options.platform(m_os, m_arch);
    }

    Result<Outcome> run(Context& context) override {
        std::optional<Spec> filter;
        if (!m_filter.empty()) {
            GOVERN_TRY_ASSIGN(filter, read_release_spec(m_filter, "list"));
        }
        return m_remote ? remote(context, filter) : local(context, filter);
    }

private:
    /// What each row of an installed SDK is told by.
    struct Knowledge {
        ops::Standings standings;
        store::FailedUpgrades failed;
        std::optional<SdkId> run_by_default;
    };

    Result<Outcome> local(Context& context, const std::optional<Spec>& filter) {
        GOVERN_TRY_ASSIGN(const auto platform,
                          read_platform(context.host.machine.platform(), m_os, m_arch));
        GOVERN_TRY_ASSIGN(const auto sdks, context.store.installed());
        GOVERN_TRY_ASSIGN(const auto default_version, context.store.default_version());
        Knowledge known{ops::standings(context, sdks, false),
                        store::FailedUpgrades(context.host, context.layout),
                        {}};
        if (default_version) {
            GOVERN_TRY_ASSIGN(known.run_by_default, context.store.runnable(*default_version));
        }
        Outcome outcome;
        outcome.data = {{"installed", nlohmann::json::array()},
                        {"unknown", nlohmann::json::array()},
                        {"links", nlohmann::json::array()}};
        const auto wanted = wanted_of(filter, sdks);
        for (const auto& id : sdks) {
            if (wanted(id) && (!platform || *platform == id.platform)) {
                GOVERN_TRY(add_sdk(context, known, id, outcome));
            }
        }
        if (!filter && !platform) {
            GOVERN_TRY(add_links(context, outcome));
        }
        if (!filter) {
            GOVERN_TRY(add_unknown(context, outcome));
        }
        if (sdks.empty() && outcome.data["links"].empty() && !context.globals.json) {
            context.host.reporter.status(
                Message(msg::nothing_installed).with("home", context.layout.home()));
        } else if (outcome.data["installed"].empty() && outcome.data["links"].empty()) {
            say_no_match(context, "installed", "govern list");
        }
        return outcome;
    }

    static Result<void> add_sdk(Context& context, const Knowledge& known, const SdkId& id,
                                Outcome& outcome) {
        const auto receipt = context.store.receipt(id);
        const bool is_default = known.run_by_default == id;
        GOVERN_TRY_ASSIGN(const bool has_go, context.store.has_go(id));
        auto proof = has_go
                         ? (receipt ? ops::describe_proof(*receipt) : render(receipt.error()).text)
                         : fmt::format("{} is missing: {}", printable(context.layout.sdk_go(id)),
                                       console_of(context).to_type("govern repair " +
                                                                   spec_name(id.version)));
        const auto failed_in = known.failed.find(id.version);
        proof += failed_in ? fmt::format(", failed in upgrade {}", *failed_in) : "";
        const auto rebuilt = receipt
                                 ? store::read_rebuilt(context.host.files, context.layout, *receipt)
                                 : std::nullopt;
        proof += rebuilt ? fmt::format(", rebuilt {}", rebuilt->date()) : "";
        const auto fault =
            has_go ? known.standings.gravest_fault(id.version, id.platform.os) : std::nullopt;
        const auto mark = fault ? ops::word_of(*fault) : "";
        proof += mark.empty() ? "" : fmt::format(", {}", mark);
        outcome.data["installed"].push_back(json_of(
            id, {
                    {"goroot", context.layout.sdk(id)},
                    {"default", is_default},
                    {"complete", receipt && receipt->complete},
                    {"evidence", receipt ? word_of(receipt->evidence) : ""},
                    {"proof", proof},
                    {"rebuilt", rebuilt ? nlohmann::json(rebuilt->time) : nlohmann::json()},
                    {"audit", mark.empty() ? nlohmann::json() : nlohmann::json(mark)},
                    {"failed_upgrade", failed_in ? nlohmann::json(*failed_in) : nlohmann::json()},
                }));
        const bool is_own = id.platform == context.host.machine.platform();
        outcome.text +=
            fmt::format("{} {:<12}{} {}, {}\n", is_default ? '*' : ' ', spec_name(id.version),
                        is_own ? "" : fmt::format(" ({})", id.platform.text()),
                        !has_go             ? "broken"
                        : !receipt          ? "unreadable receipt"
                        : receipt->complete ? "complete"
                                            : "module",
                        proof);
        return {};
    }

    static Result<void> add_unknown(Context& context, Outcome& outcome) {
        GOVERN_TRY_ASSIGN(const auto unknown, context.store.unknown_folders());
        for (const auto& folder : unknown) {
            outcome.data["unknown"].push_back(folder);
            outcome.text += fmt::format("? {:<12} {}, never run\n", printable(folder),
                                        parse_sdk_id(folder) ? "unknown: a folder without a receipt"
                                                             : "not an SDK");
        }
        return {};
    }

    static Result<void> add_links(Context& context, Outcome& outcome) {
        GOVERN_TRY_ASSIGN(const auto standard, context.store.default_name());
        for (const auto& link : context.store.links()) {
            const auto usable = ops::require_usable(context, link);
            const bool is_default = standard == link.name;
            const auto fault = usable ? std::string() : render(usable.error()).text;
            outcome.data["links"].push_back(
                {{"name", link.name},
                 {"goroot", link.goroot},
                 {"default", is_default},
                 {"fault", usable ? nlohmann::json() : nlohmann::json(fault)}});
            outcome.text += fmt::format("{} {:<12} unverified, a link to {}\n",
                                        is_default ? '*' : ' ', link.name, printable(link.goroot));
            if (!usable) {
                context.host.reporter.warn(usable.error());
            }
        }
        return {};
    }

    Result<Outcome> remote(Context& context, const std::optional<Spec>& filter) {
        GOVERN_TRY_ASSIGN(const auto asked,
                          read_platform(context.host.machine.platform(), m_os, m_arch));
        GOVERN_TRY_ASSIGN(const auto releases,
                          ops::published(context, asked.value_or(context.host.machine.platform()),
                                         parse_source_kind(m_source)));
        GOVERN_TRY_ASSIGN(const auto sdks, context.store.installed());
        const auto platform = asked.value_or(context.host.machine.platform());
        const auto meant = wanted_of(filter, releases);
        Outcome outcome;
        outcome.data["published"] = nlohmann::json::array();
        for (const auto& release : releases) {
            const bool of_filter =
                meant(release) || (m_all && filter->kind == Spec::Kind::partial &&
                                   release.version.same_line(filter->version));
            const bool wanted = of_filter && (m_all || filter || !release.version.is_prerelease());
            if (!wanted) {
                continue;
            }
            const bool installed =
                std::find(sdks.begin(), sdks.end(), SdkId{release.version, platform}) != sdks.end();
            outcome.data["published"].push_back({{"version", spec_name(release.version)},
                                                 {"stable", release.stable},
                                                 {"installed", installed}});
            outcome.text += spec_name(release.version) + (installed ? " (installed)\n" : "\n");
        }
        if (outcome.data["published"].empty()) {
            say_no_match(context, "published for " + platform.text(), "govern list --remote");
        }
        return outcome;
    }

    /// Says yes to those of `all` that the filter means: one of them for latest and oldstable.
    template <typename Item>
    static std::function<bool(const Item&)> wanted_of(std::optional<Spec> filter,
                                                      const std::vector<Item>& all) {
        if (!filter) {
            return [](const Item&) { return true; };
        }
        if (filter->kind == Spec::Kind::latest || filter->kind == Spec::Kind::oldstable) {
            const auto found =
                newest_match(all.begin(), all.end(), *filter,
                             [](const Item& item) -> const Version& { return item.version; });
            if (found == all.end()) {
                return [](const Item&) { return false; };
            }
            filter = exact_spec(found->version);
        }
        return [spec = *filter](const Item& item) { return spec.matches(item.version); };
    }

    void say_no_match(Context& context, const std::string& what, const std::string& command) const {
        if (!m_filter.empty() && !context.globals.json) {
            context.host.reporter.status(Message(msg::list_no_match)
                                             .with("filter", m_filter)
                                             .with("what", what)
                                             .with("command", command));
        }
    }

    std::string m_filter;
    std::string m_source;
    std::string m_os;
    std::string m_arch;
    bool m_remote = false;
    bool m_all = false;
};

} // namespace

std::unique_ptr<Command> make_list() {
    return std::make_unique<List>();
}

} // namespace govern::cli
