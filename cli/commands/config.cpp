#include "base/url.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "config/edit.hpp"
#include "config/messages.hpp"
#include "ops/change_setting.hpp"
#include "ops/messages.hpp"
#include "trust/roots.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

using config::KeyState;
using config::Origin;

/// As --json has it.
std::string_view word_of(Origin origin) {
    switch (origin) {
    case Origin::machine:
        return "machine";
    case Origin::file:
        return "home";
    case Origin::variable:
        return "variable";
    case Origin::option:
        return "option";
    case Origin::built_in:
        break;
    }
    return "built-in";
}

config::MachineFile machine_file(const Context& context) {
    const auto folder = os::UserEnvironment::Folder::program_data;
    const auto [path, may_be_ours] = trust::machine_config(context.host.account.folder(folder));
    return {path, may_be_ours};
}

/// The file, variable or option that a value is from; empty where it is built in.
std::string place_of(const Context& context, const KeyState& state) {
    switch (state.origin) {
    case Origin::machine:
        return machine_file(context).path;
    case Origin::file:
        return context.layout.config_file();
    case Origin::variable:
        return context.host.environment.get(state.variable) ? std::string(state.variable)
                                                            : "SSL_CERT_FILE";
    case Origin::option:
        return "--" + std::string(state.key);
    case Origin::built_in:
        break;
    }
    return {};
}

nlohmann::json json_of(const Context& context, const KeyState& state) {
    const auto place = place_of(context, state);
    const auto value = redact_urls(state.value);
    return {{"key", std::string(state.key)},
            {"value", value.empty() ? nlohmann::json() : nlohmann::json(value)},
            {"from", std::string(word_of(state.origin))},
            {"place", place.empty() ? nlohmann::json() : nlohmann::json(place)}};
}

class Config : public Command {
public:
    void declare(Options& options) override {
        std::vector<std::string_view> keys;
        for (const auto& state : config::key_states({})) {
            keys.push_back(state.key);
        }
        options.argument("KEY", &m_key, "the setting; without it all of them are listed")
            .suggest(std::move(keys));
        options.argument("VALUE", &m_value, "its new value, written to the config file of the home")
            .suggest({"true", "false", "official", "proxy", "system", "none"})
            .or_empty();
        options.flag("--unset", m_unset, "take the setting out of the file");
        options.flag("--machine", m_machine,
                     "the config file for every account of this machine; needs an administrator");
        options.dry_run(m_dry_run, "only say what would be written");
    }

    /// A file with a mistake in it can be mended.
    [[nodiscard]] Needs needs() const override { return writes() ? Needs::home : Needs::config; }

    [[nodiscard]] bool changes_home() const override { return writes() && !m_machine; }

    Result<Outcome> run(Context& context) override {
        const char* wrong = m_unset && m_value         ? "--unset takes no value"
                            : m_unset && m_key.empty() ? "--unset needs the name of a setting"
                            : m_machine && !writes()   ? "--machine goes with KEY VALUE or --unset"
                            : m_dry_run && !writes()   ? "--dry-run goes with KEY VALUE or --unset"
                                                       : nullptr;
        if (wrong != nullptr) {
            return fail(msg::usage, {{"what", wrong}, {"command", "config"}});
        }
        if (writes()) {
            return change(context);
        }
        return m_key.empty() ? list(context) : show(context);
    }

private:
    [[nodiscard]] bool writes() const { return m_unset || m_value; }

    static Outcome list(const Context& context) {
        const auto states = config::key_states(context.config);
        std::size_t width = 1;
        for (const auto& state : states) {
            width = std::max(width, redact_urls(state.value).size());
        }
        Outcome outcome;
        outcome.data["settings"] = nlohmann::json::array();
        for (const auto& state : states) {
            const auto place = place_of(context, state);
            const auto value = redact_urls(state.value);
            outcome.text +=
                fmt::format("{:<14} {:<{}}  {}\n", state.key, value.empty() ? "-" : value, width,
                            place.empty() ? "built in" : place);
            outcome.data["settings"].push_back(json_of(context, state));
        }
        return outcome;
    }

    [[nodiscard]] Result<Outcome> show(const Context& context) const {
        GOVERN_TRY_ASSIGN(const auto state, config::key_state(context.config, m_key));
        Outcome outcome;
        outcome.text = redact_urls(state.value) + '\n';
        outcome.data = json_of(context, state);
        return outcome;
    }

    [[nodiscard]] Result<Outcome> change(Context& context) const {
        const ops::SettingRequest request{m_key, m_unset ? std::nullopt : m_value, m_machine,
                                          machine_file(context), m_dry_run};
        GOVERN_TRY_ASSIGN(const auto report, ops::change_setting(context, request));
        tell(context, report);
        Outcome outcome;
        outcome.data = {
            {"key", m_key},
            {"value", report.value ? nlohmann::json(redact_urls(*report.value)) : nlohmann::json()},
            {"file", report.file},
            {"changed", report.changed},
            {"dry_run", m_dry_run}};
        return outcome;
    }

    void tell(Context& context, const ops::SettingReport& report) const {
        auto& reporter = context.host.reporter;
        if (!report.value) {
            const auto& spec = !report.changed ? msg::setting_not_there
                               : m_dry_run     ? msg::would_remove_setting
                                               : msg::setting_removed;
            reporter.status(Message(spec).with("file", report.file).with("key", m_key));
            return;
        }
        const auto& spec = !report.changed ? msg::setting_there
                           : m_dry_run     ? msg::would_write_setting
                                           : msg::setting_written;
        reporter.status(Message(spec)
                            .with("file", report.file)
                            .with("key", m_key)
                            .with("value", *report.value));
        warn_of_what_wins(context);
    }

    /// What stood above the file before still does.
    void warn_of_what_wins(Context& context) const {
        const auto state = config::key_state(context.config, m_key);
        const auto written_to = m_machine ? Origin::machine : Origin::file;
        if (!state || state->origin <= written_to) {
            return;
        }
        Message out(msg::setting_no_effect);
        out.with("by", place_of(context, *state)).with("key", m_key).with("value", state->value);
        if (state->origin == Origin::variable) {
            out.with("variable", place_of(context, *state));
        } else if (state->origin == Origin::file) {
            out.with("key_of_home", m_key);
        }
        context.host.reporter.warn(out);
    }

    std::string m_key;
    std::optional<std::string> m_value;
    bool m_unset = false;
    bool m_machine = false;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_config() {
    return std::make_unique<Config>();
}

} // namespace govern::cli
