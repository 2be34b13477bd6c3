#include "os/messages.hpp"
#include "os/user_environment.hpp"

#include "os/utf16.hpp"
#include "process/parent_windows.hpp"
#include "system/error_windows.hpp"
#include "system/registry_windows.hpp"

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>
#include <shlobj.h>

namespace govern::os {

namespace {

std::optional<std::string> policy_in(HKEY root, const char* path) {
    RegistryString value;
    if (read_string(root, path, "ExecutionPolicy", value) != ERROR_SUCCESS || value.text.empty()) {
        return std::nullopt;
    }
    return to_utf8(value.text);
}

/// The setting of a group policy (about_Group_Policy_Settings, "Turn on Script Execution").
std::optional<std::string> group_policy(HKEY root, bool core) {
    constexpr auto* k_windows = "SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell";
    constexpr auto* k_core = "SOFTWARE\\Policies\\Microsoft\\PowerShellCore";
    core = core && read_number(root, k_core, "UseWindowsPowerShellPolicySetting") != DWORD{1};
    const auto* const path = core ? k_core : k_windows;
    return read_number(root, path, "EnableScripts") == DWORD{0} ? "Restricted"
                                                                : policy_in(root, path);
}

class RegistryEnvironment final : public UserEnvironment {
public:
    explicit RegistryEnvironment(EnvironmentKeys keys) : m_keys(std::move(keys)) {}

    bool has_store() const override { return true; }

    Result<std::optional<Value>> get(Scope scope, std::string_view name) const override {
        RegistryString raw;
        const auto status = read_string(root(scope), path(scope), name, raw);
        if (status == ERROR_FILE_NOT_FOUND) {
            return std::optional<Value>();
        }
        const bool is_string = raw.type == REG_SZ || raw.type == REG_EXPAND_SZ;
        if (status != ERROR_SUCCESS || !is_string) {
            return fail(msg::environment_not_readable,
                        {{"scope", scope_name(scope)},
                         {"name", std::string(name)},
                         {"reason", status != ERROR_SUCCESS
                                        ? error_text(static_cast<DWORD>(status))
                                        : "its type is neither REG_SZ nor REG_EXPAND_SZ"}});
        }
        return Value{to_utf8(raw.text), raw.type == REG_EXPAND_SZ};
    }

    Result<void> set(Scope scope, std::string_view name, const Value& value) override {
        const RegistryKey key(root(scope), path(scope), KEY_SET_VALUE, true);
        auto status = key.status();
        if (status == ERROR_SUCCESS) {
            const auto text = to_utf16(value.text);
            status = RegSetValueExW(key.get(), to_utf16(name).c_str(), 0,
                                    value.expandable ? REG_EXPAND_SZ : REG_SZ,
                                    reinterpret_cast<const BYTE*>(text.c_str()),
                                    static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t)));
        }
        return written(scope, name, status);
    }

    Result<void> remove(Scope scope, std::string_view name) override {
        const RegistryKey key(root(scope), path(scope), KEY_SET_VALUE, true);
        auto status = key.status();
        if (status == ERROR_SUCCESS) {
            status = RegDeleteValueW(key.get(), to_utf16(name).c_str());
        }
        return written(scope, name, status == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : status);
    }

    void announce() override {
        DWORD_PTR result = 0;
        SendMessageTimeoutW(HWND_BROADCAST, WM_SETTINGCHANGE, 0,
                            reinterpret_cast<LPARAM>(L"Environment"), SMTO_ABORTIFHUNG, 2000,
                            &result);
    }

    std::optional<std::string> folder(Folder folder) const override {
        wchar_t* text = nullptr;
        const auto& id = folder == Folder::documents ? FOLDERID_Documents : FOLDERID_ProgramData;
        std::optional<std::string> out;
        if (SUCCEEDED(SHGetKnownFolderPath(id, KF_FLAG_DONT_VERIFY, nullptr, &text))) {
            out = to_utf8(text);
        }
        CoTaskMemFree(text);
        return out;
    }

