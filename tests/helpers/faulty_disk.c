// A disk, a file system and a clock that misbehave, for programs that are started with LD_PRELOAD=libfaulty_disk.so.
// Only what lies below FAULT_UNDER is touched. Changes of the disk (files and folders made, written, flushed,
// renamed, removed) are counted from 1.
//
//   FAULT_ERRNO=N   changes fail with this errno …    FAULT_FROM=N  … from the Nth on (default 1)
//                                                     FAULT_TIMES=N  … so many of them (default: all)
//   FAULT_SHORT=1   every write takes only a part
//   FAULT_MAP=1     maps of files whose name ends in .part lead to pages that cannot be read
//   FAULT_READS=F   of reads of what lies below F, as of a share, the Nth …
//     FAULT_STALE=N   … and all after it fail: the share is gone
//     FAULT_GROWS=N   … finds the file a byte longer
//   FAULT_COUNT=F   how many changes there were is written to this file at the end
//   FAULT_CLOCK=S   the clock of the day is S seconds off; …/N: only from the Nth change on
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_long changes;
static atomic_long reads;
static const char* under;
static const char* share;
static long fault_errno, fault_from = 1, fault_times = LONG_MAX, clock_off, clock_from;
static long stale_from = LONG_MAX, grows_at;
static int short_writes;

static long number(const char* name, long fallback) {
    const char* text = getenv(name);
    return text != NULL ? strtol(text, NULL, 10) : fallback;
}

__attribute__((constructor)) static void begin(void) {
    under = getenv("FAULT_UNDER");
    fault_errno = number("FAULT_ERRNO", 0);
    fault_from = number("FAULT_FROM", 1);
    fault_times = number("FAULT_TIMES", LONG_MAX);
    short_writes = getenv("FAULT_SHORT") != NULL;
    share = getenv("FAULT_READS");
    stale_from = number("FAULT_STALE", LONG_MAX);
    grows_at = number("FAULT_GROWS", 0);
    clock_off = number("FAULT_CLOCK", 0);
    const char* slash = getenv("FAULT_CLOCK") != NULL ? strchr(getenv("FAULT_CLOCK"), '/') : NULL;
    clock_from = slash != NULL ? strtol(slash + 1, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void) {
    const char* path = getenv("FAULT_COUNT");
    FILE* file = path != NULL ? fopen(path, "w") : NULL;
    if (file != NULL) {
        fprintf(file, "%ld\n", atomic_load(&changes));
        fclose(file);
    }
}

// True where this change is to fail; errno is set.
static int fails_below(const char* path) {
    if (under == NULL || strncmp(path, under, strlen(under)) != 0) {
        return 0;
    }
    const long now = atomic_fetch_add(&changes, 1) + 1;
    if (fault_errno == 0 || now < fault_from || now - fault_from >= fault_times) {
        return 0;
    }
    errno = (int)fault_errno;
    return 1;
}

static const char* path_of(int fd, char* buffer) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t size = readlink(link, buffer, PATH_MAX - 1);
    buffer[size > 0 ? size : 0] = '\0';
    return buffer;
}

static int fails(int fd) {
    char path[PATH_MAX];
    const int saved = errno;
    const char* name = path_of(fd, path);
    errno = saved;
    return fails_below(name);
}

static int fails_at(int folder, const char* name) {
    return name[0] == '/' || folder == AT_FDCWD ? fails_below(name) : fails(folder);
}

static int is_below(int fd) {
    char path[PATH_MAX];
    return under != NULL && strncmp(path_of(fd, path), under, strlen(under)) == 0;
}

#define REAL(result, name, ...)                                                                    \
    static result (*real)(__VA_ARGS__);                                                            \
    if (real == NULL) {                                                                            \
        real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name);                                     \
    }

static size_t part_of(int fd, size_t size) {
    return short_writes && size > 1 && is_below(fd) ? size / 2 : size;
}

ssize_t write(int fd, const void* data, size_t size) {
    REAL(ssize_t, "write", int, const void*, size_t)
    return fd > 2 && fails(fd) ? -1 : real(fd, data, part_of(fd, size));
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
    REAL(ssize_t, "pwrite", int, const void*, size_t, off_t)
    return fails(fd) ? -1 : real(fd, data, part_of(fd, size), at);
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) {
    return pwrite(fd, data, size, at);
}

