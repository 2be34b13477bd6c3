#include "proxy_rules.hpp"

#include <windows.h>
#include <winhttp.h>

#include <memory>
#include <type_traits>

namespace govern::net {

namespace {

/// winhttp.dll costs its start only where a transfer needs it.
struct WinHttp {
    decltype(&::WinHttpOpen) open = nullptr;
    decltype(&::WinHttpCloseHandle) close = nullptr;
    decltype(&::WinHttpGetIEProxyConfigForCurrentUser) user_settings = nullptr;
    decltype(&::WinHttpGetProxyForUrl) proxy_for_url = nullptr;
};

template <typename Function> bool find(HMODULE library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(library, name)));
    return function != nullptr;
}

std::optional<WinHttp> load_winhttp() {
    const HMODULE library = LoadLibraryExW(L"winhttp.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
    WinHttp api;
    if (library == nullptr || !find(library, "WinHttpOpen", api.open) ||
        !find(library, "WinHttpCloseHandle", api.close) ||
        !find(library, "WinHttpGetIEProxyConfigForCurrentUser", api.user_settings) ||
        !find(library, "WinHttpGetProxyForUrl", api.proxy_for_url)) {
        return std::nullopt;
    }
    return api;
}

std::string to_utf8(const wchar_t* text) {
    if (text == nullptr) {
        return {};
    }
    const int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
    std::string out(size > 0 ? static_cast<std::size_t>(size) : 1, '\0');
    WideCharToMultiByte(CP_UTF8, 0, text, -1, out.data(), size, nullptr, nullptr);
    out.pop_back();
    return out;
}

std::wstring to_utf16(const std::string& text) {
    const int size =
        MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0);
    std::wstring out(static_cast<std::size_t>(size), L'\0');
    MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), out.data(), size);
    return out;
}

struct GlobalFreer {
    void operator()(wchar_t* text) const { GlobalFree(text); }
};
using GlobalText = std::unique_ptr<wchar_t, GlobalFreer>;

/// The answer of a PAC script or of automatic discovery; none where there is no answer.
std::optional<Proxy> automatic_proxy(const WinHttp& api, bool discover, const wchar_t* script,
                                     const Url& url) {
    const HINTERNET session = api.open(L"govern", WINHTTP_ACCESS_TYPE_NO_PROXY,
                                       WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0);
    if (session == nullptr) {
        return std::nullopt;
    }
    WINHTTP_AUTOPROXY_OPTIONS options{};
    options.fAutoLogonIfChallenged = TRUE;
    if (discover) {
        options.dwFlags |= WINHTTP_AUTOPROXY_AUTO_DETECT;
        options.dwAutoDetectFlags = WINHTTP_AUTO_DETECT_TYPE_DHCP | WINHTTP_AUTO_DETECT_TYPE_DNS_A;
    }
    if (script != nullptr) {
        options.dwFlags |= WINHTTP_AUTOPROXY_CONFIG_URL;
        options.lpszAutoConfigUrl = script;
    }
    Url shown = url;
    shown.user_info.clear();
    WINHTTP_PROXY_INFO info{};
    const BOOL found = api.proxy_for_url(session, to_utf16(shown.text()).c_str(), &options, &info);
    const GlobalText list(info.lpszProxy);
    const GlobalText bypass(info.lpszProxyBypass);
    api.close(session);
    if (!found) {
        return std::nullopt;
    }
    return info.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY
               ? parse_windows_proxy(to_utf8(list.get()), to_utf8(bypass.get()), url)
               : Proxy{};
}

} // namespace

Proxy system_proxy(const Url& url) {
    if (is_loopback_host(url.host)) {
        return {};
    }
    const auto api = load_winhttp();
    WINHTTP_CURRENT_USER_IE_PROXY_CONFIG settings{};
    if (!api || !api->user_settings(&settings)) {
        return {};
    }
    const GlobalText script(settings.lpszAutoConfigUrl);
    const GlobalText list(settings.lpszProxy);
    const GlobalText bypass(settings.lpszProxyBypass);
    if (settings.fAutoDetect || script) {
        if (auto proxy = automatic_proxy(*api, settings.fAutoDetect != FALSE, script.get(), url)) {
            return *proxy;
        }
    }
    return list ? parse_windows_proxy(to_utf8(list.get()), to_utf8(bypass.get()), url) : Proxy{};
}

} // namespace govern::net
