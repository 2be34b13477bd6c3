#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/specs.hpp"
#include "core/release.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/choice/defaults.hpp"
#include "ops/choice/links.hpp"
#include "ops/messages.hpp"
#include "store/messages.hpp"

namespace govern::cli {

namespace {

class Default : public Command {
public:
    void declare(Options& options) override {
        options
            .argument("SPEC", &m_spec,
                      "the version to make the default; without it the default is shown")
            .of(ValueKind::installed_or_link);
        options.flag("--unverified", m_unverified, "a link may become the default");
        options.dry_run(m_dry_run, "only say what would be done");
        options.strict(m_strict, "exit 1 where the project here cannot be built with it");
    }

    [[nodiscard]] bool changes_home() const override { return !m_spec.empty(); }

    Result<Outcome> run(Context& context) override {
        return m_spec.empty() ? show(context) : set(context);
    }

private:
    static nlohmann::json or_null(const std::string& name) {
        return name.empty() ? nlohmann::json() : nlohmann::json(name);
    }

    /// `name`: as stored; empty: none.
    static Outcome outcome_of(const std::string& name) {
        Outcome outcome;
        outcome.data["default"] = or_null(name);
        outcome.data["unverified"] = is_link(name);
        return outcome;
    }

    static bool is_link(const std::string& name) { return !name.empty() && !exact_release(name); }

    /// `go1.22.5`, a link's NAME, `none`.
    static std::string shown(const std::string& name) {
        const auto release = exact_release(name);
        return release ? toolchain_name(*release) : name.empty() ? "none" : name;
    }

    static Result<Outcome> show(Context& context) {
        GOVERN_TRY_ASSIGN(const auto name, context.store.default_name());
        if (!name) {
            GOVERN_TRY_ASSIGN(const auto installed, context.store.installed());
            return fail(
                msg::no_default,
                {{"home", context.layout.home()},
                 {"command", installed.empty()
                                 ? "govern install latest --default"
                                 : "govern default " + spec_name(installed.front().version)}});
        }
        if (const auto link = context.store.link(*name)) {
            context.host.reporter.warn(ops::unverified(*link));
        }
        auto outcome = outcome_of(*name);
        outcome.text = *name + '\n';
        return outcome;
    }

    static Result<Outcome> pretend(Context& context, const std::string& name) {
        GOVERN_TRY_ASSIGN(const auto before, context.store.default_name());
        context.host.reporter.status(
            Message(before == name ? msg::default_already : msg::would_be_default)
                .with("name", shown(name))
                .with("from", shown(before.value_or(""))));
        auto outcome = outcome_of(name);
        outcome.data["previous"] = or_null(before.value_or(""));
        outcome.data["dry_run"] = true;
        return outcome;
    }

    static void say(Context& context, const store::DefaultChange& change, const std::string& name) {
        context.host.reporter.status(
            Message(change.happened() ? msg::default_is_now : msg::default_already)
                .with("name", shown(name)));
    }

    /// A local build becomes the default only where --unverified is typed, each time.
    Result<Outcome> set_link(Context& context, const store::Link& link) {
        if (!m_unverified) {
            return Failure(ops::unverified(link, "govern default " + link.name + " --unverified"));
        }
        GOVERN_TRY(ops::require_usable(context, link));
        context.host.reporter.warn(ops::unverified(link));
        if (m_dry_run) {
            return pretend(context, link.name);
        }
        GOVERN_TRY_ASSIGN(
            const auto change,
            ops::change_default(context, link,
                                {store::ChangeKind::user_default, context.command, {}, {}, 0}));
        say(context, change, link.name);
        auto outcome = outcome_of(link.name);
        outcome.data["previous"] = or_null(change.from);
        ops::after_change(context, link, context.host.environment);
        return outcome;
    }

    Result<Outcome> set(Context& context) {
        if (const auto link = context.store.link(m_spec)) {
            return set_link(context, *link);
        }
        if (m_unverified && parse_spec(m_spec).error != SpecError::none) {
            return fail(msg::no_such_link, {{"name", m_spec}, {"home", context.layout.home()}});
        }
        if (m_unverified) {
            return fail(msg::usage, {{"what", "--unverified goes with the name of a link"},
                                     {"command", "default"}});
        }
        GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(m_spec, "default"));
        GOVERN_TRY_ASSIGN(const auto id, ops::installed_match(context, spec, m_spec));
        if (m_dry_run) {
            return pretend(context, spec_name(id.version));
        }
        GOVERN_TRY_ASSIGN(
            const auto change,
            ops::change_default(context, id,
                                {store::ChangeKind::user_default, context.command, {}, {}, 0}));
        say(context, change, spec_name(id.version));
        if (change.damage) {
            context.host.reporter.warn(*change.damage);
        }
        auto outcome = outcome_of(spec_name(id.version));
        outcome.data["previous"] = or_null(change.from);
        const bool fits = ops::after_change(context, id, ops::Change::user_default);
        outcome.exit = m_strict && !fits ? 1 : 0;
        return outcome;
    }

    std::string m_spec;
    bool m_unverified = false;
    bool m_dry_run = false;
    bool m_strict = false;
};

} // namespace

std::unique_ptr<Command> make_default() {
    return std::make_unique<Default>();
}

} // namespace govern::cli
