#include "project/os_version.hpp"

#include <cstdio>
#include <sys/utsname.h>
#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

namespace govern::project {

OsVersion running_os() {
    OsVersion out;
    std::string text;
#ifdef __APPLE__
    out.os = "darwin";
    char product[64] = {};
    std::size_t size = sizeof product - 1;
    if (sysctlbyname("kern.osproductversion", product, &size, nullptr, 0) == 0) {
        text = product;
    }
#else // ^^^ macOS, others vvv
    struct utsname names = {};
    if (uname(&names) == 0) {
        text = names.release;
        out.os = std::string(names.sysname) == "Linux" ? "linux" : "freebsd";
    }
#endif
    (void)std::sscanf(text.c_str(), "%d.%d", &out.number[0],
                      &out.number[1]); // NOLINT(cert-err34-c)
    return out;
}

} // namespace govern::project
