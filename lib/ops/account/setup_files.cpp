// The files that setup writes and edits.

#include "ops/account/setup.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "shell/init.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

using shell::Shell;

constexpr std::size_t k_max_written = 1 << 20;
constexpr std::size_t k_max_profile = 4 << 20;

bool exists(os::Host& host, const std::string& path) {
    return host.files.kind(path).has_value();
}

/// A folder below another, names separated by `/`.
std::string below(std::string folder, std::string_view names) {
    for (const auto name : split(names, '/')) {
        folder = path::join(folder, name);
    }
    return folder;
}

/// The folders of profiles; empty if the account has no such folder (a service's often has none).
std::string home_folder(os::Host& host) {
    auto home =
        host.environment.get("HOME").value_or(host.environment.get("USERPROFILE").value_or(""));
    return path::is_absolute(home) && exists(host, home) ? home : std::string();
}

class Chooser {
public:
    Chooser(os::Host& host, os::UserEnvironment& stored, const SetupRequest& request)
        : m_host(host), m_stored(stored), m_request(request), m_home(home_folder(host)) {}

    std::vector<ProfileFile> of_user() {
        if (m_home.empty()) {
            return {};
        }
        bash();
        zsh();
        fish();
        if (path::k_windows) {
            windows_powershell();
        } else if (wants(Shell::pwsh) || exists(m_host, below(m_home, ".config/powershell"))) {
            add(below(m_home, ".config/powershell/profile.ps1"), Shell::pwsh);
        }
        return std::move(m_files);
    }

    /// The files that shells read for every account; the first is ours alone.
    std::vector<ProfileFile> of_machine() {
        const auto etc = m_request.system_root + "/etc";
        add(etc + "/profile.d/govern.sh", Shell::sh);
        add_if_there(etc + "/bash.bashrc", Shell::bash);
        for (const auto* const name : {"/zsh/zshenv", "/zshenv", "/zsh/zshrc", "/zshrc"}) {
            add_if_there(etc + name, Shell::zsh);
        }
        if (exists(m_host, etc + "/fish")) {
            add(etc + "/fish/conf.d/govern.fish", Shell::fish);
        }
        return std::move(m_files);
    }

private:
    /// The login shell or the calling one.
    [[nodiscard]] bool wants(Shell shell) const {
        return m_request.calling_shell == shell ||
               shell::parse_shell(m_host.environment.get("SHELL").value_or("")) == shell;
    }
    void add(std::string path, Shell shell) { m_files.push_back({std::move(path), shell}); }
    void add_if_there(const std::string& path, Shell shell) {
        if (exists(m_host, path)) {
            add(path, shell);
        }
    }

    /// Interactive shells read .bashrc; login shells the first of three others, which may be sh's.
    void bash() {
        const auto rc = below(m_home, ".bashrc");
        const bool used = wants(Shell::bash) || exists(m_host, rc);
        if (used) {
            add(rc, Shell::bash);
        }
        for (const auto* const name : {".bash_profile", ".bash_login"}) {
            if (exists(m_host, below(m_home, name))) {
                add(below(m_home, name), Shell::bash);
                return;
            }
        }
        const auto profile = below(m_home, ".profile");
        if (!path::k_windows || used) {
            add(profile, Shell::sh);
        }
    }

    /// Every zsh reads .zshenv, also `zsh -c` and what ssh starts. Interactive ones read .zshrc
    /// too, after the files in between that may put other folders first.
    void zsh() {
        const auto folder = m_host.environment.get("ZDOTDIR").value_or(m_home);
        const auto rc = below(folder, ".zshrc");
        if (wants(Shell::zsh) || exists(m_host, rc)) {
            add(below(folder, ".zshenv"), Shell::zsh);
            add(rc, Shell::zsh);
        }
    }

    void fish() {
        const auto named = m_host.environment.get("XDG_CONFIG_HOME");
        const auto config = named && path::is_absolute(*named) ? *named : below(m_home, ".config");
        if (wants(Shell::fish) || exists(m_host, below(config, "fish"))) {
            add(below(config, "fish/conf.d/govern.fish"), Shell::fish);
        }
        // Read after conf.d, so what it puts first on PATH would stand before the shims.
        const auto own = below(config, "fish/config.fish");
        const auto text = m_host.files.read(own, k_max_profile);
        if (text && to_lower(*text).find("path") != text->npos) {
            add(own, Shell::fish);
        }
    }

    /// $PROFILE.CurrentUserAllHosts of 5.1, which every Windows has, and of 7, where it is there.
    void windows_powershell() {
        const auto documents = m_stored.folder(os::UserEnvironment::Folder::documents);
        if (!documents) {
            return;
        }
        add(below(*documents, "WindowsPowerShell/profile.ps1"), Shell::pwsh);
        const bool has_seven = m_host.processes.find("pwsh", m_host.environment).has_value() ||
                               exists(m_host, below(*documents, "PowerShell"));
        if (has_seven) {
            add(below(*documents, "PowerShell/profile.ps1"), Shell::pwsh);
        }
    }

    os::Host& m_host;
    os::UserEnvironment& m_stored;
    const SetupRequest& m_request;
    std::string m_home;
    std::vector<ProfileFile> m_files;
};

Result<void> write_if_other(os::Host& host, const std::string& path, const std::string& content) {
    const auto before = host.files.read(path, k_max_written);
    return before && *before == content ? Result<void>() : host.files.write_atomic(path, content);
}

} // namespace

std::vector<ProfileFile> profile_files(os::Host& host, os::UserEnvironment& stored,
                                       const SetupRequest& request) {
    Chooser chooser(host, stored, request);
    if (request.scope == SetupScope::user) {
        return chooser.of_user();
    }
    return path::k_windows ? std::vector<ProfileFile>() : chooser.of_machine();
}

shell::InitPaths init_paths(const os::Host& host, const Layout& layout) {
    auto program = path::join(layout.shims(), "govern" + std::string(path::k_exe_suffix));
    if (!host.files.kind(program)) { // `init` by hand in a home without shims
        program = host.machine.program().value_or(program);
    }
    return {program, layout.shims(), path::join(layout.shell_files(), "govern.ps1"),
            path::k_windows};
}

Result<void> write_shell_files(os::Host& host, const Layout& layout) {
    const auto folder = layout.shell_files();
    GOVERN_TRY(host.files.make_folders(folder));
    const auto paths = init_paths(host, layout);
    for (const auto shell : {Shell::bash, Shell::zsh, Shell::sh, Shell::fish, Shell::pwsh}) {
        GOVERN_TRY_ASSIGN(const auto code, shell::init_code(paths, shell));
        GOVERN_TRY(write_if_other(host, path::join(folder, shell::init_file_name(shell)), code));
    }
    GOVERN_TRY(write_if_other(host, paths.script, shell::pwsh_script(paths)));
    if (!path::k_windows) {
        return {};
    }
    GOVERN_TRY(host.files.make_folders(layout.shims()));
    return write_if_other(host, path::join(layout.shims(), "govern-use.cmd"),
                          shell::cmd_use_script());
}

std::string machine_home(os::UserEnvironment& stored) {
    const auto program_data = stored.folder(os::UserEnvironment::Folder::program_data);
    return program_data ? path::join(*program_data, "govern") : "/opt/govern";
}

} // namespace govern::ops
