#pragma once

// GOOS and GOARCH that this program is compiled for, as string literals. The shim needs them
// without a library.

#if defined(_WIN32)
#define GOVERN_GOOS "windows"
#elif defined(__APPLE__)
#define GOVERN_GOOS "darwin"
#elif defined(__FreeBSD__)
#define GOVERN_GOOS "freebsd"
#else
#define GOVERN_GOOS "linux"
#endif

#if defined(__x86_64__) || defined(_M_X64)
#define GOVERN_GOARCH "amd64"
#elif defined(__aarch64__) || defined(_M_ARM64)
#define GOVERN_GOARCH "arm64"
#elif defined(__arm__)
#define GOVERN_GOARCH "arm"
#elif defined(__i386__) || defined(_M_IX86)
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
