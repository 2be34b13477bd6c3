#include "ops/tools.hpp"

#include "advisories/tools.hpp"
#include "base/text.hpp"
#include "cli/advice.hpp"
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/render.hpp"
#include "cli/specs.hpp"
#include "core/sdk.hpp"
#include "ops/messages.hpp"
#include "ops/tool/messages.hpp"
#include "ops/tool_check.hpp"
#include "os/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

using nlohmann::json;

json text_or_null(const std::string& text) {
    return text.empty() ? json() : json(text);
}

void declare_for(Options& options, std::string& target) {
    options
        .valued("--for", "SPEC", &target,
                "of this installed version; without it the one that runs here")
        .of(ValueKind::installed);
}

/// The SDK that --for names; nothing without it.
Result<std::optional<SdkId>> sdk_named(Context& context, const std::string& text) {
    if (text.empty()) {
        return std::nullopt;
    }
    GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(text, "tool --for"));
    GOVERN_TRY_ASSIGN(auto id, ops::installed_match(context, spec, text));
    return id;
}

std::vector<std::string_view> known_names() {
    std::vector<std::string_view> out;
    for (const auto& tool : advisories::known_tools()) {
        out.push_back(tool.name);
    }
    return out;
}

/// `govern tool` alone: one of its commands is needed.
class Tool : public Command {
public:
    void declare(Options& options) override {
        options.argument("COMMAND", &m_word, "list, install, uninstall or check").hide();
    }

    [[nodiscard]] Needs needs() const override { return Needs::nothing; }

    Result<Outcome> run(Context& /*context*/) override {
        if (!m_word.empty()) {
            const auto commands = all_commands();
            const auto own = std::find_if(commands.begin(), commands.end(),
                                          [](const auto& one) { return one.name == "tool"; });
            return Failure(unknown_command(m_word, own->subcommands, "tool"));
        }
        return fail(msg::usage, {{"what", "tool needs list, install, uninstall or check"},
                                 {"command", "tool"}});
    }

private:
    std::string m_word;
};

class ToolList : public Command {
public:
    void declare(Options& /*options*/) override {}

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto tools, ops::list_tools(context));
        const auto here = ops::sdk_for_tools(context);
        Outcome outcome;
        outcome.data["tools"] = json::array();
        for (const auto& tool : tools) {
            const bool active = here && *here == tool.file.sdk;
            const bool fits = tool.why_unfit.empty();
            outcome.data["tools"].push_back(
                json_of(tool.file.sdk, {{"name", tool.file.name},
                                        {"tool_version", text_or_null(tool.version)},
                                        {"package", text_or_null(tool.package)},
                                        {"built_by", text_or_null(tool.built_by)},
                                        {"path", tool.file.path},
                                        {"bytes", tool.bytes},
                                        {"active", active},
                                        {"fits", fits},
                                        {"why", text_or_null(tool.why_unfit)}}));
            outcome.text +=
                fmt::format("{} {:<14} {:<12} {:<10} built by {}{}\n", active ? '*' : ' ',
                            tool.file.name, tool.version.empty() ? "?" : printable(tool.version),
                            toolchain_name(tool.file.sdk.version),
                            tool.built_by.empty() ? "?" : printable(tool.built_by),
                            fits ? "" : ", does not fit: " + printable(tool.why_unfit));
        }
        if (tools.empty() && !context.globals.json) {
            context.host.reporter.status(
                Message(msg::tools_none).with("home", context.layout.home()));
        }
        return outcome;
    }
};

class ToolInstall : public Command {
public:
    void declare(Options& options) override {
        options
            .argument("NAME[@VERSION]", &m_names,
                      "a tool that govern knows, or the path of a package; without @VERSION a "
                      "known tool's newest that fits, a package's latest")
            .suggest(known_names())
            .must_be_given();
        declare_for(options, m_for);
        options.dry_run(m_dry_run, "only say what would be built");
    }

    [[nodiscard]] bool changes_home() const override { return true; }

    Result<Outcome> run(Context& context) override {
        if (!m_dry_run) {
            GOVERN_TRY(context.store.require_writable());
        }
        GOVERN_TRY_ASSIGN(auto sdk, sdk_named(context, m_for));
        if (!sdk) {
            GOVERN_TRY_ASSIGN(sdk, ops::sdk_for_tools(context));
        }
        GOVERN_TRY_ASSIGN(auto plan, ops::plan_tools(context, *sdk, m_names));
        Result<void> done;
        if (!m_dry_run) {
            GOVERN_TRY_ASSIGN(const auto program, context.host.machine.program());
            done = ops::carry_out(context, plan, program, [&](os::Output, std::string_view piece) {
                if (!context.globals.quiet) {
                    context.err.write(piece); // stdout is for the answer
                }
            });
        }
        auto outcome = outcome_of(context, plan);
        if (!done) {
            outcome.error = done.error();
        }
        return outcome;
    }

private:
    [[nodiscard]] Outcome outcome_of(Context& context, const ops::ToolPlan& plan) const {
        Outcome outcome;
        outcome.data["installed"] = json::array();
        for (const auto& step : plan.steps) {
            if (!step.is_there && !step.built && !m_dry_run) {
                continue;
            }
            outcome.data["installed"].push_back(json_of(plan.sdk, {{"name", step.name},
                                                                   {"tool_version", step.version},
                                                                   {"package", step.package},
                                                                   {"path", step.path},
                                                                   {"was_there", step.is_there},
                                                                   {"dry_run", m_dry_run}}));
            context.host.reporter.status(Message(step.is_there ? msg::tool_is_there
                                                 : m_dry_run   ? msg::tool_would_build
                                                               : msg::tool_built)
                                             .with("name", step.name)
                                             .with("version", step.version)
                                             .with("package", step.package)
                                             .with("go", toolchain_name(plan.sdk.version))
                                             .with("path", step.path));
            if (!m_dry_run) {
                ops::warn_of_shadow(context, step.name);
            }
        }
        return outcome;
    }

