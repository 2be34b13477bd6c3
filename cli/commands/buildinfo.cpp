#include "ops/buildinfo.hpp"
#include "base/command_line.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/advice.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "core/sdk.hpp"
#include "ops/sdk/vulnerabilities.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

using nlohmann::json;

json to_json(const binary::ModuleVersion& one) {
    return {{"path", one.path}, {"version", one.version}, {"sum", one.sum}};
}

json to_json(const binary::Module& one) {
    auto out = to_json(static_cast<const binary::ModuleVersion&>(one));
    out["replace"] = one.replace ? to_json(*one.replace) : json();
    return out;
}

json to_json(const ops::Program& program) {
    const auto& info = program.info;
    const bool release = !program.version.empty();
    const auto carried = ops::release_in(info.go_version);
    auto deps = json::array();
    for (const auto& one : info.deps) {
        deps.push_back(to_json(one));
    }
    auto settings = json::object();
    for (const auto& one : info.settings) {
        settings[one.key] = one.value;
    }
    return {
        {"file", program.path},
        {"go_version", info.go_version},
        {"version", release ? json(spec_name(program.version)) : json()},
        {"path", info.path},
        {"main", info.main ? to_json(*info.main) : json()},
        {"deps", std::move(deps)},
        {"settings", std::move(settings)},
        {"installed", program.installed},
        {"available", program.available},
        {"support_ended", release ? json(program.support.ended) : json()},
        {"support_ended_on",
         program.support.ended_on.empty() ? json() : json(program.support.ended_on)},
        {"vulnerabilities", carried ? json_of(program.vulnerabilities, *carried) : json()},
    };
}

std::string module_text(const binary::ModuleVersion& one) {
    return printable(one.version.empty() ? one.path : one.path + ' ' + one.version);
}

std::string row(std::string_view name, std::string_view value) {
    return fmt::format("  {:<9} {}\n", name, value);
}

std::string setting(const binary::BuildInfo& info, std::string_view key) {
    const auto* value = info.setting(key);
    return value == nullptr ? std::string() : *value;
}

/// `linux/amd64 GOAMD64=v1, CGO_ENABLED=0`
std::string target_text(const binary::BuildInfo& info) {
    if (info.setting("GOOS") == nullptr || info.setting("GOARCH") == nullptr) {
        return {};
    }
    auto text = setting(info, "GOOS") + '/' + setting(info, "GOARCH");
    for (const auto& one : info.settings) {
        const bool machine = one.key.starts_with("GO") && one.key != "GOOS" && one.key != "GOARCH";
        if (machine || one.key.starts_with("CGO_")) {
            text += ", " + one.key + '=' + one.value;
        }
    }
    return printable(text);
}

std::string flags_text(const binary::BuildInfo& info) {
    std::vector<std::string> flags;
    for (const auto& one : info.settings) {
        if (one.key.starts_with('-')) {
            flags.push_back(one.key + '=' + one.value);
        }
    }
    return printable(join(flags, " "));
}

std::string revision_text(const binary::BuildInfo& info) {
    if (info.setting("vcs.revision") == nullptr) {
        return {};
    }
    auto text = setting(info, "vcs.revision");
    if (const auto* time = info.setting("vcs.time")) {
        text += " of " + *time;
    }
    if (setting(info, "vcs.modified") == "true") {
        text += ", with changes that were not committed";
    }
    return printable(text);
}

std::string toolchain_text(const ops::Program& program, const Console& console) {
    if (program.version.empty()) {
        return "not a release that govern can name";
    }
    const auto spec = spec_name(program.version);
    std::string text = program.installed ? "installed"
                       : program.available
                           ? "not installed: " + console.to_type("govern install " + spec)
                           : "not installed, and not in the embedded list";
    if (program.support.ended) {
        text += program.support.ended_on.empty()
                    ? "; out of support"
                    : "; out of support since " + program.support.ended_on;
    }
    return text;
}

/// `12: GO-2024-2887 GO-… and 9 more, govern audit FILE`
std::string vulnerabilities_text(const ops::Program& program, const Console& console) {
    constexpr std::size_t k_named = 3;
    const auto count = program.vulnerabilities.size();
    if (count == 0) {
        return {};
    }
    auto text = fmt::format("{} known:", count);
    for (std::size_t i = 0; i < std::min(count, k_named); ++i) {
        text += ' ' + std::string(program.vulnerabilities[i].id);
    }
    text += count > k_named ? fmt::format(" and {} more", count - k_named) : "";
    const auto& path = program.path;
    const auto word = word_to_type((path.starts_with('-') ? "./" : "") + path, path::k_windows);
    return text + "; " + console.to_type("govern audit " + word.value_or("FILE"));
}

std::string modules_text(const binary::BuildInfo& info) {
    std::string text;
    const auto add = [&text](std::string_view name, const binary::Module& one) {
        text += row(name, module_text(one));
        if (one.replace) {
            text += row("  =>", module_text(*one.replace));
        }
    };
    for (const auto& one : info.deps) {
        add("dep", one);
    }
    return text;
}

std::string to_text(const ops::Program& program, bool modules, const Console& console) {
    const auto& info = program.info;
    const bool known = !info.go_version.empty();
    auto text = fmt::format("{}: {}\n", printable(program.path),
                            known ? printable(info.go_version)
                                  : "no Go version recorded: built before Go 1.13, or as a plugin");
    text += known ? row("toolchain", toolchain_text(program, console)) : "";
    if (const auto vulnerable = vulnerabilities_text(program, console); !vulnerable.empty()) {
        text += row("stdlib", vulnerable);
    }
    if (info.main) {
        text += row("module", module_text(*info.main));
        if (info.main->replace) {
            text += row("  =>", module_text(*info.main->replace));
        }
    }
    const std::pair<std::string_view, std::string> rows[] = {{"package", printable(info.path)},
                                                             {"revision", revision_text(info)},
                                                             {"target", target_text(info)},
                                                             {"flags", flags_text(info)}};
    for (const auto& [name, value] : rows) {
        text += value.empty() ? "" : row(name, value);
    }
    return modules ? text + modules_text(info) : text;
}

class BuildInfo : public Command {
public:
    void declare(Options& options) override {
        options
            .argument("PATH", &m_paths, "programs, or folders of which every Go program is shown")
            .of(ValueKind::file)
            .must_be_given();
        options.flag("--modules", m_modules, "also every module that was built in");
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(auto programs, ops::look_into(context, m_paths));
        const auto known = ops::known_vulnerabilities(context);
        ops::add_vulnerabilities(programs, known.database);
        Outcome outcome;
        outcome.data["programs"] = json::array();
        for (const auto& program : programs.found) {
            outcome.data["programs"].push_back(to_json(program));
            outcome.text += to_text(program, m_modules, console_of(context));
        }
        for (const auto& error : programs.unreadable) {
            context.host.reporter.warn(error);
            outcome.exit = static_cast<int>(Exit::failed);
        }
        // One error ends the command; where there are more, the others are warnings before it.
        for (std::size_t i = 0; i + 1 < programs.refused.size(); ++i) {
            context.host.reporter.warn(programs.refused[i]);
        }
        if (!programs.refused.empty()) {
            outcome.error = std::move(programs.refused.back());
        }
        return outcome;
    }

private:
    std::vector<std::string> m_paths;
    bool m_modules = false;
};

} // namespace

std::unique_ptr<Command> make_buildinfo() {
    return std::make_unique<BuildInfo>();
}

} // namespace govern::cli
