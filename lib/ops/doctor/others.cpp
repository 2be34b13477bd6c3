#include "base/path.hpp"
#include "doctor/examination.hpp"
#include "ops/sdk/adopt.hpp"
#include "ops/sdk/messages.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace govern::ops {

namespace {

struct OtherManager {
    const char* base;   ///< the variable that names the folder above
    const char* folder; ///< below it
    const char* name;
};
constexpr const char* k_home = path::k_windows ? "USERPROFILE" : "HOME";
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
/// The places where managers keep the link (on Windows a junction) to the version in use.
constexpr std::array k_links = {"", "go", "current", "version"};

bool is_there(Examination& exam, const std::string& path) {
    return exam.context.host.files.kind(path).has_value();
}

/// `PATH -> TARGET` of the first link; empty if there is none.
std::string link_of(Examination& exam, const std::string& folder) {
    for (const auto* name : k_links) {
        const auto path = *name == '\0' ? folder : path::join(folder, name);
        if (exam.context.host.files.kind(path) == os::FileInfo::Kind::link) {
            const auto target = exam.context.host.files.canonical(path);
            return path + " -> " + (target ? *target : std::string("nowhere"));
        }
    }
    return {};
}

/// ~/sdk is a name that others use too.
bool holds_go(Examination& exam, const OtherManager& manager, const std::string& path) {
    const auto entries = exam.context.host.files.list(path);
    return std::string_view(manager.folder) != "sdk" || !entries ||
           std::any_of(entries->begin(), entries->end(),
                       [](const auto& entry) { return entry.starts_with("go1"); });
}

void examine_managers(Examination& exam) {
    std::vector<std::string> told; // two variables may name one folder
    for (const auto& manager : k_managers) {
        const auto base = exam.environment().get(manager.base);
        const auto path = base ? path::normalize(path::join(*base, manager.folder)) : std::string();
        const bool known = std::any_of(told.begin(), told.end(), [&](const std::string& one) {
            return path::same_path(one, path);
        });
        if (path.empty() || known || !is_there(exam, path) || !holds_go(exam, manager, path) ||
            path::is_within(exam.context.layout.home(), path)) {
            continue;
        }
        told.push_back(path);
        Message message(msg::doctor_other_manager);
        message.with("path", path).with("name", manager.name);
        if (auto link = link_of(exam, path); !link.empty()) {
            message.with("link", std::move(link));
        }
        exam.found(std::move(message), Weight::note);
    }
}

/// In one line, and only where it would save a download.
void examine_adoptable(Examination& exam) {
    if (const auto count = count_adoptable(exam.context); count > 0) {
        exam.note(Message(msg::adoptable).with("count", std::to_string(count)));
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
        exam.found(std::move(message), Weight::note);
        listed = true;
    }
    // A Go that an uninstall left behind, or that was copied there.
    for (const auto* variable : {"ProgramFiles", "ProgramFiles(x86)"}) {
        const auto base = exam.environment().get(variable);
        const auto folder = base ? path::join(*base, "Go") : std::string();
        if (!folder.empty() && !listed && is_there(exam, folder)) {
            exam.found(Message(msg::doctor_installer_left).with("path", folder), Weight::note);
        }
    }
}

/// App Execution Aliases are empty programs; Windows starts a Store app, or the Store, for
/// them.
void examine_aliases(Examination& exam) {
    const auto base = exam.environment().get("LOCALAPPDATA");
    if (!base) {
        return;
    }
    const auto folder = path::join(path::join(path::join(*base, "Microsoft"), "WindowsApps"), "");
    for (const auto* name : {"go.exe", "gofmt.exe", "govern.exe"}) {
        const auto path = path::join(folder, name);
        const auto info = exam.context.host.files.info(path);
        if (info && *info && (*info)->size == 0) {
            exam.found(Message(msg::doctor_alias).with("path", path), Weight::note);
        }
    }
}

/// The program that Scoop's stand-in starts: it keeps `path = "..."` in a file beside itself.
std::string behind_scoop(Examination& exam, const std::string& program) {
    constexpr std::size_t k_few = 4096;
    const auto stem = program.substr(0, program.size() - path::k_exe_suffix.size());
    const auto text = exam.context.host.files.read(stem + ".shim", k_few);
    const auto from = text ? text->find('"') : std::string::npos;
    const auto to = from == std::string::npos ? from : text->find('"', from + 1);
    return to == std::string::npos ? program : text->substr(from + 1, to - from - 1);
}

/// A govern on PATH that is not the running one: after an update the copy beside the shims is
/// older.
void examine_governs(Examination& exam) {
    constexpr std::size_t k_most = std::size_t{64} << 20;
    auto& files = exam.context.host.files;
    const auto own = files.read(exam.program, k_most);
    std::vector<std::string> told;
    for (const auto& entry : exam.environment().path_entries()) {
        const auto path =
            path::normalize(path::join(entry, "govern" + std::string(path::k_exe_suffix)));
        const auto program = behind_scoop(exam, path);
        const auto other = files.read(program, k_most);
        const bool differs = own && other && !other->empty() && *other != *own;
        if (differs && std::find(told.begin(), told.end(), program) == told.end()) {
            told.push_back(program);
            exam.found(Message(msg::doctor_other_govern)
                           .with("path", program)
                           .with("program", exam.program),
                       Weight::note);
        }
    }
}

} // namespace

void examine_others(Examination& exam) {
    examine_installers(exam);
    examine_managers(exam);
    examine_adoptable(exam);
    examine_governs(exam);
    if (path::k_windows) {
        examine_aliases(exam);
    }
}

} // namespace govern::ops
