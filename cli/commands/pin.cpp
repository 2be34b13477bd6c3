#include "base/path.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/specs.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/choice/decision.hpp"
#include "ops/messages.hpp"
#include "ops/recorded.hpp"
#include "os/messages.hpp"
#include "os/user_file.hpp"
#include "project/messages.hpp"
#include "project/pin_file.hpp"

namespace govern::cli {

namespace {

constexpr std::size_t k_max_version_file = 64 * 1024;

class Pin : public Command {
public:
    void declare(Options& options) override {
        options.argument("SPEC", &m_spec, "the version; without it the one that runs here now")
            .of(ValueKind::installed);
        options.flag("--partial", m_partial, "write the line (1.22) instead of the full version");
        options.flag("--force", m_force, "also a version that go.mod forbids");
        options.dry_run(m_dry_run, "only say what would be written");
        options.strict(m_strict, "exit 1 where the project here cannot be built with it");
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto wish, wanted(context));
        if (wish.installed && !m_force) {
            GOVERN_TRY(ops::require_not_forbidden(context, *wish.installed));
        }
        const auto named = path::join(context.host.current_folder, ".go-version");
        const auto target = os::user_target(context.host.files, named);
        if (!target || target->is_stream) {
            return fail(msg::unreadable_version_file,
                        {{"file", named}}); // a device, pipe or folder is not replaced
        }
        const auto& path = target->path;
        auto old = context.host.files.read(path, k_max_version_file);
        if (!old && !old.error().is(msg::file_not_found)) {
            return Failure(std::move(old).error());
        }
        Outcome outcome;
        outcome.data = {{"file", path},
                        {"version", wish.text},
                        {"installed", wish.installed.has_value()},
                        {"dry_run", m_dry_run}};
        if (m_dry_run) {
            context.host.reporter.status(
                Message(msg::would_pin).with("path", path).with("version", wish.text));
            return outcome;
        }
        store::ChangeNote note{store::ChangeKind::pin, context.command, {}, {}, 0};
        if (wish.installed) {
            note.sdks.push_back(wish.installed->text());
        }
        ops::Recorded record(context.host, context.store, context.layout, note);
        const auto written = context.host.files.write_atomic(
            path, project::pin_file_with(old.value_or(""), wish.text));
        record.end(written ? nullptr : &written.error());
        GOVERN_TRY(written);
        context.host.reporter.status(
            Message(msg::pinned).with("path", path).with("version", wish.text));
        if (wish.text == "system") {
            return outcome;
        }
        if (!wish.installed) {
            context.host.reporter.warn(
                Message(msg::pinned_not_installed).with("version", wish.text));
            return outcome;
        }
        const bool fits = ops::after_change(context, *wish.installed, ops::Change::pin);
        outcome.exit = m_strict && !fits ? 1 : 0;
        return outcome;
    }

private:
    struct Wish {
        std::string text;
        std::optional<SdkId> installed;
    };

    Result<Wish> wanted(Context& context) {
        if (m_spec.empty()) {
            GOVERN_TRY_ASSIGN(const auto here, ops::decide(context));
            if (here->system) {
                return Wish{"system", std::nullopt};
            }
            if (here->is_link()) {
                return fail(msg::link_not_in_file, {{"name", ops::chosen_name(*here)}});
            }
            m_spec = spec_name(here->version);
        }
        if (context.store.link(m_spec)) {
            return fail(msg::link_not_in_file, {{"name", m_spec}});
        }
        GOVERN_TRY_ASSIGN(const auto spec, read_spec(m_spec));
        if (spec.kind == Spec::Kind::system) {
            return Wish{"system", std::nullopt};
        }
        auto match = ops::installed_match(context, spec, m_spec);
        const bool exact = spec.kind == Spec::Kind::exact;
        if (!match && !exact && !(m_partial && spec.kind == Spec::Kind::partial)) {
            return Failure(std::move(match).error());
        }
        if (m_partial) {
            const auto& version = match ? match->version : spec.version;
            const auto line =
                std::to_string(version.major()) + '.' + std::to_string(version.minor());
            GOVERN_TRY_ASSIGN(const auto as_written,
                              read_spec(line)); // no release candidate matches it
            const auto runs = ops::installed_match(context, as_written, line);
            return Wish{line, runs ? std::optional(*runs) : std::nullopt};
        }
        return match ? Wish{spec_name(match->version), *match}
                     : Wish{spec_name(spec.version), std::nullopt};
    }

    std::string m_spec;
    bool m_partial = false;
    bool m_force = false;
    bool m_dry_run = false;
    bool m_strict = false;
};

} // namespace

std::unique_ptr<Command> make_pin() {
    return std::make_unique<Pin>();
}

} // namespace govern::cli
