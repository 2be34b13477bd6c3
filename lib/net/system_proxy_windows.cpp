#include "os/utf16.hpp"
#include "win_http.hpp"

#include <memory>
#include <type_traits>

namespace govern::net {

namespace {

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

std::string text_of(const wchar_t* text) {
    return text == nullptr ? std::string() : os::to_utf8(text);
}

struct GlobalFreer {
    void operator()(wchar_t* text) const { GlobalFree(text); }
};
using GlobalText = std::unique_ptr<wchar_t, GlobalFreer>;

/// The answer of a PAC script or of automatic discovery; nothing without an answer.
std::optional<Proxy> automatic_proxy(const WinHttp& api, bool discover, const wchar_t* script,
                                     const Url& url) {
    const HINTERNET session = api.open(L"govern", WINHTTP_ACCESS_TYPE_NO_PROXY,
                                       WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0);
    if (session == nullptr) {
        return std::nullopt;
    }
    WINHTTP_AUTOPROXY_OPTIONS options{};
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
    const auto address = os::to_utf16(shown.text());
    // Logs the account in to the script's server, only if the script cannot be had without that
    // (Microsoft's own advice for this flag): any machine in this network may answer the discovery.
    const auto ask = [&](BOOL log_in) {
        options.fAutoLogonIfChallenged = log_in;
        return api.proxy_for_url(session, address.c_str(), &options, &info);
    };
    const bool by_name = !discover && script != nullptr;
    const BOOL found =
        ask(FALSE) || (by_name && GetLastError() == ERROR_WINHTTP_LOGIN_FAILURE && ask(TRUE));
    const GlobalText list(info.lpszProxy);
    const GlobalText bypass(info.lpszProxyBypass);
    api.close(session);
    if (!found) {
        return std::nullopt;
    }
    return info.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY
               ? parse_windows_proxy(text_of(list.get()), text_of(bypass.get()), url)
               : Proxy{};
}

} // namespace

Proxy system_proxy_by(const WinHttp& api, const Url& url) {
    WINHTTP_CURRENT_USER_IE_PROXY_CONFIG settings{};
    if (!api.user_settings(&settings)) {
        return {};
    }
    const GlobalText script(settings.lpszAutoConfigUrl);
    const GlobalText list(settings.lpszProxy);
    const GlobalText bypass(settings.lpszProxyBypass);
    if (settings.fAutoDetect || script) {
        if (auto proxy = automatic_proxy(api, settings.fAutoDetect != FALSE, script.get(), url)) {
            return *proxy;
        }
    }
    return list ? parse_windows_proxy(text_of(list.get()), text_of(bypass.get()), url) : Proxy{};
}

Proxy system_proxy(const Url& url) {
    const auto api = is_loopback_host(url.host) ? std::nullopt : load_winhttp();
    return api ? system_proxy_by(*api, url) : Proxy{};
}

} // namespace govern::net
