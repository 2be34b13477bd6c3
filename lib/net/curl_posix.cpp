#include "curl_api.hpp"
#include "net/messages.hpp"

#include <dlfcn.h>
#include <sys/socket.h>

namespace govern::net {

namespace {

/// The sonames of libcurl: OpenSSL and GnuTLS flavour on Linux, the system's on macOS.
constexpr const char* k_names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib"};

template <typename Function> bool find(void* library, const char* name, Function& function) {
    // POSIX promises that an object pointer of dlsym converts to a function pointer.
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
}

bool fill(void* library, CurlApi& api) {
    return find(library, "curl_global_init", api.global_init) &&
           find(library, "curl_easy_init", api.easy_init) &&
           find(library, "curl_easy_setopt", api.easy_setopt) &&
           find(library, "curl_easy_getinfo", api.easy_getinfo) &&
           find(library, "curl_easy_strerror", api.easy_strerror) &&
           find(library, "curl_easy_cleanup", api.easy_cleanup) &&
           find(library, "curl_multi_init", api.multi_init) &&
           find(library, "curl_multi_cleanup", api.multi_cleanup) &&
           find(library, "curl_multi_setopt", api.multi_setopt) &&
           find(library, "curl_multi_add_handle", api.multi_add_handle) &&
           find(library, "curl_multi_remove_handle", api.multi_remove_handle) &&
           find(library, "curl_multi_perform", api.multi_perform) &&
           find(library, "curl_multi_poll", api.multi_poll) &&
           find(library, "curl_multi_info_read", api.multi_info_read) &&
           find(library, "curl_slist_append", api.slist_append) &&
           find(library, "curl_slist_free_all", api.slist_free_all);
}

} // namespace

Result<CurlApi> load_curl() {
    std::string why;
    for (const char* name : k_names) {
        void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) {
            const char* reason = dlerror();
            why = why.empty() && reason != nullptr ? reason : why;
            continue;
        }
        CurlApi api;
        if (!fill(library, api)) {
            why = std::string(name) + " is older than 7.66";
            dlclose(library);
            continue;
        }
        if (api.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
            return api; // never unloaded: its TLS library registers exit handlers
        }
        why = std::string(name) + " cannot be initialised";
    }
    return fail(msg::libcurl_missing, {{"why", why}});
}

bool has_unread_bytes(curl_socket_t socket) {
    char byte = 0;
    return recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

} // namespace govern::net
