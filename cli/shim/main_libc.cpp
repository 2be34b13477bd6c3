// POSIX systems without a hand-written start.
#include "main_posix.hpp"

#include <cstdint>
#include <cstring>
#include <unistd.h>

#ifdef __APPLE__
#include <climits>
#include <cstdlib>
#include <mach-o/dyld.h>
#endif

namespace govern::shim {

std::size_t own_file_of_system(char* buffer, std::size_t room) {
#ifdef __APPLE__
    char named[PATH_MAX];
    char real[PATH_MAX];
    std::uint32_t size = sizeof named;
    if (_NSGetExecutablePath(named, &size) != 0 || ::realpath(named, real) == nullptr ||
        std::strlen(real) > room) {
        return 0;
    }
    std::memcpy(buffer, real, std::strlen(real));
    return std::strlen(real);
#else // ^^^ macOS, others vvv
    const auto got = ::readlink("/proc/self/exe", buffer, room);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
#endif
}

} // namespace govern::shim

int main(int argc, char** argv, char** envp) {
    return govern::shim::posix_main(argc, argv, envp);
}