    bool is_administrator() const override {
        HANDLE token = nullptr;
        if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token) == 0) {
            return false;
        }
        TOKEN_ELEVATION elevation{};
        DWORD size = 0;
        const bool known =
            GetTokenInformation(token, TokenElevation, &elevation, sizeof elevation, &size) != 0;
        CloseHandle(token);
        return known && elevation.TokenIsElevated != 0;
    }

    std::optional<std::string> execution_policy(bool core) const override {
        // Order of Get-ExecutionPolicy -List: MachinePolicy, UserPolicy, (Process), CurrentUser,
        // LocalMachine (about_Execution_Policies). PowerShell 7 keeps the last two in files.
        for (auto* const root : {HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER}) {
            if (auto policy = group_policy(root, core)) {
                return policy;
            }
        }
        if (core) {
            return "RemoteSigned";
        }
        for (auto* const root : {HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE}) {
            if (auto policy = policy_in(
                    root, "SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell")) {
                return policy;
            }
        }
        RegistryString type; // WinNT is a client, where nothing set means Restricted
        const bool known =
            read_string(HKEY_LOCAL_MACHINE, "SYSTEM\\CurrentControlSet\\Control\\ProductOptions",
                        "ProductType", type) == ERROR_SUCCESS;
        return known && type.text == L"WinNT" ? "Restricted" : "RemoteSigned";
    }

    std::vector<std::string> starters() const override { return programs_above(4); }
    std::string starter_line() const override { return command_line_above(); }

    std::string for_batch_file(std::string_view text) const override {
        auto code_page = GetConsoleOutputCP();
        code_page = code_page == 0 ? GetOEMCP() : code_page;
        const auto wide = to_utf16(text);
        const int size = static_cast<int>(wide.size());
        // UTF-8 knows no default character, and holds everything.
        BOOL lost = FALSE;
        auto* const lost_out = code_page == CP_UTF8 ? nullptr : &lost;
        const DWORD flags = code_page == CP_UTF8 ? 0 : WC_NO_BEST_FIT_CHARS;
        std::string out(static_cast<std::size_t>(WideCharToMultiByte(
                            code_page, flags, wide.data(), size, nullptr, 0, nullptr, lost_out)),
                        '\0');
        if (lost != FALSE) {
            return "@chcp 65001 >nul\r\n" + std::string(text) + "@chcp " +
                   std::to_string(code_page) + " >nul\r\n";
        }
        WideCharToMultiByte(code_page, flags, wide.data(), size, out.data(),
                            static_cast<int>(out.size()), nullptr, lost_out);
        return out;
    }

    // SDDL. P: nothing inherited; OICI: for all below; SY, BA, BU, OW: SYSTEM, Administrators,
    // Users, the owner; FA all, 0x1200a9 read and execute.
    Result<void> protect_folder(const std::string& path) override {
        return set_rights(path, L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)");
    }
    Result<void> hide_folder(const std::string& path) override {
        return set_rights(path, L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)");
    }

private:
    static Result<void> set_rights(const std::string& path, const wchar_t* sddl) {
        PSECURITY_DESCRIPTOR descriptor = nullptr;
        auto status = static_cast<DWORD>(ERROR_SUCCESS);
        PACL list = nullptr;
        BOOL present = FALSE;
        BOOL defaulted = FALSE;
        if (ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, &descriptor,
                                                                 nullptr) == 0 ||
            GetSecurityDescriptorDacl(descriptor, &present, &list, &defaulted) == 0) {
            status = GetLastError();
        } else {
            status = SetNamedSecurityInfoW(long_path(path).data(), SE_FILE_OBJECT,
                                           DACL_SECURITY_INFORMATION |
                                               PROTECTED_DACL_SECURITY_INFORMATION,
                                           nullptr, nullptr, list, nullptr);
        }
        LocalFree(descriptor);
        if (status != ERROR_SUCCESS) {
            return fail(msg::folder_not_protected,
                        {{"path", path}, {"reason", error_text(status)}});
        }
        return {};
    }

    static HKEY root(Scope scope) {
        return scope == Scope::user ? HKEY_CURRENT_USER : HKEY_LOCAL_MACHINE;
    }
    static std::string scope_name(Scope scope) { return scope == Scope::user ? "user" : "machine"; }
    [[nodiscard]] const std::string& path(Scope scope) const {
        return scope == Scope::user ? m_keys.user : m_keys.machine;
    }
    static Result<void> written(Scope scope, std::string_view name, LSTATUS status) {
        if (status != ERROR_SUCCESS) {
            return fail(msg::environment_not_writable,
                        {{"scope", scope_name(scope)},
                         {"name", std::string(name)},
                         {"reason", error_text(static_cast<DWORD>(status))}});
        }
        return {};
    }

    EnvironmentKeys m_keys;
};

} // namespace

std::unique_ptr<UserEnvironment> real_user_environment(EnvironmentKeys keys) {
    return std::make_unique<RegistryEnvironment>(std::move(keys));
}

} // namespace govern::os
