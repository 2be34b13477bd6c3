#pragma once

#include "proxy_rules.hpp"

#include <windows.h>
// winhttp.h leans on windows.h.
#include <winhttp.h>

namespace govern::net {

/// The functions of winhttp.dll that we call. It costs its start only where a transfer needs it.
struct WinHttp {
    decltype(&::WinHttpOpen) open = nullptr;
    decltype(&::WinHttpCloseHandle) close = nullptr;
    decltype(&::WinHttpGetIEProxyConfigForCurrentUser) user_settings = nullptr;
    decltype(&::WinHttpGetProxyForUrl) proxy_for_url = nullptr;
};

/// The proxy for a URL by the user's settings: a script, discovery, a list.
[[nodiscard]] Proxy system_proxy_by(const WinHttp& api, const Url& url);

} // namespace govern::net
