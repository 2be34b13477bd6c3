#include "ops/look_up_go.hpp"

#include "base/messages/shell.hpp"
#include "base/text.hpp"
#include "os/path.hpp"
#include "shell/init.hpp"
#include "shell/path_list.hpp"
#include "shell/render.hpp"
#include "shell/shell.hpp"

#include <array>
#include <string_view>

namespace govern::ops {

namespace {

constexpr bool k_windows = os::k_separator == '\\';

/// The file names a shell tries for `go`, in its order.
std::vector<std::string> names_of_go(const os::Host& host) {
    if (!k_windows) {
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

bool exists(os::Host& host, const std::string& path) {
    const auto info = host.files.info(path);
    return info && *info;
}

/// Whether both are one file, by links to it or to a folder above.
bool leads_to(os::Host& host, const std::string& path, const std::string& shim) {
    const auto real = host.files.canonical(path);
    const auto ours = host.files.canonical(shim);
    return real && ours && os::same_path(*real, *ours);
}

struct KnownFolder {
    std::string_view part; ///< of the folder's path with `/` only, lower case
    std::string_view origin;
};

/// What a folder's name tells. More telling parts first.
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

/// In which stored PATH a folder stands: `the machine PATH`, `your PATH`; empty where in none.
std::string_view stored_in(os::Host& host, os::UserEnvironment& stored, std::string_view folder) {
    using Scope = os::UserEnvironment::Scope;
    for (const auto scope : {Scope::machine, Scope::user}) {
        const auto value = stored.get(scope, "Path");
        if (!value || !*value) {
            continue;
        }
        const auto text = shell::expand_percent(
            (*value)->text, [&host](std::string_view name) { return host.environment.get(name); });
        if (shell::contains_entry(text, folder, k_windows)) {
            return scope == Scope::machine ? "the machine PATH" : "your PATH";
        }
    }
    return {};
}

shell::Shell calling_shell(os::Host& host, os::UserEnvironment& user_environment) {
    return shell::calling_shell(user_environment.starters(),
                                host.environment.get("SHELL").value_or(""),
                                host.environment.has("PSModulePath"), k_windows);
}

/// True once `setup` ran for this home.
bool is_set_up(os::Host& host, os::UserEnvironment& stored, const Layout& layout) {
    return exists(host, os::join(layout.state(), "setup")) ||
           !stored_in(host, stored, layout.shims()).empty();
}

} // namespace

std::optional<FoundGo> find_go(os::Host& host, const Layout& layout,
                               const std::vector<std::string>& path_entries) {
    const auto names = names_of_go(host);
    for (const auto& entry : path_entries) {
        const auto folder = os::is_absolute(entry) ? entry : os::join(host.current_folder, entry);
        for (const auto& name : names) {
            auto path = os::join(folder, name);
            if (is_program(host, path)) {
                const bool ours =
                    shell::same_entry(os::normalize(folder), layout.shims(), k_windows) ||
                    leads_to(host, path, os::join(layout.shims(), name));
                return FoundGo{std::move(path), folder, ours};
            }
        }
    }
    return std::nullopt;
}

std::string home_of_shim(os::Host& host, const FoundGo& go) {
    const auto folder = os::normalize(go.folder);
    if (os::filename(folder) != "shims") {
        return {};
    }
    std::string home(os::parent(folder));
    const bool is_home = exists(host, os::join(home, "receipts")) ||
                         exists(host, os::join(folder, "govern" + std::string(os::k_exe_suffix)));
    return is_home ? home : std::string();
}

std::string origin_of_go(os::Host& host, const FoundGo& go) {
    if (const auto home = home_of_shim(host, go); !home.empty()) {
        return "another govern home, " + home;
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
    if (k_windows && folder.ends_with(":/go/bin/")) {
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
        return shell::path_to_type(layout.shims(), shell, k_windows);
    }
    auto file = os::join(os::join(layout.home(), "shell"), shell::init_file_name(shell));
    if (k_windows && shell != shell::Shell::pwsh) {
        file = shell::msys_path(file);
    }
    return (shell == shell::Shell::fish ? "source " : ". ") + shell::quote(file, shell);
}

std::optional<Message> look_up_go(os::Host& host, os::UserEnvironment& user_environment,
                                  const Layout& layout) {
    const auto shell = calling_shell(host, user_environment);
    auto entries = host.environment.path_entries();
    if (shell == shell::Shell::cmd && !host.environment.has("NoDefaultCurrentDirectoryInExePath")) {
        entries.insert(entries.begin(), host.current_folder); // where cmd looks first
    }
    const auto found = find_go(host, layout, entries);
    if (found && found->ours) {
        return std::nullopt;
    }
    bool on_path = false;
    for (const auto& entry : entries) {
        on_path = on_path || shell::same_entry(entry, layout.shims(), k_windows);
    }
    const bool set_up = is_set_up(host, user_environment, layout);
    const auto stored =
        found ? stored_in(host, user_environment, found->folder) : std::string_view();

    std::string command = "govern setup";
    const bool in_current_folder =
        found && shell == shell::Shell::cmd && found->folder == host.current_folder;
    if (in_current_folder) {
        command = "set NoDefaultCurrentDirectoryInExePath=1";
    } else if (!found && on_path) {
        const auto sdks = host.files.list(layout.receipts());
        command = sdks && !sdks->empty() ? "govern doctor --fix" : "govern install latest";
    } else if (stored == "the machine PATH" && set_up &&
               !reads_profile(host, user_environment, shell)) {
        // The machine's PATH beats the user's, and no profile mends it. Another home there is
        // meant.
        command = home_of_shim(host, *found).empty()
                      ? "govern doctor --fix"
                      : line_for_now(host, user_environment, layout, shell);
    } else if (set_up && !on_path) {
        command = line_for_now(host, user_environment, layout, shell);
    }
    const std::string position =
        !found && on_path ? "are on PATH, but have no go"
        : on_path         ? "come later on PATH"
        : set_up          ? "are not on the PATH of this shell: it was opened before setup"
                          : "are not on PATH";
    Message warning(found ? msg::go_shadowed : msg::go_not_found);
    if (found) {
        auto origin = in_current_folder ? "the current folder, where cmd looks first"
                                        : origin_of_go(host, *found);
        if (!stored.empty()) {
            origin += (origin.empty() ? "" : ", on ") + std::string(stored);
        }
        warning.with("found", found->path).with("origin", origin);
    }
    return std::move(warning)
        .with("shims", layout.shims())
        .with("position", position)
        .with("command", command);
}

std::optional<Message> look_up_go(os::Host& host, const Layout& layout) {
    const auto user_environment = os::real_user_environment();
    return look_up_go(host, *user_environment, layout);
}

} // namespace govern::ops
