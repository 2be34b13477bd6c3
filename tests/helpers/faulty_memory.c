// A machine with little memory, for programs that are started with LD_PRELOAD=libfaulty_memory.so: whoever asks for
// FAULT_ALLOCATION bytes or more at once gets none, as under `ulimit -v`.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

static size_t most;

__attribute__((constructor)) static void begin(void) {
    const char* text = getenv("FAULT_ALLOCATION");
    most = text != NULL ? strtoul(text, NULL, 10) : 0;
}

void* malloc(size_t size) {
    static void* (*real)(size_t);
    if (real == NULL) {
        real = (void* (*)(size_t))dlsym(RTLD_NEXT, "malloc");
    }
    if (most != 0 && size >= most) {
        errno = ENOMEM;
        return NULL;
    }
    return real(size);
}
