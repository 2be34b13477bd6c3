#include "exchange.hpp"
#include "net/messages.hpp"

namespace govern::net {

namespace {

bool is_tls(CURLcode code) {
    switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return true;
    default:
        return false;
    }
}

/// A connection that ends during the TLS handshake does not tell who the server is. libcurl has one
/// code for both cases; these are its words, OpenSSL's and Schannel's.
bool is_cut_handshake(std::string_view why) {
    for (const std::string_view words :
         {"Recv failure", "Send failure", "Connection reset", "SSL_ERROR_SYSCALL", "unexpected eof",
          "failed to receive handshake", "failed to send initial handshake"}) {
        if (why.find(words) != why.npos) {
            return true;
        }
    }
    return false;
}

bool is_lost(CURLcode code) {
    return code == CURLE_GOT_NOTHING || code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
           code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM || code == CURLE_SSL_SHUTDOWN_FAILED;
}

} // namespace

bool Exchange::has_no_certificates() const {
    return m_settings.ca_file.empty() && m_settings.ca_folders.empty() &&
           system_certificates(m_host.files).find("-----BEGIN ") == std::string::npos;
}

Error Exchange::failure(CURLcode code) const {
    const std::string why =
        m_curl_text[0] != '\0' ? m_curl_text.data() : m_api->easy_strerror(code);
    const auto about = [&](const MessageSpec& spec) {
        return Message(spec).with("url", shown_url()).with("proxy", m_proxy).with("why", why);
    };
    long connect_code = 0;
    m_api->easy_getinfo(m_handle, CURLINFO_HTTP_CONNECTCODE, &connect_code);
    if (connect_code >= 300 || code == CURLE_PROXY) {
        return about(msg::proxy_refused)
            .with("status", connect_code >= 300 ? std::to_string(connect_code) : why);
    }
    if (is_tls(code) && !is_cut_handshake(why)) {
        return about(has_no_certificates() ? msg::no_certificates : msg::tls_failed);
    }
    if (is_lost(code) || is_tls(code)) {
        return about(msg::connection_lost);
    }
    switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
        return about(msg::proxy_not_found);
    case CURLE_COULDNT_RESOLVE_HOST:
        return about(msg::host_not_found);
    case CURLE_COULDNT_CONNECT:
        return about(msg::connect_failed);
    case CURLE_OPERATION_TIMEDOUT: // the only time limit that libcurl has is the one on connecting
        return about(msg::connect_timeout)
            .with("seconds", std::to_string(m_settings.connect_seconds));
    case CURLE_PARTIAL_FILE: {
        const auto& length = m_reader.head().length;
        return about(msg::body_truncated)
            .with("expected", length ? std::to_string(*length) : "")
            .with("actual", std::to_string(m_received));
    }
    case CURLE_URL_MALFORMAT:
        return about(msg::url_invalid);
    default:
        return about(msg::transfer_failed);
    }
}

bool is_transient(const Error& error) {
    return error.is(msg::connect_failed) || error.is(msg::connection_lost) ||
           error.is(msg::stalled) || error.is(msg::body_truncated);
}

} // namespace govern::net
