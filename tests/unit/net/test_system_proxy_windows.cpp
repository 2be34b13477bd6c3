#ifdef _WIN32

#include "win_http.hpp"

#include "support/catch.hpp"

#include <cstring>
#include <vector>

using namespace govern;
using namespace govern::net;

namespace {

/// What the user's settings say, and whether each question that followed came with a logon.
struct Settings {
    bool discover = false;
    const wchar_t* script = nullptr;
    DWORD refusal = ERROR_WINHTTP_LOGIN_FAILURE; ///< of a question without one
    std::vector<bool> logons;
};
Settings g_settings;

wchar_t* copy(const wchar_t* text) {
    if (text == nullptr) {
        return nullptr;
    }
    const auto bytes = (std::wcslen(text) + 1) * sizeof *text;
    return static_cast<wchar_t*>(std::memcpy(GlobalAlloc(GMEM_FIXED, bytes), text, bytes));
}

BOOL WINAPI user_settings(WINHTTP_CURRENT_USER_IE_PROXY_CONFIG* out) {
    *out = {};
    out->fAutoDetect = g_settings.discover ? TRUE : FALSE;
    out->lpszAutoConfigUrl = copy(g_settings.script);
    return TRUE;
}

BOOL WINAPI proxy_for_url(HINTERNET, LPCWSTR, WINHTTP_AUTOPROXY_OPTIONS* options,
                          WINHTTP_PROXY_INFO* out) {
    const bool logs_on = options->fAutoLogonIfChallenged != FALSE;
    g_settings.logons.push_back(logs_on);
    if (!logs_on && g_settings.refusal != 0) {
        SetLastError(g_settings.refusal);
        return FALSE;
    }
    *out = {};
    out->dwAccessType = WINHTTP_ACCESS_TYPE_NAMED_PROXY;
    out->lpszProxy = copy(L"proxy.test:3128");
    return TRUE;
}

HINTERNET WINAPI open(LPCWSTR, DWORD, LPCWSTR, LPCWSTR, DWORD) {
    return &g_settings;
}
BOOL WINAPI close(HINTERNET) {
    return TRUE;
}

std::string ask() {
    g_settings.logons.clear();
    return system_proxy_by({&open, &close, &user_settings, &proxy_for_url},
                           *parse_url("https://go.test/"))
        .address;
}

} // namespace

TEST_CASE("no script of a proxy gets the user's logon before it asked for one") {
    g_settings = {};
    g_settings.script = L"http://wpad.test/proxy.pac";
    g_settings.refusal = 0;
    CHECK(ask().find("proxy.test:3128") != std::string::npos);
    CHECK(g_settings.logons == std::vector{false});
    g_settings.refusal = ERROR_WINHTTP_LOGIN_FAILURE;
    CHECK(ask().find("proxy.test:3128") != std::string::npos);
    CHECK(g_settings.logons == std::vector{false, true});
    g_settings.refusal = ERROR_WINHTTP_UNABLE_TO_DOWNLOAD_SCRIPT;
    CHECK(ask().empty());
    CHECK(g_settings.logons == std::vector{false});
}

TEST_CASE("whoever answers the discovery of a network never gets the user's logon") {
    g_settings = {};
    g_settings.discover = true;
    CHECK(ask().empty());
    CHECK(g_settings.logons == std::vector{false});
}

#endif