    std::vector<std::string> m_names;
    std::string m_for;
    bool m_dry_run = false;
};

class ToolUninstall : public Command {
public:
    void declare(Options& options) override {
        options.argument("NAME", &m_names, "installed tools")
            .of(ValueKind::installed_tool)
            .must_be_given();
        options.valued("--for", "SPEC", &m_for, "of this version alone; without it of every one")
            .of(ValueKind::installed);
        options.dry_run(m_dry_run, "only say what would be removed");
    }

    [[nodiscard]] bool changes_home() const override { return true; }

    Result<Outcome> run(Context& context) override {
        if (!m_dry_run) {
            GOVERN_TRY(context.store.require_writable());
        }
        GOVERN_TRY_ASSIGN(const auto sdk, sdk_named(context, m_for));
        GOVERN_TRY_ASSIGN(const auto tools, ops::tools_named(context, sdk, m_names));
        if (!m_dry_run) {
            GOVERN_TRY_ASSIGN(const auto program, context.host.machine.program());
            GOVERN_TRY(ops::remove_tools(context, tools, program));
        }
        Outcome outcome;
        outcome.data["removed"] = json::array();
        for (const auto& tool : tools) {
            outcome.data["removed"].push_back(json_of(
                tool.sdk, {{"name", tool.name}, {"path", tool.path}, {"dry_run", m_dry_run}}));
            context.host.reporter.status(
                Message(m_dry_run ? msg::tool_would_remove : msg::tool_removed)
                    .with("name", tool.name)
                    .with("go", toolchain_name(tool.sdk.version))
                    .with("path", tool.path));
        }
        return outcome;
    }

private:
    std::vector<std::string> m_names;
    std::string m_for;
    bool m_dry_run = false;
};

class ToolCheck : public Command {
public:
    void declare(Options& /*options*/) override {}

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto check, ops::check_tools(context));
        Outcome outcome;
        outcome.data["folders"] = check.folders;
        outcome.data["programs"] = json::array();
        for (const auto& program : check.programs) {
            outcome.data["programs"].push_back(to_json(program));
            outcome.text += text_of(program);
        }
        if (check.programs.empty()) {
            context.host.reporter.status(
                Message(msg::programs_none).with("folders", join(check.folders, ", ")));
        }
        for (const auto& error : check.unreadable) {
            context.host.reporter.warn(error);
        }
        return outcome;
    }

private:
    static json to_json(const ops::CheckedProgram& program) {
        const auto& info = program.info;
        const auto& standing = program.standing;
        return {{"file", program.file},
                {"go_version", info.go_version},
                {"version", program.version ? json(spec_name(*program.version)) : json()},
                {"package", text_or_null(info.path)},
                {"tool_version", info.main ? text_or_null(info.main->version) : json()},
                {"support_ended", program.version ? json(standing.support.ended) : json()},
                {"vulnerabilities",
                 program.version ? json_of(standing.vulnerabilities, *program.version) : json()},
                {"rebuild", program.rebuild}};
    }

    static std::string text_of(const ops::CheckedProgram& program) {
        const auto& info = program.info;
        const auto count = program.standing.vulnerabilities.size();
        auto text =
            fmt::format("{}: {} by {}\n", printable(program.file),
                        info.main ? printable(info.main->path + ' ' + info.main->version) : "built",
                        info.go_version.empty() ? "a Go before 1.13" : printable(info.go_version));
        if (count != 0) {
            text += fmt::format("  {} known vulnerabilities of the standard library\n", count);
        }
        if (program.version && program.standing.support.ended) {
            text += "  " + support_text(program.standing) + '\n';
        }
        for (const auto& line : program.rebuild) {
            text += "  rebuild: " + line + '\n';
        }
        return text;
    }
};

} // namespace

std::unique_ptr<Command> make_tool() {
    return std::make_unique<Tool>();
}
std::unique_ptr<Command> make_tool_list() {
    return std::make_unique<ToolList>();
}
std::unique_ptr<Command> make_tool_install() {
    return std::make_unique<ToolInstall>();
}
std::unique_ptr<Command> make_tool_uninstall() {
    return std::make_unique<ToolUninstall>();
}
std::unique_ptr<Command> make_tool_check() {
    return std::make_unique<ToolCheck>();
}

} // namespace govern::cli