static void grow(const char* path) {
    FILE* file = fopen(path, "a");
    if (file != NULL) {
        fputc('x', file);
        fclose(file);
    }
}

ssize_t pread(int fd, void* data, size_t size, off_t at) {
    REAL(ssize_t, "pread", int, void*, size_t, off_t)
    char path[PATH_MAX];
    if (share != NULL && strncmp(path_of(fd, path), share, strlen(share)) == 0) {
        const long now = atomic_fetch_add(&reads, 1) + 1;
        if (now >= stale_from) {
            errno = ESTALE;
            return -1;
        }
        if (now == grows_at) {
            grow(path);
        }
    }
    return real(fd, data, size, at);
}

ssize_t pread64(int fd, void* data, size_t size, off64_t at) {
    return pread(fd, data, size, at);
}

int fsync(int fd) {
    REAL(int, "fsync", int)
    return fails(fd) ? -1 : real(fd);
}

int syncfs(int fd) {
    REAL(int, "syncfs", int)
    return fails(fd) ? -1 : real(fd);
}

int ftruncate(int fd, off_t size) {
    REAL(int, "ftruncate", int, off_t)
    return fails(fd) ? -1 : real(fd, size);
}

int fallocate(int fd, int mode, off_t at, off_t size) {
    REAL(int, "fallocate", int, int, off_t, off_t)
    return fails(fd) ? -1 : real(fd, mode, at, size);
}

void* mmap(void* address, size_t size, int access, int flags, int fd, off_t at) {
    REAL(void*, "mmap", void*, size_t, int, int, int, off_t)
    char path[PATH_MAX];
    const int broken = fd >= 0 && getenv("FAULT_MAP") != NULL && is_below(fd) &&
                       strcmp(path_of(fd, path) + strlen(path_of(fd, path)) - 5, ".part") == 0;
    // An empty file has no pages: whoever reads one gets SIGBUS, as after an I/O error.
    return real(address, size, access, flags, broken ? memfd_create("broken", MFD_CLOEXEC) : fd, at);
}

void* mmap64(void* address, size_t size, int access, int flags, int fd, off64_t at) {
    return mmap(address, size, access, flags, fd, at);
}

static mode_t mode_of(int flags, va_list rest) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

int openat(int folder, const char* path, int flags, ...) {
    REAL(int, "openat", int, const char*, int, ...)
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return (flags & O_CREAT) != 0 && fails_at(folder, path) ? -1 : real(folder, path, flags, mode);
}

int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return openat(AT_FDCWD, path, flags, mode);
}

int mkdir(const char* path, mode_t mode) {
    REAL(int, "mkdir", const char*, mode_t)
    return fails_below(path) ? -1 : real(path, mode);
}

int mkdirat(int folder, const char* path, mode_t mode) {
    REAL(int, "mkdirat", int, const char*, mode_t)
    return fails_at(folder, path) ? -1 : real(folder, path, mode);
}

int rename(const char* from, const char* to) {
    REAL(int, "rename", const char*, const char*)
    return fails_below(to) ? -1 : real(from, to);
}

int renameat2(int old_folder, const char* from, int new_folder, const char* to, unsigned flags) {
    REAL(int, "renameat2", int, const char*, int, const char*, unsigned)
    return fails_at(new_folder, to) ? -1 : real(old_folder, from, new_folder, to, flags);
}

int unlink(const char* path) {
    REAL(int, "unlink", const char*)
    return fails_below(path) ? -1 : real(path);
}

int unlinkat(int folder, const char* path, int flags) {
    REAL(int, "unlinkat", int, const char*, int)
    return fails_at(folder, path) ? -1 : real(folder, path, flags);
}

int clock_gettime(clockid_t clock, struct timespec* time) {
    REAL(int, "clock_gettime", clockid_t, struct timespec*)
    const int result = real(clock, time);
    if (result == 0 && clock == CLOCK_REALTIME && atomic_load(&changes) >= clock_from) {
        time->tv_sec += clock_off;
    }
    return result;
}

time_t time(time_t* out) {
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL) {
        *out = now.tv_sec;
    }
    return now.tv_sec;
}

int gettimeofday(struct timeval* restrict out, void* restrict zone) {
    (void)zone;
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return 0;
}
