#include "ops/audit.hpp"
#include "advisories/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/advice.hpp"
#include "cli/command.hpp"
#include "cli/render.hpp"
#include "cli/sarif.hpp"
#include "cli/specs.hpp"
#include "cli/stdout_file.hpp"
#include "core/sdk.hpp"
#include "ops/choice/links.hpp"
#include "ops/messages.hpp"
#include "os/user_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace govern::cli {

namespace {

using nlohmann::json;

constexpr long k_old_days = 60;

/// True for a word that can only be meant as a version, so that a mistyped one is not looked for
/// as a file.
bool looks_like_version(std::string_view word) {
    for (const std::string_view prefix : {"go", "v"}) {
        if (word.starts_with(prefix)) {
            word.remove_prefix(prefix.size());
            break;
        }
    }
    return !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0;
}

/// A line below the name of what it is about; nothing for an empty text.
std::string detail(std::string_view text) {
    return text.empty() ? std::string() : fmt::format("  {}\n", text);
}

std::string details_of(const ops::Standing& standing, const Version& version) {
    std::string text = detail(support_text(standing));
    if (standing.newest_patch) {
        text += detail("newest of its line: " + spec_name(*standing.newest_patch));
    }
    text += detail(standing.vulnerabilities.empty()
                       ? "no known vulnerability"
                       : fmt::format("known vulnerabilities: {}", standing.vulnerabilities.size()));
    for (const auto& one : standing.vulnerabilities) {
        text += detail("  " + vulnerability_text(one, version));
    }
    return text + detail(better_text(standing, version));
}

std::string text_of(const ops::AuditedSdk& sdk) {
    std::string marks = sdk.installed ? "installed" : "not installed";
    marks += sdk.is_default ? ", the default" : "";
    auto text =
        fmt::format("{} {} ({})\n", spec_name(sdk.id.version), sdk.id.platform.text(), marks);
    for (const auto& pin : sdk.pins) {
        text += detail(
            fmt::format("pinned by {}:{}: {}", printable(pin.file), pin.line, printable(pin.text)));
    }
    return text + details_of(sdk.standing, sdk.id.version);
}

std::string text_of(const ops::AuditedProgram& program) {
    const auto name = program.go_version.empty() ? "no Go version recorded" : program.go_version;
    auto text = fmt::format("{}: {}\n", printable(program.file), printable(name));
    return text + (program.version ? details_of(program.standing, *program.version)
                                   : detail("not a release that govern can name: not audited"));
}

json to_json(const ops::AuditedSdk& sdk) {
    auto pins = json::array();
    for (const auto& pin : sdk.pins) {
        pins.push_back({{"file", pin.file}, {"line", pin.line}, {"spec", pin.text}});
    }
    auto out = json_of(sdk.standing, sdk.id.version);
    out["installed"] = sdk.installed;
    out["default"] = sdk.is_default;
    out["pins"] = std::move(pins);
    return json_of(sdk.id, std::move(out));
}

json to_json(const ops::AuditedProgram& program) {
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? json() : json(text);
    };
    auto out = program.version ? json_of(program.standing, *program.version)
                               : json{{"vulnerabilities", nullptr}};
    out["file"] = program.file;
    out["go_version"] = program.go_version;
    out["version"] = program.version ? json(spec_name(*program.version)) : json();
    out["os"] = text_or_null(program.os);
    out["arch"] = text_or_null(program.arch);
    return out;
}

class Audit : public Command {
public:
    void declare(Options& options) override {
        options
            .argument("SPEC|FILE", &m_words,
                      "versions and programs; without them all that is installed, and the default")
            .of(ValueKind::installed_or_file);
        options.valued("--under", "DIR", &m_under, "also the pins below this folder")
            .of(ValueKind::file);
        options.flag("--update", m_update, "first fetch the vulnerability database");
        options
            .valued("--fail-on", "WHAT", &m_fail_on,
                    "exit 1 for eol, vulnerable or outdated ones; may be repeated")
            .only({"eol", "vulnerable", "outdated"});
        options.valued("--sarif", "FILE", &m_sarif, "write the findings for code-scanning pages")
            .of(ValueKind::file);
        options.dry_run(m_dry_run, "with --update and --sarif: only say what would be written");
    }

    [[nodiscard]] bool changes_home() const override { return m_update; }

