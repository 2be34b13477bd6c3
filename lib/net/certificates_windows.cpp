#include "access.hpp"
#include "base/text.hpp"

#include <windows.h>
// wincrypt.h leans on windows.h.
#include <wincrypt.h>

namespace govern::net {

std::string system_certificates(os::Files&) {
    const HCERTSTORE store = CertOpenSystemStoreW(0, L"ROOT");
    if (store == nullptr) {
        return {};
    }
    std::string out;
    // Each call frees the certificate it is given.
    for (PCCERT_CONTEXT root = nullptr;
         (root = CertEnumCertificatesInStore(store, root)) != nullptr;) {
        const std::string_view der(reinterpret_cast<const char*>(root->pbCertEncoded),
                                   root->cbCertEncoded);
        const auto base64 = to_base64(der);
        out += "-----BEGIN CERTIFICATE-----\n";
        for (std::size_t at = 0; at < base64.size(); at += 64) {
            out += base64.substr(at, 64) + '\n';
        }
        out += "-----END CERTIFICATE-----\n";
    }
    CertCloseStore(store, 0);
    return out;
}

std::unique_ptr<MemoryFile> make_memory_file(std::string_view) {
    return nullptr; // not needed: the libcurl is our own
}

} // namespace govern::net
