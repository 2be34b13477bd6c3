#include "resolve/native.hpp"

namespace govern::resolve::native {

#if defined(__APPLE__)
#define GOVERN_GOOS "darwin"
#elif defined(__FreeBSD__)
#define GOVERN_GOOS "freebsd"
#else
#define GOVERN_GOOS "linux"
#endif

#if defined(__x86_64__)
#define GOVERN_GOARCH "amd64"
#elif defined(__aarch64__)
#define GOVERN_GOARCH "arm64"
#elif defined(__arm__)
#define GOVERN_GOARCH "arm"
#elif defined(__i386__)
#define GOVERN_GOARCH "386"
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define GOVERN_GOARCH "ppc64le"
#elif defined(__s390x__)
#define GOVERN_GOARCH "s390x"
#elif defined(__riscv) && __riscv_xlen == 64
#define GOVERN_GOARCH "riscv64"
#elif defined(__loongarch64)
#define GOVERN_GOARCH "loong64"
#else
#error "Go publishes no SDK for this processor"
#endif

const char k_separator = '/';
const char k_list_separator = ':';
const std::string_view k_exe_suffix = "";
const std::string_view k_go_program = "bin/go";
const char* const k_folder_variable = "PWD";
const char* const k_temp_variables[4] = {"TMPDIR", nullptr, nullptr, nullptr};
const std::string_view k_temp_folder = "/tmp";

bool is_separator(char c) {
    return c == '/';
}

bool is_absolute(const std::string_view& path) {
    return !path.empty() && path[0] == '/';
}

std::size_t root_length(const std::string_view& path) {
    return is_absolute(path) ? 1 : 0;
}

std::size_t parent_length(const std::string_view& path) {
    std::size_t size = path.size();
    while (size > 0 && path[size - 1] != '/') {
        size--;
    }
    if (size <= 1) {
        return path.size() > 1 ? size : 0;
    }
    return size - 1;
}

bool same_path(std::string_view a, std::string_view b) {
    const auto without_end = [](std::string_view path) {
        while (path.size() > 1 && path.back() == '/') {
            path.remove_suffix(1);
        }
        return path;
    };
    return without_end(a) == without_end(b);
}

std::size_t platforms(std::string_view (&out)[4]) {
    out[0] = GOVERN_GOOS "-" GOVERN_GOARCH;
#if defined(__APPLE__) && defined(__aarch64__)
    out[1] = "darwin-amd64";
    return 2;
#else // ^^^ Apple's own processors run the other kind's programs, all others vvv
    return 1;
#endif
}

std::string_view config_folder(const std::string_view& home,
                               const std::string_view& xdg_config_home,
                               const std::string_view& /*app_data*/, Arena& arena) {
#if defined(__APPLE__)
    (void)xdg_config_home;
    return home.empty() ? home : arena.join({home, "/Library/Application Support"});
#else // ^^^ macOS, others vvv
    if (!xdg_config_home.empty()) {
        return is_absolute(xdg_config_home) ? xdg_config_home : std::string_view();
    }
    return home.empty() ? home : arena.join({home, "/.config"});
#endif
}

} // namespace govern::resolve::native