    Result<Outcome> run(Context& context) override {
        if (m_sarif) {
            GOVERN_TRY(require_other_than_stdout(context.globals, "--sarif", sarif_path(context)));
        }
        GOVERN_TRY_ASSIGN(const auto request, read_words(context));
        GOVERN_TRY(update(context));
        GOVERN_TRY_ASSIGN(auto audit, ops::audit(context, request));
        warn_if_old(context, audit.by);
        auto outcome = context.globals.json ? data_of(audit) : shown(audit);
        if (m_words.empty()) {
            const auto links = context.store.links();
            outcome.data["links"] = json_of(links);
            outcome.text += text_of_unchecked(links);
        }
        if (audit.sdks.empty() && audit.programs.empty() && audit.refused.empty()) {
            context.host.reporter.status(
                Message(msg::nothing_installed).with("home", context.layout.home()));
        }
        finish(context, audit, outcome);
        return outcome;
    }

private:
    Result<ops::AuditRequest> read_words(Context& context) const {
        ops::AuditRequest out;
        out.under = m_under;
        for (const auto& word : m_words) {
            const bool is_spec = parse_spec(word).error == SpecError::none;
            const auto path = path::join(context.host.current_folder, word);
            if (!context.host.files.kind(path)) {
                GOVERN_TRY(ops::refuse_link(context, word, ""));
            }
            if (is_spec || (looks_like_version(word) && !context.host.files.kind(path))) {
                GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(word, "audit"));
                out.specs.push_back({spec, word});
            } else {
                out.files.push_back(word);
            }
        }
        return out;
    }

    Result<void> update(Context& context) const {
        if (!m_update) {
            return {};
        }
        if (!m_dry_run) {
            return ops::update_vulnerabilities(context);
        }
        context.host.reporter.status(
            Message(msg::would_update_vulnerabilities)
                .with("address", redact_urls(ops::vulnerability_address(context)))
                .with("path", context.layout.vulnerabilities_file()));
        return {};
    }

    static void warn_if_old(Context& context, const ops::Standings& by) {
        if (const auto age = by.age(); age && *age > k_old_days) {
            context.host.reporter.warn(Message(msg::vulnerabilities_old)
                                           .with("date", by.database().date())
                                           .with("days", std::to_string(*age)));
        }
    }

    static Outcome data_of(const ops::Audit& audit) {
        const auto& database = audit.by.database();
        Outcome out;
        out.data = {{"audited", json::array()},
                    {"programs", json::array()},
                    {"database",
                     {{"date", database.date()},
                      {"records", database.size()},
                      {"fetched", audit.by.fetched()}}}};
        for (const auto& sdk : audit.sdks) {
            out.data["audited"].push_back(to_json(sdk));
        }
        for (const auto& program : audit.programs) {
            out.data["programs"].push_back(to_json(program));
        }
        return out;
    }

    /// Of 20 versions a list of a thousand lines: JSON for nobody would cost as much again.
    static Outcome shown(const ops::Audit& audit) {
        Outcome out;
        for (const auto& sdk : audit.sdks) {
            out.text += text_of(sdk);
        }
        for (const auto& program : audit.programs) {
            out.text += text_of(program);
        }
        return out;
    }

    /// The SARIF file, then the worst of what ends the command with an error.
    void finish(Context& context, const ops::Audit& audit, Outcome& outcome) const {
        std::vector<Error> errors;
        if (auto written = write_sarif(context, audit); !written) {
            errors.push_back(std::move(written).error());
        } else if (m_sarif && !m_dry_run && os::is_standard_output(sarif_path(context))) {
            outcome.text.clear(); // behind the SARIF nothing follows
        }
        for (const auto& what : m_fail_on) {
            const auto fault = ops::parse_fault(what);
            const auto names = fault ? found(audit, *fault) : std::vector<std::string>();
            if (!names.empty()) {
                errors.push_back(
                    Message(msg::audit_failed).with("what", what).with("names", join(names, ", ")));
            }
        }
        errors.insert(errors.end(), audit.refused.begin(), audit.refused.end());
        if (errors.empty()) {
            return;
        }
        const auto worst =
            std::max_element(errors.begin(), errors.end(),
                             [](const Error& a, const Error& b) { return a.exit() < b.exit(); });
        outcome.error = std::move(*worst);
        errors.erase(worst);
        for (const auto& error : errors) {
            context.host.reporter.warn(error);
        }
    }

    [[nodiscard]] std::string sarif_path(const Context& context) const {
        return path::join(context.host.current_folder, *m_sarif);
    }

    Result<void> write_sarif(Context& context, const ops::Audit& audit) const {
        if (!m_sarif) {
            return {};
        }
        const auto path = sarif_path(context);
        if (m_dry_run) {
            context.host.reporter.status(Message(msg::would_write_sarif).with("path", path));
            return {};
        }
        const auto& folder = context.host.current_folder;
        const auto real = context.host.files.canonical(folder).value_or(folder);
        const auto log = sarif_of(audit, context.layout, real);
        return os::write_user_file(context.host.files, path,
                                   log.dump(2, ' ', true, json::error_handler_t::replace) + '\n');
    }

    /// The names of all that is listed and has that fault.
    static std::vector<std::string> found(const ops::Audit& audit, ops::Fault fault) {
        std::vector<std::string> out;
        for (const auto& sdk : audit.sdks) {
            if (ops::has_fault(sdk.standing, fault)) {
                out.push_back(spec_name(sdk.id.version));
            }
        }
        for (const auto& program : audit.programs) {
            if (program.version && ops::has_fault(program.standing, fault)) {
                out.push_back(program.file);
            }
        }
        return out;
    }

    std::vector<std::string> m_words;
    std::optional<std::string> m_under;
    std::vector<std::string> m_fail_on;
    std::optional<std::string> m_sarif;
    bool m_update = false;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_audit() {
    return std::make_unique<Audit>();
}

} // namespace govern::cli
