#include "account/admin_script.hpp"

#include "shell/render.hpp"

namespace govern::ops {

namespace {

using Value = os::UserEnvironment::Value;

constexpr const char* k_variables =
    "SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";
constexpr const char* k_file_system = "SYSTEM\\CurrentControlSet\\Control\\FileSystem";

// All of it is ASCII: PowerShell 5.1 would read anything else in the system's code page.
constexpr std::string_view k_head =
    "# Type this in an elevated PowerShell:\r\n"
    "#   powershell -ExecutionPolicy Bypass -File THIS_FILE\r\n"
    "#Requires -RunAsAdministrator\r\n"
    "$ErrorActionPreference = 'Stop'\r\n"
    "$left = @()\r\n"
    "\r\n"
    "# Changes a value that still is what it was when this was written, and no other.\r\n"
    "function Set-Checked([string] $Key, [string] $Name, $Before, $After, [string] $Kind) {\r\n"
    "    $open = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($Key, $true)\r\n"
    "    $now = $open.GetValue($Name, $null, 'DoNotExpandEnvironmentNames')\r\n"
    "    if ($Kind -eq 'DWord' -and $null -eq $now) { $now = 0 }\r\n"
    "    if ($now -ceq $After) { return }\r\n"
    "    if ($now -cne $Before) {\r\n"
    "        Write-Warning \"$Name has changed since this was written, and is left as it is\"\r\n"
    "        $script:left += $Name\r\n"
    "        return\r\n"
    "    }\r\n"
    "    if ($null -eq $After) { $open.DeleteValue($Name) } else { $open.SetValue($Name, $After, "
    "$Kind) }\r\n"
    "    \"changed: $Name\"\r\n"
    "}\r\n"
    "\r\n";
constexpr std::string_view k_tail =
    "\r\n# .NET tells running programs that variables changed when it removes one.\r\n"
    "[Environment]::SetEnvironmentVariable('GOVERN_NO_SUCH_VARIABLE', $null, 'Machine')\r\n"
    "if ($left) { exit 1 }\r\n";

std::string literal(std::string_view text) {
    return shell::quote(text, shell::Shell::pwsh);
}
std::string literal(const std::optional<Value>& value) {
    return value ? literal(value->text) : "$null";
}
std::string kind(const std::optional<Value>& value) {
    return value && !value->expandable ? "String" : "ExpandString";
}

} // namespace

void AdminScript::change_variable(std::string_view name, const std::optional<Value>& before,
                                  const std::optional<Value>& after) {
    m_changes.push_back({k_variables, std::string(name), literal(before), literal(after),
                         kind(before), kind(after)});
}

void AdminScript::allow_long_paths() {
    m_changes.push_back({k_file_system, "LongPathsEnabled", "0", "1", "DWord", "DWord"});
}

std::string AdminScript::text() const {
    return script(false);
}
std::string AdminScript::undo() const {
    return script(true);
}

std::string AdminScript::script(bool undo) const {
    std::string out(k_head);
    for (const auto& change : m_changes) {
        out += "Set-Checked " + literal(change.key) + ' ' + literal(change.name) + ' ';
        out += undo ? change.after + ' ' + change.before + ' ' + change.kind_before
                    : change.before + ' ' + change.after + ' ' + change.kind_after;
        out += "\r\n";
    }
    return out += k_tail;
}

} // namespace govern::ops
