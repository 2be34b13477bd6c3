#pragma once

#include "base/result.hpp"
#include "os/messages.hpp"

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

    /// False if the platform has no such store (POSIX).
    [[nodiscard]] virtual bool has_store() const = 0;
    /// The stored value; nothing if there is none.
    virtual Result<std::optional<Value>> get(Scope scope, std::string_view name) const = 0;
    /// Stores it. msg::environment_not_writable where this account may not.
    virtual Result<void> set(Scope scope, std::string_view name, const Value& value) = 0;
    /// Fine if absent.
    virtual Result<void> remove(Scope scope, std::string_view name) = 0;
    /// Tells running programs (Explorer, terminals) that variables changed: WM_SETTINGCHANGE.
    virtual void announce() = 0;
    /// A known folder of this account; nothing if the platform has no such thing.
    [[nodiscard]] virtual std::optional<std::string> folder(Folder folder) const = 0;
    /// True for an elevated administrator, or root.
    [[nodiscard]] virtual bool is_administrator() const = 0;
    /// The effective policy for running scripts of `powershell` (5.1) or, with `core`, of
    /// PowerShell 7, as far as the registry tells: `Restricted`, `AllSigned`, `RemoteSigned` …;
    /// nothing elsewhere.
    [[nodiscard]] virtual std::optional<std::string> execution_policy(bool core) const = 0;
    /// The file names of the program that started this one and of those above it, nearest first,
    /// without `.exe`, lower case: `bash`, `cmd`, `pwsh`; `pwsh` also for `dotnet …/pwsh.dll`. On
    /// Windows up to four, as a starter in between (Scoop's shims) need not be the shell; elsewhere
    /// as far as programs such as sudo, timeout and make start others. Empty if it cannot be
    /// told.
    [[nodiscard]] virtual std::vector<std::string> starters() const = 0;
    /// On Windows the command line of the program that started this one; empty elsewhere, and where
    /// it cannot be read.
    [[nodiscard]] virtual std::string starter_line() const = 0;
    /// UTF-8 lines as a batch file must hold them so that the cmd that called us reads them right:
    /// in its console's code page where that has all characters, else between two `chcp`. Elsewhere
    /// the text itself.
    [[nodiscard]] virtual std::string for_batch_file(std::string_view text) const = 0;
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
