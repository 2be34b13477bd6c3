#include "ops/tools.hpp"

#include "advisories/tools.hpp"
#include "base/command_line.hpp"
#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "ops/buildinfo.hpp"
#include "ops/choice/decision.hpp"
#include "ops/messages.hpp"
#include "ops/tool/messages.hpp"
#include "tool_versions.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace govern::ops {

namespace {

/// `NAME[@VERSION]` as typed.
struct Wish {
    std::string word; ///< before the @
    std::string version;
    const advisories::KnownTool* known = nullptr;
};

bool is_package(std::string_view text) {
    const auto is_fine = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("._~/-").find(c) != std::string_view::npos;
    };
    return text.find('/') != text.npos && text.substr(0, text.find('/')).find('.') != text.npos &&
           std::isalnum(static_cast<unsigned char>(text.front())) != 0 &&
           text.find("..") == text.npos && text.back() != '/' &&
           std::all_of(text.begin(), text.end(), is_fine);
}

Result<Wish> read_wish(const std::string& text) {
    const auto at = text.find('@');
    Wish out{text.substr(0, at), at == text.npos ? "" : text.substr(at + 1), nullptr};
    out.known = advisories::known_tool(out.word == "delve" ? "dlv" : out.word);
    if (out.known == nullptr && !is_package(out.word)) {
        std::vector<std::string> names;
        for (const auto& tool : advisories::known_tools()) {
            names.emplace_back(tool.name);
        }
        return fail(msg::tool_unknown, {{"name", out.word},
                                        {"known", join(names, ", ")},
                                        {"nearest", join(nearest(out.word, names), ", ")}});
    }
    if (out.known != nullptr && !out.version.empty() &&
        std::isdigit(static_cast<unsigned char>(out.version[0])) != 0) {
        out.version.insert(0, "v");
    }
    if (at != text.npos && out.version != "latest" && !advisories::is_module_version(out.version)) {
        return fail(msg::tool_bad_version, {{"text", text}, {"name", out.word}});
    }
    return out;
}

std::optional<binary::BuildInfo> told_by(Context& context, const std::string& program) {
    if (!context.host.files.kind(program)) {
        return std::nullopt;
    }
    auto info = read_program(context, program);
    return info ? std::optional(std::move(*info)) : std::nullopt;
}

std::string version_told(const binary::BuildInfo& info) {
    return info.main ? info.main->version : std::string();
}

/// `go install PACKAGE@VERSION` came with Go 1.16.
bool builds_tools(const Version& version) {
    constexpr std::uint32_t k_first = 16;
    return version.major() > 1 || version.minor() >= k_first;
}

Result<ToolStep> step_for(Context& context, const SdkId& sdk, const Wish& wish) {
    ToolStep step;
    if (wish.known != nullptr) {
        step.name = wish.known->name;
        GOVERN_TRY_ASSIGN(step.version,
                          fitting_version(context, *wish.known, sdk.version, wish.version));
        step.package = wish.known->package_of(step.version);
    } else {
        step.name = advisories::program_of(wish.word);
        step.version = wish.version.empty() ? "latest" : wish.version;
        step.package = wish.word;
    }
    if (store::Store::is_tool_name_taken(step.name)) {
        return fail(msg::tool_name_taken, {{"name", step.name}, {"package", step.package}});
    }
    step.path = context.store.tool_path(sdk, step.name);
    const auto info = told_by(context, step.path);
    step.is_there = info && info->path == step.package && version_told(*info) == step.version &&
                    release_in(info->go_version) == sdk.version;
    return step;
}

} // namespace

Result<SdkId> sdk_for_tools(Context& context) {
    GOVERN_TRY_ASSIGN(const auto here, decide(context));
    // A link may lead to an SDK's folder, and stays a link.
    const auto id = here->version.empty() ? std::nullopt : parse_sdk_id(path::filename(here->sdk));
    return id ? Result<SdkId>(*id)
              : fail(msg::tool_needs_sdk, {{"what", here->is_link() ? "a local build that is linked"
                                                                    : "the system's Go"}});
}

Result<ToolPlan> plan_tools(Context& context, const SdkId& sdk,
                            const std::vector<std::string>& wishes) {
    if (!builds_tools(sdk.version)) {
        return fail(msg::tool_go_too_old, {{"go", toolchain_name(sdk.version)}});
    }
    ToolPlan plan{sdk, {}};
    for (const auto& text : wishes) {
        GOVERN_TRY_ASSIGN(const auto wish, read_wish(text));
        GOVERN_TRY_ASSIGN(auto step, step_for(context, sdk, wish));
        if (context.host.reporter.interrupted()) {
            return fail(msg::interrupted);
        }
        const auto same =
            std::find_if(plan.steps.begin(), plan.steps.end(),
                         [&](const ToolStep& other) { return other.name == step.name; });
        if (same == plan.steps.end()) {
            plan.steps.push_back(std::move(step));
        } else if (same->package != step.package || same->version != step.version) {
            return fail(msg::tool_twice, {{"first", same->package + '@' + same->version},
                                          {"second", step.package + '@' + step.version},
                                          {"name", step.name}});
        }
    }
    return plan;
}

