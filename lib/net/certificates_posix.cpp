#include "access.hpp"

namespace govern::net {

namespace {

/// The distributions' bundles, in the order in which Go looks (crypto/x509 root_linux.go); the last
/// is macOS's and Alpine's.
constexpr const char* k_bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
};
constexpr std::size_t k_max_bundle = 16 * 1024 * 1024;

} // namespace

std::string system_certificates(os::Files& files) {
    for (const char* path : k_bundles) {
        if (auto text = files.read(path, k_max_bundle)) {
            return *text;
        }
    }
    return {};
}

} // namespace govern::net
