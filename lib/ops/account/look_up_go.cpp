#include "ops/account/look_up_go.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "core/sdk.hpp"
#include "shell/init.hpp"
#include "shell/messages.hpp"
#include "shell/path_list.hpp"
#include "shell/render.hpp"
#include "shell/shell.hpp"
#include "store/home_of_shims.hpp"

#include <array>
#include <string_view>

namespace govern::ops {

namespace {

/// The file names a shell tries for `go`, in its order.
std::vector<std::string> names_of_go(const os::Host& host) {
    if (!path::k_windows) {
        return {"go"};
    }
    std::vector<std::string> names;
    const auto extensions = host.environment.get("PATHEXT").value_or(".COM;.EXE;.BAT;.CMD");
    for (const auto extension : split(extensions, ';')) {
        if (!extension.empty()) {
            names.push_back("go" + to_lower(extension));
        }
    }
    return names;
}

bool is_program(os::Host& host, const std::string& path) {
    auto info = host.files.info(path);
    if (info && *info && (*info)->kind == os::FileInfo::Kind::link) {
        const auto target = host.files.canonical(path);
        if (!target) {
            return false;
        }
        info = host.files.info(*target);
    }
    return info && *info && (*info)->kind == os::FileInfo::Kind::file && (*info)->executable;
}

/// The bin folder of an SDK of a home, which `govern env`, `govern ci` and editors put on PATH.
bool is_sdk_of_a_home(const FoundGo& go) {
    const auto folder = path::normalize(go.folder);
    const std::string root(path::parent(folder));
    return parse_sdk_id(path::filename(root)) && path::filename(path::parent(root)) == "sdks";
}

/// True if both are one file, by links to it or to a folder above.
bool leads_to(os::Host& host, const std::string& path, const std::string& shim) {
    const auto real = host.files.canonical(path);
    const auto ours = host.files.canonical(shim);
    return real && ours && path::same_path(*real, *ours);
}

struct KnownFolder {
    std::string_view part; ///< of the folder's path with `/` only, lower case
    std::string_view origin;
};

/// The origins that a folder's name tells. More telling parts first.
constexpr std::array<KnownFolder, 26> k_known_folders = {{
    {"/.goenv/", "goenv"},
    {"/.asdf/", "asdf"},
    {"/mise/shims", "mise's shims"},
    {"/mise/", "mise"},
    {"/.gvm/", "gvm"},
    {"/.gobrew/", "gobrew"},
    {"/.goup/", "goup"},
    {"/.go/current/", "goup"},
    {"/.g/go/", "g"},
    {"/.version-fox/", "vfox"},
    {"/.vfox/", "vfox"},
    {"/.proto/", "proto"},
    {"/scoop/", "Scoop"},
    {"/chocolatey/", "Chocolatey"},
    {"/winget/", "WinGet"},
    {"/microsoft/windowsapps", "an App Execution Alias of Windows"},
    {"/homebrew/", "Homebrew"},
    {"/linuxbrew/", "Homebrew"},
    {"/cellar/", "Homebrew"},
    {"/snap/", "a snap"},
    {"/nix/", "Nix"},
    {"/.nix-profile/", "Nix"},
    {"/hostedtoolcache/", "the CI runner's tool cache"},
    {"/program files/go/", "the Go installer (MSI)"},
    {"/program files (x86)/go/", "the Go installer (MSI)"},
    {"/usr/local/go/", "a Go unpacked to /usr/local/go"},
}};

using Scope = os::UserEnvironment::Scope;

/// The stored PATH that has a folder.
enum class StoredPath { neither, user, machine };

StoredPath stored_in(os::Host& host, os::UserEnvironment& stored, std::string_view folder) {
    for (const auto scope : {Scope::machine, Scope::user}) {
        const auto value = stored.get(scope, "Path");
        if (!value || !*value) {
            continue;
        }
        const auto text = shell::expand_percent(
            (*value)->text, [&host](std::string_view name) { return host.environment.get(name); });
        if (shell::contains_entry(text, folder, path::k_windows)) {
            return scope == Scope::machine ? StoredPath::machine : StoredPath::user;
        }
    }
    return StoredPath::neither;
}

} // namespace

shell::Shell calling_shell(os::Host& host, os::UserEnvironment& user_environment) {
    return shell::calling_shell(user_environment.starters(),
                                host.environment.get("SHELL").value_or(""),
                                host.environment.has("PSModulePath"), path::k_windows);
}

std::optional<FoundGo> find_go(os::Host& host, const Layout& layout,
                               const std::vector<std::string>& path_entries) {
    const auto names = names_of_go(host);
    for (const auto& entry : path_entries) {
        const auto folder =
            path::is_absolute(entry) ? entry : path::join(host.current_folder, entry);
        for (const auto& name : names) {
            auto path = path::join(folder, name);
            if (is_program(host, path)) {
                const bool ours =
                    shell::same_entry(path::normalize(folder), layout.shims(), path::k_windows) ||
                    leads_to(host, path, path::join(layout.shims(), name));
                return FoundGo{std::move(path), folder, ours};
            }
        }
    }
    return std::nullopt;
}

bool is_set_up(const os::Files& files, const Layout& layout) {
    return files.kind(layout.setup_record()) && files.kind(layout.shell_files());
}

std::string home_of_shim(os::Host& host, const FoundGo& go) {
    return store::home_of_shims(host.files, go.folder).value_or("");
}

std::string origin_of_go(os::Host& host, const FoundGo& go) {
    if (const auto home = home_of_shim(host, go); !home.empty()) {
        return "another govern home, " + home;
    }
    if (is_sdk_of_a_home(go)) {
        return "an SDK that `govern env`, `govern ci` or an editor put first: no version file counts "
               "there";
    }
    std::string folder = to_lower(go.folder) + '/';
    for (auto& c : folder) {
        c = c == '\\' ? '/' : c;
    }
    for (const auto& known : k_known_folders) {
        if (folder.find(known.part) != folder.npos) {
            return std::string(known.origin);
        }
    }
    if (path::k_windows && folder.ends_with(":/go/bin/")) {
        return "the Go installer (MSI)";
    }
    if (folder == "/usr/bin/" || folder == "/bin/") {
        return "the system's package manager";
    }
    return {};
}

bool reads_profile(os::Host& host, os::UserEnvironment& user_environment, shell::Shell shell) {
    if (shell != shell::Shell::pwsh) {
        return shell != shell::Shell::cmd;
    }
    const auto names = user_environment.starters();
    const auto name = std::find_if(names.begin(), names.end(), [](const std::string& one) {
        return shell::parse_shell(one) == shell::Shell::pwsh;
    });
    const bool core = name != names.end() && to_lower(*name) == "pwsh";
    auto policy =
        host.environment.get("PSExecutionPolicyPreference"); // -ExecutionPolicy, of this session
    policy = policy ? policy : user_environment.execution_policy(core);
    return policy != "Restricted" && policy != "AllSigned";
}

std::string line_for_now(os::Host& host, os::UserEnvironment& user_environment,
                         const Layout& layout, shell::Shell shell) {
    if (!reads_profile(host, user_environment, shell)) {
        return shell::path_to_type(layout.shims(), shell, path::k_windows);
    }
    auto file = path::join(layout.shell_files(), shell::init_file_name(shell));
    if (path::k_windows && shell != shell::Shell::pwsh) {
        file = shell::msys_path(file);
    }
    return (shell == shell::Shell::fish ? "source " : ". ") + shell::quote(file, shell);
}

std::optional<GoWarning> look_up_go(os::Host& host, const os::Environment& environment,
                                    os::UserEnvironment& user_environment, const Layout& layout,
                                    shell::Shell shell) {
    auto entries = environment.path_entries();
    if (shell == shell::Shell::cmd && !environment.has("NoDefaultCurrentDirectoryInExePath")) {
        entries.insert(entries.begin(), host.current_folder); // where cmd looks first
    }
    const auto found = find_go(host, layout, entries);
    if (found && found->ours) {
        return std::nullopt;
    }
    bool on_path = false;
    for (const auto& entry : entries) {
        on_path = on_path || shell::same_entry(entry, layout.shims(), path::k_windows);
    }
    const auto names = names_of_go(host);
    const auto go_exe = "go" + std::string(path::k_exe_suffix);
    const bool finds_programs = std::find(names.begin(), names.end(), go_exe) != names.end();
    const bool set_up = is_set_up(host.files, layout);
    const auto stored =
        found ? stored_in(host, user_environment, found->folder) : StoredPath::neither;

    GoWarning warning(found ? msg::go_shadowed : msg::go_not_found);
    std::string command = "govern setup";
    const bool in_current_folder =
        found && shell == shell::Shell::cmd && found->folder == host.current_folder;
    if (in_current_folder) {
        command = "set NoDefaultCurrentDirectoryInExePath=1";
    } else if (!found && on_path && !finds_programs) {
        command = shell::assignment_to_type(
            "PATHEXT", ".EXE;" + environment.get("PATHEXT").value_or(""), shell);
    } else if (!found && on_path) {
        const auto sdks = host.files.list(layout.receipts());
        warning.doctor_repairs = sdks && !sdks->empty();
        command = "govern install latest";
    } else if (stored == StoredPath::machine && set_up &&
               !reads_profile(host, user_environment, shell)) {
        // The machine's PATH beats the user's, and no profile mends it. Another home there is
        // meant.
        warning.doctor_repairs = home_of_shim(host, *found).empty();
        command = line_for_now(host, user_environment, layout, shell);
    } else if (set_up && (!on_path || (found && is_sdk_of_a_home(*found)))) {
        command = line_for_now(host, user_environment, layout, shell);
    }
    const std::string position =
        !found && on_path && !finds_programs ? "are on PATH, but PATHEXT does not list .EXE"
        : !found && on_path                  ? "are on PATH, but have no go"
        : on_path                            ? "come later on PATH"
        : set_up ? "are not on the PATH of this shell: it was opened before setup"
                 : "are not on PATH";
    if (found) {
        auto origin = in_current_folder ? "the current folder, where cmd looks first"
                                        : origin_of_go(host, *found);
        if (stored != StoredPath::neither) {
            origin += origin.empty() ? "" : ", on ";
            origin += stored == StoredPath::machine ? "the machine PATH" : "your PATH";
        }
        warning.with("found", found->path).with("origin", origin);
    }
    warning.with("shims", layout.shims())
        .with("position", position)
        .with("command", warning.doctor_repairs ? "govern doctor --fix" : command);
    return warning;
}

std::optional<GoWarning> look_up_go(os::Host& host, os::UserEnvironment& user_environment,
                                    const Layout& layout) {
    return look_up_go(host, host.environment, user_environment, layout,
                      calling_shell(host, user_environment));
}

std::optional<GoWarning> look_up_go(os::Host& host, const os::Environment& environment,
                                    const Layout& layout) {
    return look_up_go(host, environment, host.account, layout, calling_shell(host, host.account));
}

} // namespace govern::ops
