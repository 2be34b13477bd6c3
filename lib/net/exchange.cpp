#include "exchange.hpp"

#include "base/messages.hpp"
#include "base/text.hpp"
#include "net/messages.hpp"

#include <algorithm>

namespace govern::net {

namespace {

constexpr unsigned k_max_redirects = 10;
constexpr unsigned k_max_interim = 5; ///< answers with 1xx, as Go's client has it
constexpr std::size_t k_answer_kept = 4 * 1024;
constexpr std::size_t k_answer_read = 64 * 1024;
constexpr long k_large_buffer = 512 * 1024; ///< bytes; libcurl's own is 16 KiB

bool same_origin(const Url& a, const Url& b) {
    return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

bool has_body_for_sink(long status) {
    return status == 200 || status == 206;
}

} // namespace

Exchange::Exchange(os::Host& host, const Settings& settings, const Request& request, BodySink& sink,
                   std::optional<Time> end)
    : m_host(host), m_settings(settings), m_request(request), m_sink(sink), m_end(end) {
    const auto url = parse_url(request.url);
    if (url && url->scheme != "file") {
        m_url = *url;
    } else {
        m_error = Message(msg::url_invalid).with("url", request.url);
    }
}

Exchange::~Exchange() {
    release();
}

void Exchange::release() {
    if (m_handle != nullptr) {
        m_api->easy_cleanup(m_handle);
        m_handle = nullptr;
    }
    m_headers.reset();
}

void Exchange::reset_step() {
    release();
    m_reader = HeadReader();
    m_answer.clear();
    m_received = 0;
    m_arrived = 0;
    m_enough = false;
    m_answered = false;
    m_curl_text[0] = '\0';
    m_fresh = 0;
    m_interim = 0;
    m_lively = m_host.clock.steady();
}

/// Counts bytes as life once 1 KiB has come: a slower trickle would never finish anything.
void Exchange::note_life(std::size_t bytes) {
    constexpr std::uint64_t k_least = 1024;
    m_fresh += bytes;
    if (m_fresh >= k_least) {
        m_fresh = 0;
        m_lively = m_host.clock.steady();
    }
}

template <typename Value> void Exchange::set(CURLoption option, Value value) const {
    m_api->easy_setopt(m_handle, option, value);
}

Result<CURL*> Exchange::prepare(const CurlApi& api, Access& access) {
    if (m_error) {
        return Failure(*m_error);
    }
    if (m_request.use_netrc && m_url.scheme == "http" && !m_url.user_info.empty()) {
        return fail(msg::login_over_http, {{"url", shown_url()}});
    }
    m_api = &api;
    reset_step();
    GOVERN_TRY_ASSIGN(const auto proxy, access.proxy_for(m_url));
    m_handle = api.easy_init();
    Url bare = m_url;
    bare.user_info.clear();
    set(CURLOPT_URL, bare.text().c_str());
    set(CURLOPT_USERAGENT, "govern");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(m_settings.connect_seconds));
    set(CURLOPT_TCP_KEEPALIVE, 1L); // a long wait for a head is silent
    if (m_request.own_connection) {
        set(CURLOPT_FRESH_CONNECT, 1L);
        set(CURLOPT_FORBID_REUSE, 1L);
    }
    if (is_large()) {
        set(CURLOPT_BUFFERSIZE, k_large_buffer);
        set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    } else {
        set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
        set(CURLOPT_PIPEWAIT, 1L); // rather share an HTTP/2 connection than open more
    }
    // A hash is of the file itself, and a range counts the file's bytes.
    curl_slist* headers = m_api->slist_append(nullptr, "Accept-Encoding: identity");
    for (const auto& header : m_request.headers) {
        headers = api.slist_append(headers, header.c_str());
    }
    if (m_request.range) {
        headers = api.slist_append(headers, range_header(*m_request.range).c_str());
    }
    m_headers = {headers, ListDeleter{m_api}};
    set(CURLOPT_HTTPHEADER, headers);
    set_proxy(proxy);
    set_login(m_url, access);
    set_callbacks();
    GOVERN_TRY(set_tls(access));
    return m_handle;
}

void Exchange::set_proxy(const Proxy& proxy) {
    // Both are always set, so that libcurl never applies its own rules to the environment.
    set(CURLOPT_PROXY, proxy.address.c_str());
    set(CURLOPT_NOPROXY, "");
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    m_proxy = proxy.address;
    if (proxy.none()) {
        return;
    }
    m_host.reporter.detail(
        Message(msg::using_proxy).with("url", shown_url()).with("proxy", m_proxy));
    if (proxy.system_login) {
        set(CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_NEGOTIATE | CURLAUTH_NTLM));
        set(CURLOPT_PROXYUSERPWD, ":"); // SSPI: with the login of the account
    } else if (!proxy.user.empty()) {
        set(CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC));
        set(CURLOPT_PROXYUSERNAME, proxy.user.c_str());
        set(CURLOPT_PROXYPASSWORD, proxy.password.c_str());
    }
}

