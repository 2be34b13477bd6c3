#include "access.hpp"

#include <sys/syscall.h>
#include <unistd.h>

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

struct DescriptorFile final : MemoryFile {
    explicit DescriptorFile(int descriptor) : fd(descriptor) {
        path = "/proc/self/fd/" + std::to_string(fd);
    }
    ~DescriptorFile() override { ::close(fd); }
    DescriptorFile(const DescriptorFile&) = delete;
    DescriptorFile& operator=(const DescriptorFile&) = delete;
    DescriptorFile(DescriptorFile&&) = delete;
    DescriptorFile& operator=(DescriptorFile&&) = delete;
    int fd;
};

} // namespace

std::unique_ptr<MemoryFile> make_memory_file(std::string_view content) {
#ifdef SYS_memfd_create // Linux; elsewhere every libcurl takes certificates from memory
    constexpr unsigned k_close_on_exec = 1; // MFD_CLOEXEC
    const auto fd = static_cast<int>(::syscall(SYS_memfd_create, "certificates", k_close_on_exec));
    if (fd < 0) {
        return nullptr;
    }
    auto file = std::make_unique<DescriptorFile>(fd);
    while (!content.empty()) {
        const auto count = ::write(fd, content.data(), content.size());
        if (count <= 0) {
            return nullptr;
        }
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    return ::access(file->path.c_str(), R_OK) == 0 ? std::move(file) : nullptr; // without /proc
#else
    (void)content;
    return nullptr;
#endif
}

std::string system_certificates(os::Files& files) {
    for (const char* path : k_bundles) {
        if (auto text = files.read(path, k_max_bundle)) {
            return *text;
        }
    }
    return {};
}

} // namespace govern::net
