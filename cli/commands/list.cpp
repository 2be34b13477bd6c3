#include "base/messages/ops.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/specs.hpp"
#include "ops/evidence.hpp"
#include "ops/published.hpp"
#include "os/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

class List : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("FILTER", m_filter, "only versions of this line or this version");
        app.add_flag("--remote", m_remote, "published versions instead of installed ones");
        app.add_flag("--all", m_all, "with --remote: release candidates and betas too");
        app.add_option("--source", m_source, "with --remote: ask only official or proxy")
            ->check(CLI::IsMember({"official", "proxy"}));
        app.add_option("--os", m_os, "another GOOS");
        app.add_option("--arch", m_arch, "another GOARCH");
    }

    Result<Outcome> run(Context& context) override {
        std::optional<Spec> filter;
        if (!m_filter.empty()) {
            GOVERN_TRY_ASSIGN(filter, read_release_spec(m_filter, "list"));
        }
        return m_remote ? remote(context, filter) : local(context, filter);
    }

private:
    Result<Outcome> local(Context& context, const std::optional<Spec>& filter) {
        GOVERN_TRY_ASSIGN(const auto platform, read_platform(m_os, m_arch));
        GOVERN_TRY_ASSIGN(const auto sdks, context.store.installed());
        GOVERN_TRY_ASSIGN(const auto standard, context.store.default_version());
        Outcome outcome;
        outcome.data = {{"installed", nlohmann::json::array()},
                        {"unknown", nlohmann::json::array()}};
        const auto [own_os, own_arch] = os::machine_platform();
        const Platform own{own_os, own_arch};
        std::optional<SdkId> run_by_default;
        if (standard) {
            GOVERN_TRY_ASSIGN(run_by_default, context.store.runnable(*standard));
        }
        for (const auto& id : sdks) {
            if ((filter && !filter->matches(id.version)) ||
                (platform && !(*platform == id.platform))) {
                continue;
            }
            const auto receipt = context.store.receipt(id);
            const bool is_default = run_by_default == id;
            GOVERN_TRY_ASSIGN(const bool whole, context.store.has_go(id));
            auto proof = receipt ? ops::describe_proof(*receipt) : render(receipt.error()).text;
            if (!whole) {
                proof = fmt::format("{} is missing: govern repair {}", context.layout.sdk_go(id),
                                    spec_name(id.version));
            }
            outcome.data["installed"].push_back({
                {"version", spec_name(id.version)},
                {"os", id.platform.os},
                {"arch", id.platform.arch},
                {"goroot", context.layout.sdk(id)},
                {"default", is_default},
                {"complete", receipt && receipt->complete},
                {"evidence", receipt ? receipt->evidence : ""},
                {"proof", proof},
            });
            outcome.text +=
                fmt::format("{} {:<12}{} {}, {}\n", is_default ? '*' : ' ', spec_name(id.version),
                            id.platform == own ? "" : fmt::format(" ({})", id.platform.text()),
                            !whole              ? "broken"
                            : !receipt          ? "unreadable receipt"
                            : receipt->complete ? "complete"
                                                : "module",
                            proof);
        }
        GOVERN_TRY_ASSIGN(const auto unknown, context.store.unknown_folders());
        for (const auto& folder : filter ? std::vector<std::string>{} : unknown) {
            outcome.data["unknown"].push_back(folder);
            outcome.text +=
                fmt::format("? {:<12} unknown: a folder without a receipt, never run\n", folder);
        }
        if (sdks.empty() && !context.globals.json) {
            context.host.reporter.status(
                Message(msg::nothing_installed).with("home", context.layout.home()));
        }
        return outcome;
    }

    Result<Outcome> remote(Context& context, const std::optional<Spec>& filter) {
        GOVERN_TRY_ASSIGN(const auto asked, read_platform(m_os, m_arch));
        const auto [own_os, own_arch] = os::machine_platform();
        GOVERN_TRY_ASSIGN(
            const auto releases,
            ops::published(context, asked.value_or(Platform{own_os, own_arch}), m_source));
        GOVERN_TRY_ASSIGN(const auto sdks, context.store.installed());
        Outcome outcome;
        outcome.data["published"] = nlohmann::json::array();
        for (const auto& release : releases) {
            const bool of_filter = !filter || filter->matches(release.version) ||
                                   (m_all && filter->kind == Spec::Kind::partial &&
                                    release.version.same_line(filter->version));
            const bool wanted = of_filter && (m_all || filter || !release.version.is_prerelease());
            if (!wanted) {
                continue;
            }
            const bool installed = std::any_of(sdks.begin(), sdks.end(), [&](const SdkId& id) {
                return id.version == release.version;
            });
            outcome.data["published"].push_back({{"version", spec_name(release.version)},
                                                 {"stable", release.stable},
                                                 {"installed", installed}});
            outcome.text += spec_name(release.version) + (installed ? " (installed)\n" : "\n");
        }
        return outcome;
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
