#include "os/system_facts.hpp"

#include "system/registry_windows.hpp"

#include <algorithm>

namespace govern::os {

namespace {

constexpr const char* k_uninstall = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall";

void add_installed(HKEY root, REGSAM view, std::vector<InstalledGo>& out) {
    for (const auto& product : keys_below(root, k_uninstall, view)) {
        const auto key = std::string(k_uninstall) + '\\' + product;
        auto name = read_text(root, key, "DisplayName", view);
        if (!name.starts_with("Go Programming Language")) {
            continue;
        }
        // Windows Installer names the key by the product's GUID.
        auto remove = product.starts_with('{') ? "msiexec /x " + product
                                               : read_text(root, key, "UninstallString", view);
        InstalledGo found{std::move(name), read_text(root, key, "InstallLocation", view),
                          std::move(remove), root == HKEY_CURRENT_USER};
        if (std::find(out.begin(), out.end(), found) ==
            out.end()) { // HKCU has one half for both views
            out.push_back(std::move(found));
        }
    }
}

bool is_defender_on() {
    constexpr DWORD disabled = 4; // SERVICE_DISABLED
    const auto start =
        read_number(HKEY_LOCAL_MACHINE, "SYSTEM\\CurrentControlSet\\Services\\WinDefend", "Start");
    if (!start || *start == disabled) {
        return false;
    }
    for (const auto* key : {"SOFTWARE\\Policies\\Microsoft\\Windows Defender\\Real-Time Protection",
                            "SOFTWARE\\Microsoft\\Windows Defender\\Real-Time Protection"}) {
        if (read_number(HKEY_LOCAL_MACHINE, key, "DisableRealtimeMonitoring").value_or(0) != 0) {
            return false;
        }
    }
    return true;
}

} // namespace

SystemFacts system_facts() {
    SystemFacts facts;
    for (const auto view : {REGSAM{KEY_WOW64_64KEY}, REGSAM{KEY_WOW64_32KEY}}) {
        add_installed(HKEY_LOCAL_MACHINE, view, facts.installed_go);
        add_installed(HKEY_CURRENT_USER, view, facts.installed_go);
    }
    facts.long_paths =
        read_number(HKEY_LOCAL_MACHINE, "SYSTEM\\CurrentControlSet\\Control\\FileSystem",
                    "LongPathsEnabled")
            .value_or(0) != 0;
    facts.defender = is_defender_on();
    return facts;
}

} // namespace govern::os
