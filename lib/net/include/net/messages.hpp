#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec offline{
    "offline", Exit::network, "{url} is needed, but --offline forbids the network",
    "the same command without --offline",
    "With --offline govern works only with what is installed or at a file:// address (GOVERN_MIRROR, GOPROXY)."};

inline constexpr MessageSpec libcurl_missing{
    "libcurl-missing", Exit::network, "libcurl is needed for downloads and cannot be loaded: {why}",
    "apt install libcurl4 (Debian, Ubuntu), dnf install libcurl, apk add libcurl",
    "On Linux and macOS govern uses the libcurl of the system, loaded only when something is transferred. "
    "Commands that need no network work without it."};

inline constexpr MessageSpec url_invalid{
    "url-invalid", Exit::failed, "'{url}' is not an http, https or file URL", "",
    "An address begins with http:// or https:// and a host, or with file:///, and has no spaces."};

inline constexpr MessageSpec host_not_found{
    "host-not-found", Exit::network,
    "{url}: the host's name cannot be resolved\n"
    "{why}",
    "check the name, the network and HTTPS_PROXY",
    "The host's name could not be resolved. "
    "In a company network that usually means that a proxy must be named in HTTPS_PROXY, or that an internal mirror must be used: GOVERN_MIRROR, GOPROXY."};

inline constexpr MessageSpec proxy_not_found{
    "proxy-not-found", Exit::network, "the name of the proxy {proxy} cannot be resolved",
    "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY",
    "The proxy named in HTTPS_PROXY, HTTP_PROXY or the system's settings could not be resolved."};

inline constexpr MessageSpec connect_failed{
    "connect-failed", Exit::network,
    "{url}: no connection\n"
    "{why}\n"
    "via the proxy {proxy}",
    "check the network, a firewall and HTTPS_PROXY",
    "The host refused the connection or no route leads to it."};

inline constexpr MessageSpec connect_timeout{
    "connect-timeout", Exit::network,
    "{url}: no connection within {seconds} seconds\n"
    "via the proxy {proxy}",
    "check the network, a firewall and HTTPS_PROXY",
    "A host that takes longer than that to accept a connection counts as unreachable."};

inline constexpr MessageSpec tls_failed{
    "tls-failed", Exit::network,
    "{url}: the server's identity could not be proved (TLS)\n"
    "{why}",
    "if your company inspects TLS, name its certificate: GOVERN_CA_FILE, SSL_CERT_FILE, SSL_CERT_DIR, or ca_file in the config file",
    "The TLS handshake failed: the certificate is unknown, expired or for another name, or something between here and the server replaced it. "
    "govern never goes on without a valid certificate."};

inline constexpr MessageSpec no_certificates{
    "no-certificates", Exit::network,
    "{url}: this machine has no certificates to prove the server's identity by\n"
    "{why}",
    "apt install ca-certificates (Debian, Ubuntu), dnf install ca-certificates, apk add ca-certificates; or name a file of them: SSL_CERT_FILE, GOVERN_CA_FILE",
    "The certificates of the authorities that all systems trust are a package of their own, which small container images leave out. "
    "govern never goes on without a valid certificate."};

inline constexpr MessageSpec ca_file_unusable{
    "ca-file-unusable", Exit::failed, "the certificates of {path} cannot be used: {why}",
    "check ca_file in the config file, GOVERN_CA_FILE and SSL_CERT_FILE",
    "The file must hold one or more certificates in PEM form (-----BEGIN CERTIFICATE-----)."};

inline constexpr MessageSpec proxy_refused{
    "proxy-refused", Exit::network, "{url}: the proxy {proxy} answered {status}",
    "put user and password into the address: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
    "The proxy did not open the tunnel. "
    "407 means that it wants a user and a password, 403 that it forbids this host."};