void Exchange::set_login(const Url& url, Access& access) {
    auto login = m_request.use_netrc ? access.login_for(url) : std::nullopt;
    if (!login && !url.user_info.empty()) {
        const auto colon = url.user_info.find(':');
        login = Login{percent_decode(url.user_info.substr(0, colon)).value_or(""), ""};
        if (colon != url.user_info.npos) {
            login->password = percent_decode(url.user_info.substr(colon + 1)).value_or("");
        }
    }
    if (login) {
        set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        set(CURLOPT_USERNAME, login->user.c_str());
        set(CURLOPT_PASSWORD, login->password.c_str());
    }
}

Result<void> Exchange::set_tls(Access& access) {
    set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    // Schannel only: a company network often blocks the revocation server. Go does not ask one
    // either.
    set(CURLOPT_SSL_OPTIONS, static_cast<long>(CURLSSLOPT_REVOKE_BEST_EFFORT));
    GOVERN_TRY_ASSIGN(const auto pem, access.certificates());
    if (pem.empty()) {
        return {};
    }
    curl_blob blob{};
    blob.data = const_cast<char*>(pem.data()); // libcurl only reads it; Access outlives us
    blob.len = pem.size();
    blob.flags = CURL_BLOB_NOCOPY;
    if (m_api->easy_setopt(m_handle, CURLOPT_CAINFO_BLOB, &blob) == CURLE_OK) {
        m_api->easy_setopt(m_handle, CURLOPT_PROXY_CAINFO_BLOB, &blob);
        return {};
    }
    GOVERN_TRY_ASSIGN(const auto file, access.certificates_file());
    if (!file.empty()) {
        set(CURLOPT_CAINFO, file.c_str());
        set(CURLOPT_PROXY_CAINFO, file.c_str());
    }
    return {};
}

