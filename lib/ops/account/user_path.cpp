#include "ops/account/user_path.hpp"

#include "base/path.hpp"
#include "base/path_list.hpp"
#include "base/text.hpp"
#include "config/config.hpp"
#include "config/go_folders.hpp"
#include "shell/messages.hpp"
#include "shell/path_list.hpp"

namespace govern::ops {

namespace {

using os::UserEnvironment;

constexpr std::size_t k_max_process = 32767;
constexpr std::size_t k_max_cmd = 8191;
constexpr std::size_t k_max_old_tools = 2047;

std::string expand(const os::Host& host, std::string_view text) {
    return shell::expand_percent(
        text, [&host](std::string_view name) { return host.environment.get(name); });
}

/// True if an entry, expanded, is this folder.
bool is_entry(const os::Host& host, const std::string& entry, const std::string& folder) {
    return shell::same_entry(expand(host, entry), folder, true);
}

/// Also where a quote that nothing closes takes what follows it for one entry.
bool has_entry(const os::Host& host, std::string_view path, const std::string& folder) {
    auto list = expand(host, path);
    if (shell::contains_entry(list, folder, true)) {
        return true;
    }
    std::erase(list, '"');
    return shell::contains_entry(list, folder, true);
}

std::string text_of(const std::optional<UserEnvironment::Value>& value) {
    return value ? value->text : "";
}

/// `%USERPROFILE%\go\bin`, so that the entry stays right where profiles move.
std::string relative_to_profile(const os::Host& host, const std::string& folder, bool expandable) {
    const auto profile = host.environment.get("USERPROFILE").value_or("");
    const bool is_below = folder.size() > profile.size() && folder[profile.size()] == '\\' &&
                          equals_ignoring_case(folder.substr(0, profile.size()), profile);
    if (!expandable || profile.empty() || !is_below) {
        return folder;
    }
    return "%USERPROFILE%" + folder.substr(profile.size());
}

} // namespace

std::string path_without(os::Host& host, const std::string& path, const std::string& shims,
                         const std::string& go_bin) {
    auto entries = path::split_list(path, true);
    std::erase_if(entries, [&](const std::string& entry) {
        return is_entry(host, entry, shims) || (!go_bin.empty() && is_entry(host, entry, go_bin));
    });
    return path::join_list(entries, true);
}

Result<PathPlan> plan_path(os::Host& host, UserEnvironment& stored, UserEnvironment::Scope scope,
                           const std::string& shims, const std::string& go_bin) {
    if (!shell::is_representable(shims, true) || shims.find('%') != shims.npos) {
        return fail(msg::shims_not_representable, {{"folder", shims}});
    }
    const bool of_user = scope == UserEnvironment::Scope::user;
    GOVERN_TRY_ASSIGN(const auto own, stored.get(scope, "Path"));
    GOVERN_TRY_ASSIGN(const auto other, stored.get(of_user ? UserEnvironment::Scope::machine
                                                           : UserEnvironment::Scope::user,
                                                   "Path"));
    PathPlan plan{own, own.value_or(UserEnvironment::Value{"", true}), false, {}};
    const auto rest = path_without(host, plan.after.text, shims, "");
    plan.after.text = rest.empty() ? shims : shims + ';' + rest;
    plan.adds_go_bin = of_user && shell::is_representable(go_bin, true) &&
                       !has_entry(host, plan.after.text, go_bin) &&
                       !has_entry(host, text_of(other), go_bin);
    if (plan.adds_go_bin) {
        plan.after.text = shell::append_entry(
            plan.after.text, relative_to_profile(host, go_bin, plan.after.expandable), true);
    }
    const auto length = shell::windows_length(expand(host, plan.after.text)) + 1 +
                        shell::windows_length(expand(host, text_of(other)));
    if (length > k_max_process) {
        return fail(msg::path_too_long, {{"length", std::to_string(length)}});
    }
    if (plan.changes() && length > k_max_cmd) {
        plan.warnings.push_back(
            Message(msg::path_long_for_cmd).with("length", std::to_string(length)));
    } else if (const auto own_length = shell::windows_length(plan.after.text);
               plan.changes() && own_length > k_max_old_tools) {
        plan.warnings.push_back(
            Message(msg::path_long_for_old_tools).with("length", std::to_string(own_length)));
    }
    return plan;
}

std::vector<std::string> future_path(os::Host& host, UserEnvironment& stored) {
    std::vector<std::string> entries;
    for (const auto scope : {UserEnvironment::Scope::machine, UserEnvironment::Scope::user}) {
        const auto value = stored.get(scope, "Path");
        for (auto& entry : path::split_list(expand(host, value ? text_of(*value) : ""), true)) {
            std::erase(entry, '"');
            if (!entry.empty()) {
                entries.push_back(std::move(entry));
            }
        }
    }
    return entries;
}

std::string go_install_folder(os::Host& host) {
    if (auto folder = config::go_variable(host, "GOBIN"); !folder.empty()) {
        return folder;
    }
    const auto folders = config::gopath_folders(host);
    return folders.empty() ? std::string() : path::join(folders.front(), "bin");
}

} // namespace govern::ops