Result<std::vector<InstalledTool>> list_tools(Context& context) {
    GOVERN_TRY_ASSIGN(auto files, context.store.tools());
    std::vector<InstalledTool> out;
    for (auto& file : files) {
        InstalledTool tool;
        const auto info = told_by(context, file.path);
        const auto size = context.host.files.info(file.path).value_or(std::nullopt);
        tool.bytes = size ? size->size : 0;
        if (info) {
            tool.version = version_told(*info);
            tool.package = info->path;
            tool.built_by = info->go_version;
            const auto release = release_in(info->go_version);
            if (release && *release != file.sdk.version) {
                tool.why_unfit = "it was built by " + info->go_version;
            }
        }
        for (const auto& row : advisories::tool_releases(file.name)) {
            if (row.version == tool.version && tool.why_unfit.empty()) {
                tool.why_unfit = row.why_unfit(file.sdk.version);
            }
        }
        tool.file = std::move(file);
        out.push_back(std::move(tool));
    }
    return out;
}

Result<std::vector<store::ToolFile>> tools_named(Context& context, const std::optional<SdkId>& sdk,
                                                 const std::vector<std::string>& names) {
    GOVERN_TRY_ASSIGN(const auto all, context.store.tools());
    std::vector<store::ToolFile> out;
    for (const auto& name : std::set<std::string>(names.begin(), names.end())) {
        const auto before = out.size();
        for (const auto& tool : all) {
            if (tool.name == name && (!sdk || tool.sdk == *sdk)) {
                out.push_back(tool);
            }
        }
        if (out.size() == before) {
            return fail(msg::tool_not_installed,
                        {{"name", name},
                         {"sdk", sdk ? toolchain_name(sdk->version) : std::string("any version")}});
        }
    }
    return out;
}

namespace {

/// The wishes for the tools that other SDKs of this platform have, and this one lacks.
std::vector<std::string> tools_to_bring(Context& context, const SdkId& sdk) {
    const auto all = context.store.tools();
    std::vector<std::string> there;
    std::vector<std::string> out;
    for (const auto& tool : all ? *all : std::vector<store::ToolFile>()) {
        if (tool.sdk == sdk) {
            there.push_back(tool.name);
        }
    }
    for (const auto& tool : all ? *all : std::vector<store::ToolFile>()) {
        if (tool.sdk.platform != sdk.platform ||
            std::find(there.begin(), there.end(), tool.name) != there.end()) {
            continue;
        }
        there.push_back(tool.name);
        if (advisories::known_tool(tool.name) != nullptr) {
            out.push_back(tool.name);
        } else if (const auto info = told_by(context, tool.path); info && is_package(info->path)) {
            out.push_back(info->path);
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

void offer_tools(Context& context, const SdkId& sdk) {
    const auto words = tools_to_bring(context, sdk);
    if (!words.empty() && builds_tools(sdk.version)) {
        context.host.reporter.status(
            Message(msg::tools_offered)
                .with("words", "--for " + spec_name(sdk.version) + ' ' + join(words, " ")));
    }
}

std::string package_of_tool(Context& context, const std::string& name) {
    if (const auto* known = advisories::known_tool(name)) {
        return known->package_of("latest");
    }
    const auto all = context.store.tools();
    for (const auto& tool : all ? *all : std::vector<store::ToolFile>()) {
        const auto info = tool.name == name ? told_by(context, tool.path) : std::nullopt;
        if (info && is_package(info->path)) {
            return info->path;
        }
    }
    return {};
}

std::string line_for_tool(Context& context, const std::string& name) {
    const auto package =
        advisories::known_tool(name) != nullptr ? name : package_of_tool(context, name);
    return "govern tool install " +
           word_to_type(package.empty() ? name : package, path::k_windows).value_or("TOOL");
}

void warn_of_shadow(Context& context, const std::string& name) {
    const auto shim = path::join(context.layout.shims(), name + std::string(path::k_exe_suffix));
    const auto found = context.host.processes.find(name, context.host.environment);
    if (!found || path::same_path(*found, shim)) {
        return;
    }
    const auto real = context.host.files.canonical(*found);
    const auto ours = context.host.files.canonical(shim);
    if (!real || !ours || !path::same_path(*real, *ours)) {
        context.host.reporter.warn(
            Message(msg::tool_shadowed).with("name", name).with("path", *found).with("shim", shim));
    }
}

} // namespace govern::ops
