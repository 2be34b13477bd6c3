#include "ops/sdk/go_places.hpp"

#include "base/path.hpp"
#include "base/path_list.hpp"
#include "base/text.hpp"
#include "config/config.hpp"
#include "sdk/source_tree.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace govern::ops {

namespace {

/// A component of `pattern` that ends with `*` stands for every name that begins so.
struct Place {
    const char* base; ///< the variable that names the folder above; "": the pattern is absolute
    const char* pattern;
    const char* manager;
};

constexpr const char* k_user = path::k_windows ? "USERPROFILE" : "HOME";

constexpr std::array k_places = {
    Place{k_user, "sdk/*", "golang.org/dl"},
    Place{"GOENV_ROOT", "versions/*", "goenv"},
    Place{k_user, ".goenv/versions/*", "goenv"},
    Place{k_user, ".g/versions/*", "g"},
    Place{k_user, ".g/go/*", "g"},
    Place{k_user, ".gobrew/versions/*/go", "gobrew"},
    Place{k_user, ".go/*", "goup"},
    Place{"GOUP_HOME", "*", "goup-rs"},
    Place{"GOUP_HOME", "versions/*", "goup-rs"},
    Place{k_user, ".goup/*", "goup-rs"},
    Place{k_user, ".goup/versions/*", "goup-rs"},
    Place{"GVM_ROOT", "gos/*", "gvm"},
    Place{k_user, ".gvm/gos/*", "gvm"},
    Place{"MISE_DATA_DIR", "installs/go/*", "mise"},
    Place{"XDG_DATA_HOME", "mise/installs/go/*", "mise"},
    Place{k_user, ".local/share/mise/installs/go/*", "mise"},
    Place{"LOCALAPPDATA", "mise/installs/go/*", "mise"},
    Place{"ASDF_DATA_DIR", "installs/golang/*/go", "asdf"},
    Place{k_user, ".asdf/installs/golang/*/go", "asdf"},
    Place{"VFOX_HOME", "cache/golang/*/*", "vfox"},
    Place{k_user, ".version-fox/cache/golang/*/*", "vfox"},
    Place{k_user, ".vfox/cache/golang/*/*", "vfox"},
    Place{k_user, ".vfox/sdks/golang", "vfox"},
    Place{k_user, ".proto/tools/go/*", "proto"},
    Place{k_user, "scoop/apps/go*/*", "Scoop"},
    Place{"SCOOP", "apps/go*/*", "Scoop"},
    Place{"SCOOP_GLOBAL", "apps/go*/*", "Scoop, for every account"},
    Place{"ProgramData", "scoop/apps/go*/*", "Scoop, for every account"},
    Place{"ProgramData", "chocolatey/lib/golang*/tools/*", "Chocolatey"},
    Place{"ProgramFiles", "Go", "Go's installer"},
    Place{"ProgramFiles(x86)", "Go", "Go's installer"},
    Place{"SystemDrive", "Go", "Go's installer"},
    Place{"SystemDrive", "tools/go", "Chocolatey"},
    Place{"SystemDrive", "hostedtoolcache/windows/go/*/*", "setup-go"},
    Place{"RUNNER_TOOL_CACHE", "go/*/*", "setup-go"},
    Place{"AGENT_TOOLSDIRECTORY", "go/*/*", "setup-go"},
};

constexpr std::array k_posix_places = {
    Place{"", "/usr/local/go", "the archive from go.dev"},
    Place{"", "/opt/go", "the archive from go.dev"},
    Place{"", "/opt/hostedtoolcache/go/*/*", "setup-go"},
};

/// Places of systems that build Go themselves.
constexpr std::array k_distributions = {
    Place{"", "/usr/lib/go*", "the system's packages"},
    Place{"", "/usr/lib/golang", "the system's packages"},
    Place{"", "/usr/lib64/go/*", "the system's packages"},
    Place{"", "/usr/local/Cellar/go*/*/libexec", "Homebrew"},
    Place{"", "/opt/homebrew/Cellar/go*/*/libexec", "Homebrew"},
    Place{"", "/home/linuxbrew/.linuxbrew/Cellar/go*/*/libexec", "Homebrew"},
    Place{"", "/snap/go/*", "snap"},
};

class Finder {
public:
    explicit Finder(Context& context) : m_context(context), m_files(context.host.files) {}

    void look_at(const Place& place) {
        std::string base;
        if (*place.base != '\0') {
            const auto value = m_context.host.environment.get(place.base);
            if (!value) {
                return;
            }
            base = *value;
            if (path::k_windows && base.ends_with(':')) { // SystemDrive
                base += path::k_separator;
            }
            if (!path::is_absolute(base)) {
                return;
            }
        }
        expand(base, place.pattern, place);
    }