void Exchange::set_callbacks() {
    set(CURLOPT_ERRORBUFFER, m_curl_text.data());
    set(CURLOPT_HEADERFUNCTION, &Exchange::header_callback);
    set(CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(CURLOPT_WRITEFUNCTION, &Exchange::body_callback);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    // libcurl drops bytes beyond Content-Length silently; its debug output still counts them.
    set(CURLOPT_DEBUGFUNCTION, &Exchange::debug_callback);
    set(CURLOPT_DEBUGDATA, static_cast<void*>(this));
    set(CURLOPT_VERBOSE, 1L);
    set(CURLOPT_PRIVATE, static_cast<void*>(this));
}

std::string Exchange::shown_url() const {
    return redact_urls(m_url.text());
}

std::optional<Error> Exchange::overdue() const {
    if (m_host.reporter.interrupted() || m_sink.stopped() || m_request.is_stopped()) {
        return Message(msg::interrupted);
    }
    const auto now = m_host.clock.steady();
    if (is_made_now()) {
        const auto limit = std::chrono::seconds(m_settings.head_seconds);
        return now - m_lively > limit
                   ? std::optional(Message(msg::no_answer)
                                       .with("url", shown_url())
                                       .with("seconds", std::to_string(limit.count())))
                   : std::nullopt;
    }
    if (m_end && now > *m_end) {
        return Message(msg::too_slow)
            .with("url", shown_url())
            .with("seconds", std::to_string(m_settings.small_seconds));
    }
    if (now - m_lively > std::chrono::seconds(m_settings.stall_seconds)) {
        return Message(msg::stalled)
            .with("url", shown_url())
            .with("amount", m_fresh == 0 ? "not one byte"
                                         : "no more than " + std::to_string(m_fresh) + " bytes")
            .with("seconds", std::to_string(m_settings.stall_seconds));
    }
    return std::nullopt;
}

void Exchange::say_if_waiting() {
    constexpr std::chrono::seconds k_unsaid(5);
    if (!m_wait_said && is_made_now() && m_host.clock.steady() - m_lively > k_unsaid) {
        m_wait_said = true;
        m_host.reporter.status(Message(msg::waiting_for_answer).with("host", m_url.host));
    }
}

bool Exchange::on_header(std::string_view line) {
    note_life(line.size());
    const bool is_end = trim(line).empty();
    if (!is_end) {
        if (line.substr(0, 5) == "HTTP/") {
            m_answer.clear();
            m_received = 0;
        }
        if (m_received == 0) { // else a trailer
            m_reader.line(line);
        }
        return true;
    }
    const long status = m_reader.head().status;
    if (status >= 100 && status < 200 && ++m_interim > k_max_interim) {
        m_error = Message(msg::transfer_failed)
                      .with("url", shown_url())
                      .with("why", "it sent only interim answers (" + std::to_string(status) +
                                       "), never a final one");
        return false;
    }
    if (status >= 200 && !m_answered) {
        m_answered = true;
        m_lively = m_host.clock.steady();
        if (m_end && m_request.made_on_demand) {
            m_end = m_lively + std::chrono::seconds(m_settings.small_seconds);
        }
    }
    if (m_received > 0 || !has_body_for_sink(status)) {
        return true;
    }
    Head head = m_reader.head();
    head.url = shown_url();
    if (auto begun = m_sink.begin(head); !begun) {
        m_error = std::move(begun).error();
        return false;
    }
    return true;
}

bool Exchange::on_body(std::string_view bytes) {
    m_received += bytes.size();
    if (has_body_for_sink(m_reader.head().status)) {
        if (auto taken = m_sink.data(std::as_bytes(std::span(bytes))); !taken) {
            m_error = std::move(taken).error();
        }
    } else {
        m_answer += bytes.substr(0, k_answer_kept - std::min(k_answer_kept, m_answer.size()));
        m_enough = m_received > k_answer_read;
    }
    note_life(bytes.size());
    return !m_error && !m_enough;
}

std::size_t Exchange::header_callback(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<Exchange*>(self)->on_header({data, size * count}) ? size * count : 0;
}

std::size_t Exchange::body_callback(char* data, std::size_t size, std::size_t count, void* self) {
    // A smaller number than given ends the transfer.
    return static_cast<Exchange*>(self)->on_body({data, size * count}) ? size * count
                                                                       : size * count + 1;
}

int Exchange::debug_callback(CURL*, curl_infotype type, char*, std::size_t size, void* self) {
    if (type == CURLINFO_DATA_IN) {
        static_cast<Exchange*>(self)->m_arrived += size;
    }
    return 0;
}

bool Exchange::is_body_too_long() const {
    const auto& length = m_reader.head().length;
    if (!length) {
        return false;
    }
    if (m_arrived > *length) {
        return true;
    }
    // Small answers share connections: the waiting bytes may be the next one's answer.
    curl_socket_t socket = CURL_SOCKET_BAD;
    return is_large() && m_url.scheme == "http" &&
           m_api->easy_getinfo(m_handle, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK &&
           socket != CURL_SOCKET_BAD && has_unread_bytes(socket);
}

bool Exchange::settle(CURLcode code) {
    if (m_error || m_enough) {
        return false;
    }
    if (code != CURLE_OK) {
        m_error = failure(code);
        return false;
    }
    if (m_reader.is_redirect()) {
        return follow();
    }
    if (is_body_too_long()) {
        m_error = Message(msg::body_too_long)
                      .with("url", shown_url())
                      .with("expected", std::to_string(*m_reader.head().length));
    }
    return false;
}

bool Exchange::follow() {
    char* target = nullptr; // Location made absolute
    m_api->easy_getinfo(m_handle, CURLINFO_REDIRECT_URL, &target);
    auto next = target == nullptr ? std::nullopt : parse_url(target);
    if (!next || next->scheme == "file") {
        m_error = Message(msg::redirect_invalid)
                      .with("url", shown_url())
                      .with("target", redact_broken_url(m_reader.location()));
    } else if (m_url.scheme == "https" && next->scheme == "http") {
        m_error =
            Message(msg::redirect_insecure).with("url", shown_url()).with("target", next->text());
    } else if (++m_redirects > k_max_redirects) {
        m_error = Message(msg::too_many_redirects)
                      .with("url", redact_urls(m_request.url))
                      .with("limit", std::to_string(k_max_redirects));
    } else {
        if (next->user_info.empty() && same_origin(m_url, *next)) {
            next->user_info = m_url.user_info; // it is never sent to another host
        }
        m_url = *next;
        return true;
    }
    return false;
}

Result<Response> Exchange::take() {
    if (m_error) {
        return Failure(std::move(*m_error));
    }
    Response out;
    out.head = m_reader.head();
    out.head.url = shown_url();
    out.body = std::move(m_answer);
    return out;
}

} // namespace govern::net