inline constexpr MessageSpec proxy_in_cgi{
    "proxy-in-cgi", Exit::network, "HTTP_PROXY is not used because REQUEST_METHOD is set",
    "unset REQUEST_METHOD, or use an https address",
    "In a CGI program HTTP_PROXY may come from the client (golang.org/s/cgihttpproxy), so Go refuses it and govern does the same."};

inline constexpr MessageSpec proxy_invalid{
    "proxy-invalid", Exit::failed, "{variable}={value} is not the address of a proxy",
    "unset {variable}, or set it to http://HOST:PORT",
    "A proxy is named as HOST:PORT or as an http, https, socks5 or socks5h address. "
    "govern never goes around a proxy whose address it cannot read: it stops, as Go does."};

inline constexpr MessageSpec stalled{
    "stalled", Exit::network, "{url}: {amount} for {seconds} seconds",
    "the same command again: it goes on where it stopped",
    "The connection is open, but nothing arrives, or less than 1 KiB in that time. "
    "govern connects again and resumes; this error means that the next tries stalled too."};

inline constexpr MessageSpec no_answer{
    "no-answer", Exit::network, "{url}: no answer within {seconds} seconds",
    "the same command again: a cache may have the file by then",
    "A caching proxy or mirror first fetches a file that it does not have, and answers once the file is complete. "
    "govern waits some minutes for that, but this took longer."};

inline constexpr MessageSpec too_slow{
    "too-slow", Exit::network, "{url}: the answer was not complete after {seconds} seconds",
    "try another source: --source, GOVERN_MIRROR, GOPROXY",
    "Listings, proofs and other small answers have a total time limit, so that a server that sends a few bytes now and then cannot stall a command for ever."};

inline constexpr MessageSpec content_encoded{
    "content-encoded", Exit::network,
    "{url}: the server compressed the answer (Content-Encoding: {encoding}), although govern asked for the file as it is",
    "try another source: --source, GOVERN_MIRROR, GOPROXY",
    "govern asks for the file itself (Accept-Encoding: identity). "
    "A server or web proxy that compresses it is set up wrongly: sizes, ranges and hashes are those of the file."};

inline constexpr MessageSpec connection_lost{
    "connection-lost", Exit::network,
    "{url}: the connection was lost\n"
    "{why}",
    "the same command again: it goes on where it stopped",
    "The server or something on the way closed the connection before the answer was complete."};

inline constexpr MessageSpec transfer_failed{
    "transfer-failed", Exit::network, "{url}: the transfer failed: {why}", "",
    "libcurl reported a failure that govern has no better words for."};

inline constexpr MessageSpec body_truncated{
    "body-truncated", Exit::network,
    "{url}: the answer is shorter than announced\n"
    "expected {expected} bytes, got {actual}",
    "the same command again: it goes on where it stopped",
    "The server announced a length and closed the connection earlier."};

inline constexpr MessageSpec body_too_long{
    "body-too-long", Exit::network, "{url}: the answer is longer than announced ({expected} bytes)",
    "try another source: --source, GOVERN_MIRROR, GOPROXY",
    "More bytes came than the server announced, so its length or its content is wrong. "
    "Nothing of it is used."};

inline constexpr MessageSpec body_too_large{
    "body-too-large", Exit::network, "{url}: the answer is larger than {limit}",
    "try another source: --source, GOVERN_MIRROR, GOPROXY",
    "govern limits what it accepts for each kind of file, so that a broken or hostile server cannot fill the disk."};

inline constexpr MessageSpec size_mismatch{
    "size-mismatch", Exit::verification,
    "{url}: the server's file is not {what}\n"
    "expected {expected} bytes, the server has {actual}",
    "try another source: --source, GOVERN_MIRROR, GOPROXY",
    "The listing or govern's own list of releases knows the size of this file, and the server has one of another size."};

inline constexpr MessageSpec html_instead{
    "html-instead", Exit::network,
    "{url}: the server sent a web page instead of {what}\n"
    "its title: {title}",
    "open the address in a browser: a login page or an error page?",
    "The answer is HTML. "
    "Login pages of a network (captive portals), filters and some mirrors answer so with status 200."};

