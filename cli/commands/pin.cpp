#include "base/messages/cli.hpp"
#include "base/messages/ops.hpp"
#include "base/messages/os.hpp"
#include "base/messages/resolve.hpp"
#include "cli/command.hpp"
#include "cli/decision.hpp"
#include "cli/specs.hpp"
#include "ops/after_change.hpp"
#include "ops/pin_file.hpp"
#include "os/path.hpp"

namespace govern::cli {

namespace {

constexpr std::size_t k_max_version_file = 64 * 1024;

class Pin : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SPEC", m_spec, "the version; without it the one that runs here now");
        app.add_flag("--partial", m_partial, "write the line (1.22) instead of the full version");
        app.add_flag("--force", m_force, "also a version that go.mod forbids");
        app.add_flag("--strict", m_strict, "exit 1 where the project here cannot be built with it");
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto wish, wanted(context));
        if (wish.installed && !m_force) {
            GOVERN_TRY(ops::require_not_forbidden(context, *wish.installed));
        }
        auto path = os::join(context.host.current_folder, ".go-version");
        if (const auto real = context.host.files.canonical(path)) {
            path = *real; // A link stays one.
        }
        const auto there = context.host.files.info(path);
        if (there && *there && (*there)->kind != os::FileInfo::Kind::file) {
            return fail(msg::unreadable_version_file,
                        {{"file", path}}); // a device or pipe is not replaced
        }
        auto old = context.host.files.read(path, k_max_version_file);
        if (!old && !old.error().is(msg::file_not_found)) {
            return Failure(std::move(old).error());
        }
        GOVERN_TRY(
            context.host.files.write_atomic(path, ops::pin_file_with(old.value_or(""), wish.text)));
        context.host.reporter.status(
            Message(msg::pinned).with("path", path).with("version", wish.text));
        Outcome outcome;
        outcome.data = {
            {"file", path}, {"version", wish.text}, {"installed", wish.installed.has_value()}};
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
            GOVERN_TRY_ASSIGN(const auto here, decide(context, false));
            if (here->system) {
                return Wish{"system", std::nullopt};
            }
            m_spec = spec_name(here->version);
        }
        GOVERN_TRY_ASSIGN(const auto spec, read_spec(m_spec));
        if (spec.kind == Spec::Kind::system) {
            return Wish{"system", std::nullopt};
        }
        auto match = installed_match(context, spec, m_spec);
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
            const auto runs = installed_match(context, as_written, line);
            return Wish{line, runs ? std::optional(*runs) : std::nullopt};
        }
        return match ? Wish{spec_name(match->version), *match}
                     : Wish{spec_name(spec.version), std::nullopt};
    }

    std::string m_spec;
    bool m_partial = false;
    bool m_force = false;
    bool m_strict = false;
};

} // namespace

std::unique_ptr<Command> make_pin() {
    return std::make_unique<Pin>();
}

} // namespace govern::cli
