#pragma once

#include "base/result.hpp"

// Our calls go through pointers, which curl's type-checking macros do not fit; and one binary
// serves old and new libcurl, so what newer headers call deprecated is needed.
#define CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_DEPRECATION
#include <curl/curl.h>

namespace govern::net {

/// The functions of libcurl that we call. On Windows they are linked in; elsewhere they come from
/// the system's library, loaded when the first transfer starts.
struct CurlApi {
    decltype(&::curl_global_init) global_init = nullptr;
    decltype(&::curl_easy_init) easy_init = nullptr;
    decltype(&::curl_easy_setopt) easy_setopt = nullptr;
    decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
    decltype(&::curl_easy_strerror) easy_strerror = nullptr;
    decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
    decltype(&::curl_multi_init) multi_init = nullptr;
    decltype(&::curl_multi_cleanup) multi_cleanup = nullptr;
    decltype(&::curl_multi_setopt) multi_setopt = nullptr;
    decltype(&::curl_multi_add_handle) multi_add_handle = nullptr;
    decltype(&::curl_multi_remove_handle) multi_remove_handle = nullptr;
    decltype(&::curl_multi_perform) multi_perform = nullptr;
    decltype(&::curl_multi_poll) multi_poll = nullptr;
    decltype(&::curl_multi_info_read) multi_info_read = nullptr;
    decltype(&::curl_slist_append) slist_append = nullptr;
    decltype(&::curl_slist_free_all) slist_free_all = nullptr;
};

/// Loads libcurl and initialises it. Errors: msg::libcurl_missing. Not thread-safe.
[[nodiscard]] Result<CurlApi> load_curl();

/// True if unread bytes wait on a connected socket; they stay there.
[[nodiscard]] bool has_unread_bytes(curl_socket_t socket);

} // namespace govern::net
