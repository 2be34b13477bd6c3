#pragma once

#include "os/user_environment.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// Changes of HKEY_LOCAL_MACHINE that only an administrator may make, as a PowerShell script
/// that 5.1 and 7 read alike. Each change is made only where the value still is what it was when
/// the script was written, so that neither the script nor its undo runs over what somebody changed
/// since.
class AdminScript {
public:
    /// A variable of the machine; nothing: it is not there.
    void change_variable(std::string_view name,
                         const std::optional<os::UserEnvironment::Value>& before,
                         const std::optional<os::UserEnvironment::Value>& after);
    /// LongPathsEnabled becomes 1; by the undo 0, which is the same as not there.
    void allow_long_paths();

    [[nodiscard]] bool empty() const { return m_changes.empty(); }
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string undo() const;

private:
    struct Change {
        std::string key;
        std::string name;
        std::string before; ///< PowerShell expressions; `$null`: the value is not there
        std::string after;
        std::string kind_before;
        std::string kind_after;
    };
    [[nodiscard]] std::string script(bool undo) const;
    std::vector<Change> m_changes;
};

} // namespace govern::ops
