#include "base/path.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <restartmanager.h>

#include <algorithm>
#include <array>
#include <deque>
#include <vector>

namespace govern::os {

namespace {

/// rstrtmgr.dll, loaded only when something is in the way.
class RestartManager {
public:
    RestartManager()
        : m_module(LoadLibraryExW(L"rstrtmgr.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32)) {
        load(m_start, "RmStartSession");
        load(m_register, "RmRegisterResources");
        load(m_list, "RmGetList");
        load(m_end, "RmEndSession");
    }
    RestartManager(const RestartManager&) = delete;
    RestartManager& operator=(const RestartManager&) = delete;
    ~RestartManager() {
        if (m_module != nullptr) {
            FreeLibrary(m_module);
        }
    }

    [[nodiscard]] std::string programs_using(const std::vector<std::wstring>& files) const {
        std::array<wchar_t, CCH_RM_SESSION_KEY + 1> key{};
        DWORD session = 0;
        if (!m_start || !m_register || !m_list || !m_end || m_start(&session, 0, key.data()) != 0) {
            return {};
        }
        std::vector<LPCWSTR> names;
        for (const auto& file : files) {
            names.push_back(file.c_str());
        }
        std::string out;
        if (m_register(session, static_cast<UINT>(names.size()), names.data(), 0, nullptr, 0,
                       nullptr) == 0) {
            out = listed(session);
        }
        m_end(session);
        return out;
    }

private:
    template <typename F> void load(F& function, const char* name) {
        // The cast through void* is how GetProcAddress is meant to be used.
        function =
            m_module == nullptr
                ? nullptr
                : reinterpret_cast<F>(reinterpret_cast<void*>(GetProcAddress(m_module, name)));
    }

    [[nodiscard]] std::string listed(DWORD session) const {
        std::array<RM_PROCESS_INFO, 8> found{};
        UINT needed = 0;
        UINT count = found.size();
        DWORD reasons = RmRebootReasonNone;
        const DWORD error = m_list(session, &needed, &count, found.data(), &reasons);
        std::string out;
        if (error != ERROR_SUCCESS && error != ERROR_MORE_DATA) {
            return out;
        }
        for (UINT i = 0; i < count && i < found.size(); ++i) {
            out += (out.empty() ? "" : ", ") + to_utf8(found[i].strAppName) + " (process " +
                   std::to_string(found[i].Process.dwProcessId) + ')';
        }
        return out;
    }

    HMODULE m_module;
    decltype(&RmStartSession) m_start;
    decltype(&RmRegisterResources) m_register;
    decltype(&RmGetList) m_list;
    decltype(&RmEndSession) m_end;
};

/// The files of a tree, programs first: they are what usually is in use. The Restart Manager takes
/// files only, and not any number of them.
std::vector<std::wstring> files_below(const std::wstring& top) {
    constexpr std::size_t most = 2000;
    std::vector<std::wstring> programs;
    std::vector<std::wstring> others;
    std::deque<std::wstring> folders = {top};
    while (!folders.empty() && programs.size() < most) {
        const auto folder = std::move(folders.front());
        folders.pop_front();
        WIN32_FIND_DATAW entry{};
        const HANDLE search = FindFirstFileW((folder + L"\\*").c_str(), &entry);
        if (search == INVALID_HANDLE_VALUE) {
            continue;
        }
        do {
            const std::wstring_view name = entry.cFileName;
            if (name == L"." || name == L"..") {
                continue;
            }
            const auto path = folder + L'\\' + entry.cFileName;
            if ((entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
                const bool program = name.size() > 4 && name.substr(name.size() - 4) == L".exe";
                (program ? programs : others).push_back(path);
            } else if (!is_link(entry.dwFileAttributes, entry.dwReserved0)) {
                folders.push_back(path);
            }
        } while (FindNextFileW(search, &entry) != 0);
        FindClose(search);
    }
    others.resize(std::min(others.size(), most - std::min(most, programs.size())));
    programs.insert(programs.end(), others.begin(), others.end());
    return programs;
}

} // namespace

std::string holders_of(const std::string& path) {
    const auto wide = long_path(path);
    const DWORD attributes = GetFileAttributesW(wide.c_str());
    std::vector<std::wstring> files = {wide};
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
        files = files_below(wide);
    }
    // The Restart Manager matches names as programs opened them, without the prefix.
    for (auto& file : files) {
        file = to_utf16(plain_path(file));
    }
    const auto programs = RestartManager().programs_using(files);
    return programs.empty() ? "an unknown holder" : programs;
}

} // namespace govern::os
