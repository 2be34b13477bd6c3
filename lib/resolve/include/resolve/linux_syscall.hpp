#pragma once

// System calls of x86-64 Linux by hand, for the shim. Results below 0 are -errno.

#include <sys/syscall.h>

namespace govern {

inline long linux_syscall(long number, long a = 0, long b = 0, long c = 0, long d = 0) {
    long result = 0;
    register long r10 __asm__("r10") = d;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
                     : "rcx", "r11", "memory");
    return result;
}

inline long address(const void* pointer) {
    return reinterpret_cast<long>(pointer);
}

} // namespace govern
