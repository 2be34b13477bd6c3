#include "ops/tool_check.hpp"

#include "advisories/tools.hpp"
#include "base/command_line.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "config/config.hpp"
#include "config/go_folders.hpp"
#include "ops/buildinfo.hpp"
#include "ops/choice/decision.hpp"
#include "ops/messages.hpp"
#include "ops/tool/messages.hpp"
#include "os/machine.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

/// GOBIN, and the bin of each GOPATH, as Go reads them; those that are there.
std::vector<std::string> program_folders(Context& context) {
    auto& host = context.host;
    std::vector<std::string> out;
    const auto add = [&](const std::string& folder) {
        const bool known = std::any_of(out.begin(), out.end(), [&](const std::string& one) {
            return path::same_path(one, folder);
        });
        if (path::is_absolute(folder) && !known &&
            host.files.kind(folder) == os::FileInfo::Kind::directory) {
            out.push_back(folder);
        }
    };
    add(config::go_variable(host, "GOBIN"));
    for (const auto& one : config::gopath_folders(host)) {
        add(path::join(one, "bin"));
    }
    return out;
}

/// The Go to build with: the one that runs here where nothing is known against it, else the newest
/// installed one of which that is true.
std::optional<Version> clean_go(Context& context, const Standings& judge,
                                const std::vector<SdkId>& installed) {
    const auto own = context.host.machine.platform();
    const auto is_clean = [&](const Version& version) {
        return !judge.database().concern(version, own.os);
    };
    const auto here = decide_anyway(context, false);
    if (!here.error && !here.decision->version.empty() && is_clean(here.decision->version)) {
        return here.decision->version;
    }
    const auto found = std::find_if(installed.begin(), installed.end(), [&](const SdkId& id) {
        return id.platform == own && !id.version.is_prerelease() && is_clean(id.version);
    });
    return found == installed.end() ? std::nullopt : std::optional(found->version);
}

std::vector<std::string> lines_to_rebuild(const CheckedProgram& program,
                                          const std::optional<Version>& go) {
    const auto& main = program.info.main;
    const bool buildable = main && !main->replace && advisories::is_module_version(main->version) &&
                           main->version.find('+') == std::string::npos &&
                           !program.info.path.empty();
    if (program.standing.vulnerabilities.empty() || !buildable) {
        return {};
    }
    std::vector<std::string> out;
    const auto better =
        program.standing.supported ? program.standing.supported : program.standing.clean;
    if (!go && !better) {
        return out;
    }
    const auto spec = spec_name(go ? *go : *better);
    if (!go) {
        out.push_back("govern install " + spec);
    }
    out.push_back("govern exec " + spec + " -- go install " +
                  word_to_type(program.info.path + '@' + main->version, path::k_windows)
                      .value_or("PACKAGE@VERSION"));
    return out;
}

} // namespace

std::size_t ToolCheck::vulnerable() const {
    return static_cast<std::size_t>(
        std::count_if(programs.begin(), programs.end(), [](const CheckedProgram& one) {
            return !one.standing.vulnerabilities.empty();
        }));
}

Result<ToolCheck> check_tools(Context& context) {
    ToolCheck out;
    out.folders = program_folders(context);
    GOVERN_TRY_ASSIGN(auto found, look_into(context, out.folders));
    const auto installed = context.store.installed().value_or(std::vector<SdkId>());
    out.by.emplace(standings(context, installed, false));
    const auto& judge = *out.by;
    const auto go = clean_go(context, judge, installed);
    for (auto& one : found.found) {
        CheckedProgram program;
        program.file = std::move(one.path);
        program.info = std::move(one.info);
        program.version = release_in(program.info.go_version);
        if (program.version) {
            program.standing = judge.of(*program.version, one.os, advisories::Bearer::program);
        }
        program.rebuild = lines_to_rebuild(program, go);
        out.programs.push_back(std::move(program));
    }
    out.unreadable = std::move(found.unreadable);
    return out;
}

std::optional<Message> programs_to_rebuild(Context& context) {
    const auto check = check_tools(context);
    const auto count = check ? check->vulnerable() : 0;
    if (count == 0) {
        return std::nullopt;
    }
    return Message(msg::programs_outdated)
        .with("count", std::to_string(count))
        .with("total", std::to_string(check->programs.size()))
        .with("folder", join(check->folders, ", "));
}

} // namespace govern::ops
