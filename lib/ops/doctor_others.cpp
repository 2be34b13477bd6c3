#include "examination.hpp"
#include "os/path.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace govern::ops {

namespace {

constexpr bool k_windows = os::k_separator == '\\';

struct OtherManager {
    const char* base;   ///< the variable that names the folder above
    const char* folder; ///< below it
    const char* name;
};
constexpr const char* k_home = k_windows ? "USERPROFILE" : "HOME";
constexpr std::array k_managers = {
    OtherManager{k_home, ".goenv", "goenv"},
    OtherManager{k_home, ".gvm", "gvm"},
    OtherManager{k_home, ".g", "g"},
    OtherManager{k_home, ".gobrew", "gobrew"},
    OtherManager{k_home, ".go", "goup or g"},
    OtherManager{k_home, ".asdf/installs/golang", "asdf"},
    OtherManager{k_home, ".local/share/mise/installs/go", "mise"},
    OtherManager{k_home, ".version-fox/cache/golang", "vfox"},
    OtherManager{k_home, ".vfox/cache/golang", "vfox"},
    OtherManager{k_home, ".vfox/sdks/golang", "vfox"},
    OtherManager{k_home, ".goup", "goup"},
    OtherManager{k_home, ".proto/tools/go", "proto"},
    OtherManager{k_home, "sdk", "golang.org/dl"},
    OtherManager{k_home, "scoop/apps/go", "Scoop"},
    OtherManager{"SCOOP", "apps/go", "Scoop"},
    OtherManager{"SCOOP_GLOBAL", "apps/go", "Scoop, for every account"},
    OtherManager{"LOCALAPPDATA", "mise/installs/go", "mise"},
    OtherManager{"ProgramData", "chocolatey/lib/golang", "Chocolatey"},
    OtherManager{"ProgramData", "scoop/apps/go", "Scoop, for every account"},
};
/// Where managers keep the link (on Windows a junction) to the version in use.
constexpr std::array k_links = {"", "go", "current", "version"};

bool is_there(Examination& exam, const std::string& path) {
    const auto info = exam.context.host.files.info(path);
    return info && *info;
}

/// `PATH -> TARGET` of the first link; empty where there is none.
std::string link_of(Examination& exam, const std::string& folder) {
    for (const auto* name : k_links) {
        const auto path = *name == '\0' ? folder : os::join(folder, name);
        const auto info = exam.context.host.files.info(path);
        if (info && *info && (*info)->kind == os::FileInfo::Kind::link) {
            const auto target = exam.context.host.files.canonical(path);
            return path + " -> " + (target ? *target : std::string("nowhere"));
        }
    }
    return {};
}

void examine_managers(Examination& exam) {
    std::vector<std::string> told; // two variables may name one folder
    for (const auto& manager : k_managers) {
        const auto base = exam.environment().get(manager.base);
        const auto path = base ? os::normalize(os::join(*base, manager.folder)) : std::string();
        const bool known = std::any_of(told.begin(), told.end(), [&](const std::string& one) {
            return os::same_path(one, path);
        });
        if (path.empty() || known || !is_there(exam, path) ||
            os::is_within(exam.context.layout.home(), path)) {
            continue;
        }
        told.push_back(path);
        Message message(msg::doctor_other_manager);
        message.with("path", path).with("name", manager.name);
        if (auto link = link_of(exam, path); !link.empty()) {
            message.with("link", std::move(link));
        }
        exam.found(std::move(message));
    }
}

void examine_installers(Examination& exam) {
    bool listed = false;
    for (const auto& go : exam.facts.installed_go) {
        Message message(msg::doctor_installer);
        message.with("name", go.name)
            .with("command", go.remove)
            .with("whom", go.of_account ? "this account" : "every account of this machine");
        if (!go.folder.empty()) {
            message.with("folder", go.folder);
        }
        exam.found(std::move(message));
        listed = true;
    }
    // What an uninstall left behind, or somebody copied there.
    for (const auto* variable : {"ProgramFiles", "ProgramFiles(x86)"}) {
        const auto base = exam.environment().get(variable);
        const auto folder = base ? os::join(*base, "Go") : std::string();
        if (!folder.empty() && !listed && is_there(exam, folder)) {
            exam.found(Message(msg::doctor_installer_left).with("path", folder));
        }
    }
}

/// App Execution Aliases are programs of no bytes; Windows starts a Store app, or the Store, for
/// them.
void examine_aliases(Examination& exam) {
    const auto base = exam.environment().get("LOCALAPPDATA");
    if (!base) {
        return;
    }
    const auto folder = os::join(os::join(os::join(*base, "Microsoft"), "WindowsApps"), "");
    for (const auto* name : {"go.exe", "gofmt.exe", "govern.exe"}) {
        const auto path = os::join(folder, name);
        const auto info = exam.context.host.files.info(path);
        if (info && *info && (*info)->size == 0) {
            exam.found(Message(msg::doctor_alias).with("path", path));
        }
    }
}

} // namespace

void examine_others(Examination& exam) {
    examine_installers(exam);
    examine_managers(exam);
    if (k_windows) {
        examine_aliases(exam);
    }
}

} // namespace govern::ops