    void look_at_modules() {
        for (const auto& cache : module_caches()) {
            expand(cache, "golang.org/toolchain@*", {"", "", "Go's module cache"});
        }
    }

    /// `folder` is a GOROOT, or nothing happens. True if it is one.
    bool add(const std::string& folder, const Place& place) {
        if (!is_goroot(m_files, folder)) {
            return false;
        }
        const auto real = m_files.canonical(folder).value_or(path::normalize(folder));
        if (path::is_within(real, m_context.layout.home()) || path::is_within(real, real_home())) {
            return false;
        }
        if (m_seen.insert(path::k_names_ignore_case ? to_lower(real) : real).second) {
            const bool is_link = m_files.kind(folder) == os::FileInfo::Kind::link;
            m_out.push_back({is_link ? real : path::normalize(folder), place.manager,
                             is_of_distribution(real)});
        }
        return true;
    }

    std::vector<PlacedGo> take() { return std::move(m_out); }

private:
    void expand(const std::string& folder, std::string_view pattern, const Place& place) {
        if (pattern.empty()) {
            add(folder, place);
            return;
        }
        const auto slash = pattern.find('/', folder.empty() ? 1 : 0);
        const auto part = pattern.substr(0, slash);
        const auto rest = slash == pattern.npos ? std::string_view() : pattern.substr(slash + 1);
        if (!part.ends_with('*')) {
            const auto below = folder.empty() ? std::string(part) : path::join(folder, part);
            if (m_files.kind(below)) {
                expand(below, rest, place);
            }
            return;
        }
        auto names = m_files.list(folder).value_or(std::vector<std::string>());
        std::sort(names.begin(), names.end());
        for (const auto& name : names) {
            if (name.starts_with(part.substr(0, part.size() - 1))) {
                expand(path::join(folder, name), rest, place);
            }
        }
    }

    [[nodiscard]] std::vector<std::string> module_caches() {
        auto& host = m_context.host;
        const auto named = config::go_variable(host, "GOMODCACHE");
        if (!named.empty()) {
            return {named};
        }
        std::vector<std::string> out;
        const auto paths = config::go_variable(host, "GOPATH");
        for (const auto& entry : path::folders_of_list(paths, path::k_windows)) {
            if (path::is_absolute(entry)) {
                out.push_back(path::join(entry, "pkg/mod"));
            }
        }
        const auto user = host.environment.get(k_user);
        if (user) { // also beside a GOPATH: goenv sets one for each version
            out.push_back(path::join(*user, "go/pkg/mod"));
        }
        return out;
    }

    [[nodiscard]] bool is_of_distribution(const std::string& real) const {
        std::string shown = real;
        std::replace(shown.begin(), shown.end(), path::k_separator, '/');
        constexpr std::array<std::string_view, 6> k_roots = {
            "/usr/lib/", "/usr/lib64/", "/usr/share/", "/snap/", "/nix/store/", "/gnu/store/"};
        return !path::k_windows &&
               (shown.find("/Cellar/") != std::string::npos ||
                std::any_of(k_roots.begin(), k_roots.end(),
                            [&](std::string_view root) { return shown.starts_with(root); }));
    }

    const std::string& real_home() {
        if (m_real_home.empty()) {
            const auto& home = m_context.layout.home();
            m_real_home = m_files.canonical(home).value_or(home);
        }
        return m_real_home;
    }

    Context& m_context;
    os::Files& m_files;
    std::string m_real_home;
    std::set<std::string> m_seen;
    std::vector<PlacedGo> m_out;
};

} // namespace

std::vector<PlacedGo> placed_gos(Context& context) {
    Finder finder(context);
    for (const auto& place : k_places) {
        finder.look_at(place);
    }
    finder.look_at_modules();
    if (!path::k_windows) {
        for (const auto& place : k_posix_places) {
            finder.look_at(place);
        }
        for (const auto& place : k_distributions) {
            finder.look_at(place);
        }
    }
    return finder.take();
}

std::vector<PlacedGo> gos_at(Context& context, const std::string& path) {
    Finder finder(context);
    const Place typed{"", "", ""};
    if (finder.add(path, typed)) {
        return finder.take();
    }
    auto names = context.host.files.list(path).value_or(std::vector<std::string>());
    std::sort(names.begin(), names.end());
    for (const auto& name : names) {
        const auto child = path::join(path, name);
        if (!finder.add(child, typed)) {
            finder.add(path::join(child, "go"), typed);
        }
    }
    return finder.take();
}

} // namespace govern::ops
