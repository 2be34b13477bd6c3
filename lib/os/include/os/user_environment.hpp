#pragma once

#include "base/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::os {

/// What outlives a session: the variables that Windows keeps in its registry and hands to new
/// processes, and the few facts about the account that `setup` needs. POSIX systems keep no such
/// variables: there every value is absent and set() fails.
///
/// Registry facts: HKCU\Environment and HKLM\SYSTEM\CurrentControlSet\Control\Session
/// Manager\Environment; a process gets the machine's PATH, then the user's
/// (learn.microsoft.com, "User Environment Variables").
class UserEnvironment {
public:
    enum class Scope { user, machine };
    enum class Folder {
        documents,    ///< where PowerShell looks for profiles; may be redirected (OneDrive)
        program_data, ///< %ProgramData%
    };
    struct Value {
        std::string text;        ///< UTF-8, exactly as stored: `%NAME%` not expanded
        bool expandable = false; ///< REG_EXPAND_SZ
        friend bool operator==(const Value&, const Value&) = default;
    };

    virtual ~UserEnvironment() = default;

    /// False where the platform has no such store (POSIX).
    [[nodiscard]] virtual bool has_store() const = 0;
    /// The stored value; nothing where there is none.
    virtual Result<std::optional<Value>> get(Scope scope, std::string_view name) = 0;
    /// Stores it. msg::environment_not_writable where this account may not.
    virtual Result<void> set(Scope scope, std::string_view name, const Value& value) = 0;
    /// Fine if absent.
    virtual Result<void> remove(Scope scope, std::string_view name) = 0;
    /// Tells running programs (Explorer, terminals) that variables changed: WM_SETTINGCHANGE.
    virtual void announce() = 0;
    /// A known folder of this account; nothing where the platform has no such thing.
    [[nodiscard]] virtual std::optional<std::string> folder(Folder folder) = 0;
    /// True for an elevated administrator, or root.
    [[nodiscard]] virtual bool is_administrator() = 0;
    /// The effective policy for running scripts of `powershell` (5.1) or, with `core`, of
    /// PowerShell 7, as far as the registry tells: `Restricted`, `AllSigned`, `RemoteSigned` …;
    /// nothing elsewhere.
    [[nodiscard]] virtual std::optional<std::string> execution_policy(bool core) = 0;
    /// The file names of the program that started this one and, on Windows, of up to three that
    /// started that, nearest first, without `.exe`, lower case: `bash`, `cmd`, `pwsh`. A starter in
    /// between (Scoop's shims) need not be the shell. Empty where it cannot be told.
    [[nodiscard]] virtual std::vector<std::string> starters() = 0;
    /// UTF-8 lines as a batch file must hold them so that the cmd that called us reads them right:
    /// in its console's code page where that has all characters, else between two `chcp`. Elsewhere
    /// the text itself.
    [[nodiscard]] virtual std::string for_batch_file(std::string_view text) = 0;
    /// Takes all rights but the owner's away: on Windows SYSTEM and Administrators full, Users
    /// read and execute, nothing inherited; elsewhere root's and 0755. The folder must exist.
    virtual Result<void> protect_folder(const std::string& path) = 0;
    /// Lets only the owner (on Windows SYSTEM and Administrators too) into the folder: for copies
    /// of profiles, which may hold secrets.
    virtual Result<void> hide_folder(const std::string& path) = 0;
};

/// The keys that hold the variables, below HKEY_CURRENT_USER and HKEY_LOCAL_MACHINE. Only tests
/// name others.
struct EnvironmentKeys {
    std::string user = "Environment";
    std::string machine = "SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";
};

[[nodiscard]] std::unique_ptr<UserEnvironment> real_user_environment(EnvironmentKeys keys = {});

} // namespace govern::os
