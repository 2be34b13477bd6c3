#include "curl_api.hpp"
#include "net/messages.hpp"

namespace govern::net {

Result<CurlApi> load_curl() {
    CurlApi api;
    api.global_init = &::curl_global_init;
    api.easy_init = &::curl_easy_init;
    api.easy_setopt = &::curl_easy_setopt;
    api.easy_getinfo = &::curl_easy_getinfo;
    api.easy_strerror = &::curl_easy_strerror;
    api.easy_cleanup = &::curl_easy_cleanup;
    api.multi_init = &::curl_multi_init;
    api.multi_cleanup = &::curl_multi_cleanup;
    api.multi_setopt = &::curl_multi_setopt;
    api.multi_add_handle = &::curl_multi_add_handle;
    api.multi_remove_handle = &::curl_multi_remove_handle;
    api.multi_perform = &::curl_multi_perform;
    api.multi_poll = &::curl_multi_poll;
    api.multi_info_read = &::curl_multi_info_read;
    api.slist_append = &::curl_slist_append;
    api.slist_free_all = &::curl_slist_free_all;
    if (api.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return fail(msg::libcurl_missing, {{"why", "it cannot be initialised"}});
    }
    return api;
}

bool has_unread_bytes(curl_socket_t socket) {
    // Winsock has no flag for one call that must not wait: ask how much is there.
    u_long waiting = 0;
    return ioctlsocket(socket, FIONREAD, &waiting) == 0 && waiting > 0;
}

} // namespace govern::net
