// x86-64 Linux without any library: the start, and the few functions of libc that the shim calls.
#include "main_posix.hpp"
#include "resolve/linux_syscall.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/types.h>

using govern::address;
using govern::linux_syscall;

namespace {

int g_errno = 0; // NOLINT(*-avoid-non-const-global-variables)

long checked(long result) {
    if (result < 0 && result > -4096) {
        g_errno = static_cast<int>(-result);
        return -1;
    }
    return result;
}

} // namespace

extern "C" {

int* __errno_location() noexcept {
    return &g_errno;
}

ssize_t write(int fd, const void* buffer, std::size_t size) {
    return checked(linux_syscall(SYS_write, fd, address(buffer), static_cast<long>(size)));
}
int open(const char* path, int flags, ...) {
    return static_cast<int>(checked(linux_syscall(SYS_open, address(path), flags)));
}
int dup2(int from, int to) noexcept {
    return static_cast<int>(checked(linux_syscall(SYS_dup2, from, to)));
}
pid_t fork() noexcept {
    return static_cast<pid_t>(checked(linux_syscall(SYS_fork)));
}
pid_t waitpid(pid_t child, int* status, int options) {
    return static_cast<pid_t>(checked(linux_syscall(SYS_wait4, child, address(status), options)));
}
int execve(const char* path, char* const argv[], char* const envp[]) noexcept {
    return static_cast<int>(
        checked(linux_syscall(SYS_execve, address(path), address(argv), address(envp))));
}
[[noreturn]] void _exit(int code) {
    for (;;) {
        linux_syscall(SYS_exit_group, code);
    }
}
/// For SIG_DFL and SIG_IGN alone, which need no way back from a handler.
void (*signal(int number, void (*action)(int)) noexcept)(int) {
    struct {
        void (*handler)(int);
        unsigned long flags;
        void (*restorer)();
        unsigned long mask;
    } now{action, 0, nullptr, 0}, before{};
    linux_syscall(SYS_rt_sigaction, number, address(&now), address(&before), sizeof before.mask);
    return before.handler;
}
int strncmp(const char* a, const char* b, std::size_t size) noexcept {
    for (std::size_t i = 0; i < size; i++) {
        if (a[i] != b[i] || a[i] == '\0') {
            return static_cast<unsigned char>(a[i]) - static_cast<unsigned char>(b[i]);
        }
    }
    return 0;
}

/// The kernel leaves argc, argv and envp on the stack.
[[noreturn, gnu::used]] void shim_start(long* stack) {
    const int argc = static_cast<int>(stack[0]);
    auto** const argv = reinterpret_cast<char**>(stack + 1);
    _exit(govern::shim::posix_main(argc, argv, argv + argc + 1));
}

} // extern "C"

__asm__(".global _start\n"
        "_start:\n"
        "    xor %ebp, %ebp\n"
        "    mov %rsp, %rdi\n"
        "    and $-16, %rsp\n"
        "    call shim_start\n");

namespace govern::shim {

std::size_t own_file_of_system(char* buffer, std::size_t room) {
    const long got = linux_syscall(SYS_readlink, address("/proc/self/exe"), address(buffer),
                                   static_cast<long>(room));
    return got > 0 ? static_cast<std::size_t>(got) : 0;
}

} // namespace govern::shim
