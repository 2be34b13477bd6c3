#include "files/native_posix.hpp"
#include "os/machine.hpp"
#include "system/error_posix.hpp"

#include "base/text.hpp"

#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

namespace govern::os {

namespace {

/// uname's machine names in Go's words; others are the same in both.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> k_architectures = {{
    {"x86_64", "amd64"},
    {"amd64", "amd64"},
    {"aarch64", "arm64"},
    {"i386", "386"},
    {"i486", "386"},
    {"i586", "386"},
    {"i686", "386"},
    {"armv6l", "arm"},
    {"armv7l", "arm"},
    {"armv8l", "arm"},
    {"mips64el", "mips64le"},
    {"mipsel", "mipsle"},
    {"loongarch64", "loong64"},
}};

} // namespace

Platform machine_platform() {
    utsname names{};
    ::uname(&names);
    std::string architecture = names.machine;
    for (const auto& [theirs, go] : k_architectures) {
        if (architecture == theirs) {
            architecture = go;
            break;
        }
    }
    if (is_translated()) {
        architecture = "arm64";
    }
    return {to_lower(names.sysname), architecture};
}

Result<std::string> own_program() {
    return native_program();
}

Result<std::string> current_folder() {
    const std::unique_ptr<char, void (*)(void*)> folder(::getcwd(nullptr, 0), std::free);
    if (!folder) {
        return file_failure("find", "the current folder", errno);
    }
    return std::string(folder.get());
}

std::string user_name() {
    std::vector<char> buffer(16384);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) != 0 ||
        found == nullptr) {
        return std::to_string(::geteuid());
    }
    return entry.pw_name;
}

unsigned long process_id() {
    return static_cast<unsigned long>(::getpid());
}

unsigned processor_count() {
    return std::max(1U, std::thread::hardware_concurrency());
}

} // namespace govern::os