inline constexpr MessageSpec http_status{"http-status", Exit::network,
                                         "{url}: the server answered {status}\n"
                                         "it says: {answer}",
                                         "",
                                         "404 and 410: the server has no such file. "
                                         "401, 403, 407: it wants a user or forbids it. "
                                         "5xx: it failed."};

inline constexpr MessageSpec redirect_insecure{
    "redirect-insecure", Exit::network,
    "{url}: redirected from https to http, which is never followed\n"
    "to {target}",
    "try another source: --source, GOVERN_MIRROR, GOPROXY",
    "A redirect from https to http would give away what TLS protects."};

inline constexpr MessageSpec login_over_http{
    "login-over-http", Exit::network,
    "{url}: its user and password are not sent, as http carries them unencrypted",
    "name the address with https://, or without USER:PASSWORD@",
    "Go sends no login to a module proxy or checksum database over http, whatever GOINSECURE says, and govern does the same. "
    "Lines of .netrc count for https only, too."};

inline constexpr MessageSpec redirect_invalid{
    "redirect-invalid", Exit::network,
    "{url}: redirected to an address that cannot be used: '{target}'",
    "try another source: --source, GOVERN_MIRROR, GOPROXY",
    "Redirects are followed to http and https addresses only."};

inline constexpr MessageSpec too_many_redirects{
    "too-many-redirects", Exit::network, "{url}: more than {limit} redirects",
    "try another source: --source, GOVERN_MIRROR, GOPROXY",
    "The server redirects from one address to the next without end."};

inline constexpr MessageSpec wrong_part{
    "wrong-part", Exit::network,
    "{url}: the server sent another part of the file than govern asked for",
    "govern doctor --verbose",
    "The answer to a request for one part of a file (206) is another part, or does not say which. "
    "govern then fetches the whole file; this error means that this failed too. "
    "A web proxy on the way may be the cause."};

inline constexpr MessageSpec file_changed{
    "file-changed", Exit::network,
    "{url}: the file changed on the server while it was downloaded, again and again",
    "the same command again in a while, or another source",
    "Two parts of one download came from different files: the size or the ETag differs. "
    "govern starts over once and then gives up."};

/// Status lines.
inline constexpr MessageSpec retrying{"", Exit::done,
                                      "{why}; trying again in {wait} s ({try} of {tries})"};
inline constexpr MessageSpec resuming{
    "", Exit::done, "{what}: {why}; going on at {at} in {wait} s ({try} of {tries})"};
inline constexpr MessageSpec resumed{"", Exit::done,
                                     "{what}: {at} of {total} are here from an earlier run"};
inline constexpr MessageSpec starting_over{"", Exit::done, "{what}: {why}; starting over"};
inline constexpr MessageSpec no_range{
    "", Exit::done, "{what}: the server cannot resume; reading from the start again"};
inline constexpr MessageSpec waiting_for_answer{
    "", Exit::done,
    "waiting for {host}: a proxy that keeps copies answers when it has the whole file"};
inline constexpr MessageSpec using_proxy{"", Exit::done, "{url}: via the proxy {proxy}"};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_net[] = {
    &offline,           &libcurl_missing,
    &url_invalid,       &host_not_found,
    &proxy_not_found,   &connect_failed,
    &connect_timeout,   &tls_failed,
    &no_certificates,   &ca_file_unusable,
    &proxy_refused,     &proxy_in_cgi,
    &proxy_invalid,     &stalled,
    &connection_lost,   &transfer_failed,
    &body_truncated,    &body_too_long,
    &body_too_large,    &size_mismatch,
    &html_instead,      &http_status,
    &redirect_insecure, &login_over_http,
    &redirect_invalid,  &too_many_redirects,
    &file_changed,      &wrong_part,
    &no_answer,         &too_slow,
    &content_encoded,
};

} // namespace govern::msg
