#include "base/messages/ops.hpp"
#include "cli/command.hpp"
#include "cli/specs.hpp"
#include "ops/after_change.hpp"

namespace govern::cli {

namespace {

class Default : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SPEC", m_spec,
                       "the version to make the default; without it the default is shown");
        app.add_flag("--strict", m_strict, "exit 1 where the project here cannot be built with it");
    }

    Result<Outcome> run(Context& context) override {
        return m_spec.empty() ? show(context) : set(context);
    }

private:
    static Outcome outcome_of(const std::optional<Version>& version) {
        Outcome outcome;
        outcome.data["default"] = version ? nlohmann::json(spec_name(*version)) : nlohmann::json();
        return outcome;
    }

    static Result<Outcome> show(Context& context) {
        GOVERN_TRY_ASSIGN(const auto version, context.store.default_version());
        if (!version) {
            GOVERN_TRY_ASSIGN(const auto installed, context.store.installed());
            return fail(
                msg::no_default,
                {{"home", context.layout.home()},
                 {"command", installed.empty()
                                 ? "govern install latest --default"
                                 : "govern default " + spec_name(installed.front().version)}});
        }
        auto outcome = outcome_of(version);
        outcome.text = spec_name(*version) + '\n';
        return outcome;
    }

    /// What will stop the new default, or `verify` of it; nothing where all seems well.
    static std::optional<Message> damage_of(Context& context, const SdkId& id) {
        if (const auto receipt = context.store.receipt(id); !receipt) {
            return receipt.error();
        }
        if (context.store.has_go(id).value_or(true)) {
            return std::nullopt;
        }
        return Message(msg::tree_differs)
            .with("name", toolchain_name(id.version))
            .with("count", "1")
            .with("list", "missing " + context.layout.sdk_go(id))
            .with("spec", spec_name(id.version));
    }

    Result<Outcome> set(Context& context) {
        GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(m_spec, "default"));
        GOVERN_TRY_ASSIGN(const auto id, installed_match(context, spec, m_spec));
        GOVERN_TRY(context.store.require_writable());
        // One that cannot be read is what this command mends.
        const auto before = context.store.default_version().value_or(std::nullopt);
        const auto name = toolchain_name(id.version);
        if (before && *before == id.version) {
            context.host.reporter.status(Message(msg::default_already).with("name", name));
        } else {
            GOVERN_TRY(context.store.set_default(id.version, "default " + m_spec));
            context.host.reporter.status(Message(msg::default_is_now).with("name", name));
        }
        if (const auto damage = damage_of(context, id)) {
            context.host.reporter.warn(*damage);
        }
        auto outcome = outcome_of(id.version);
        outcome.data["previous"] = before ? nlohmann::json(spec_name(*before)) : nlohmann::json();
        const bool fits = ops::after_change(context, id, ops::Change::user_default);
        outcome.exit = m_strict && !fits ? 1 : 0;
        return outcome;
    }

    std::string m_spec;
    bool m_strict = false;
};

} // namespace

std::unique_ptr<Command> make_default() {
    return std::make_unique<Default>();
}

} // namespace govern::cli
