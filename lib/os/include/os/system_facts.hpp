#pragma once

#include <optional>
#include <string>
#include <vector>

namespace govern::os {

/// A Go that the system's own installer put there: on Windows the MSI, on macOS the package.
struct InstalledGo {
    std::string name;        ///< as the system lists it: `Go Programming Language amd64 go1.22.5`
    std::string folder;      ///< empty if the installer did not keep it
    std::string remove;      ///< the command that removes it
    bool of_account = false; ///< for the account that asks alone
    friend bool operator==(const InstalledGo&, const InstalledGo&) = default;
};

/// Facts that the machine keeps about itself, apart from variables, and that `doctor` reports.
struct SystemFacts {
    std::vector<InstalledGo> installed_go;
    /// True if programs may use paths over 260 characters; nothing if no switch decides it.
    std::optional<bool> long_paths;
    /// Microsoft Defender looks at each file that is opened, as far as the registry tells.
    bool defender = false;
};

/// Reads only, and needs no rights.
[[nodiscard]] SystemFacts system_facts();

} // namespace govern::os
