/* A stand-in for the go of an SDK that builds its own programs: as much of `go list` and `go build` as
 * `verify --rebuild` asks for. A "program" is a text that follows from its source and from all that
 * decides a real build: target, flags, the go.mod of the current folder, the settings.
 *
 *   list -deps -f TEMPLATE cmd/NAME…     `1 0 0 0 0 0 cmd/NAME` each, and `2 0 1 1 0 0 runtime`
 *   build -v -o FOLDER cmd/NAME…         FOLDER/NAME, with .exe for GOOS=windows
 *
 * cmd/go is this program itself, as somebody has to be. The source of cmd/NAME is GOROOT/src/cmd/NAME/main.go alone, where a line `//fake:WORD` asks for
 * something else: `fail` says so and ends with 2, `full` as if the disk were, `killed` as if memory
 * were, `none` makes no program, `stall` starts a second process, writes both numbers and the first
 * one's nice value to FOLDER/stalled and waits for ever; SIGTERM ends it with 2. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <process.h>
#include <wchar.h>
#include <windows.h>
#define T(s) L##s
typedef wchar_t Char;
#define getenv_ _wgetenv
#define length wcslen
#define same(a, b) (wcscmp(a, b) == 0)
#define open_ _wfopen
#define S "%ls"
#define EXE T(".exe")
#else
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#define T(s) s
typedef char Char;
#define getenv_ getenv
#define length strlen
#define same(a, b) (strcmp(a, b) == 0)
#define open_ fopen
#define S "%s"
#define EXE T("")
#endif

enum { LONGEST = 8192, LARGEST = 1 << 20 };

static const Char *const settings[] = {T("GOOS"),    T("GOARCH"),  T("CGO_ENABLED"), T("GOFLAGS"),
                                       T("GOENV"),   T("GOWORK"),  T("GOPROXY"),     T("GOTOOLCHAIN"),
                                       T("GOROOT"),  T("GODEBUG"), T("GOEXPERIMENT"), T("GOAMD64")};

static void add(Char *text, const Char *more) {
    size_t at = length(text);
    for (size_t i = 0; at + 1 < LONGEST && more[i] != 0; i++) {
        text[at++] = more[i];
    }
    text[at] = 0;
}

static char *content_of(const Char *path) {
    static char empty[1];
    FILE *file = open_(path, T("rb"));
    if (file == NULL) {
        return empty;
    }
    char *text = malloc(LARGEST);
    size_t count = text == NULL ? 0 : fread(text, 1, LARGEST - 1, file);
    (void)fclose(file);
    if (text == NULL) {
        return empty;
    }
    text[count] = '\0';
    return text;
}

static int asks(const char *source, const char *word) {
    char line[64];
    (void)snprintf(line, sizeof line, "//fake:%s\n", word);
    return strstr(source, line) != NULL;
}

static void wait_for_ever(void) {
    for (;;) {
#ifdef _WIN32
        Sleep(1000);
#else
        (void)pause();
#endif
    }
}

#ifndef _WIN32
static void fail_at_once(int number) {
    (void)number;
    _exit(2);
}
#endif

static void stall(const Char *self, const Char *folder) {
    static Char path[LONGEST];
    add(path, folder);
    add(path, T("stalled.part"));
    FILE *file = open_(path, T("wb"));
    if (file == NULL) {
        return;
    }
#ifdef _WIN32
    const Char *const words[] = {self, T("wait"), NULL};
    const intptr_t process = _wspawnv(_P_NOWAIT, self, words);
    (void)fprintf(file, "%lu %lu %d", (unsigned long)GetCurrentProcessId(),
                  (unsigned long)GetProcessId((HANDLE)process),
                  GetPriorityClass(GetCurrentProcess()) == BELOW_NORMAL_PRIORITY_CLASS ? 10 : 0);
#else
    const pid_t child = fork();
    if (child == 0) {
        (void)signal(SIGINT, SIG_IGN);
        (void)execl(self, self, "wait", (char *)NULL);
        _exit(127);
    }
    (void)signal(SIGTERM, fail_at_once);
    (void)fprintf(file, "%d %d %d", (int)getpid(), (int)child, getpriority(PRIO_PROCESS, 0));
#endif
    (void)fclose(file);
    static Char whole[LONGEST];
    add(whole, folder);
    add(whole, T("stalled"));
#ifdef _WIN32
    (void)_wrename(path, whole);
#else
    (void)rename(path, whole);
#endif
    wait_for_ever();
}

/* GOROOT/src/cmd/NAME/main.go; the program is GOROOT/bin/go. */
static char *source_of(const Char *self, const Char *name) {
    static Char path[LONGEST];
    path[0] = 0;
    add(path, self);
    for (int cuts = 2; cuts > 0;) {
        const size_t last = length(path) - 1;
        cuts -= path[last] == T('/') || path[last] == T('\\');
        path[last] = 0;
    }
    add(path, T("/src/cmd/"));
    add(path, name);
    add(path, T("/main.go"));
    return content_of(path);
}

static int copy_to(FILE *out, const Char *path) {
    static char buffer[LONGEST];
    FILE *in = open_(path, T("rb"));
    size_t count = 0;
    if (in == NULL) {
        return 1;
    }
    while ((count = fread(buffer, 1, sizeof buffer, in)) > 0) {
        (void)fwrite(buffer, 1, count, out);
    }
    (void)fclose(in);
    return 0;
}

static int build(const Char *self, const Char *folder, const Char *name) {
    const Char *const target = getenv_(T("GOOS"));
    static Char path[LONGEST];
    const char *source = source_of(self, name);
    (void)fprintf(stderr, "cmd/" S "\n", name);
    (void)fflush(stderr);
    if (asks(source, "stall")) {
        stall(self, folder);
    }
    if (asks(source, "fail")) {
        (void)fprintf(stderr, "main.go:1: this does not compile\n");
        return 2;
    }
    if (asks(source, "full")) {
        (void)fprintf(stderr, "write x: no space left on device\n");
        return 1;
    }
    if (asks(source, "killed")) {
        (void)fprintf(stderr, "compile: signal: killed\n");
        return 1;
    }
    if (asks(source, "none")) {
        return 0;
    }
    path[0] = 0;
    add(path, folder);
    add(path, name);
    add(path, target != NULL && same(target, T("windows")) ? T(".exe") : T(""));
    FILE *file = open_(path, T("wb"));
    if (file == NULL) {
        return 1;
    }
    if (same(name, T("go"))) {
        return copy_to(file, self) + fclose(file);
    }
    (void)fprintf(file, "a program\n");
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const Char *const value = getenv_(settings[i]);
        (void)fprintf(file, S "=" S "\n", settings[i], value == NULL ? T("") : value);
    }
    (void)fprintf(file, "go.mod=%s\n%s", content_of(T("go.mod")), source);
    return fclose(file) != 0;
}

#ifdef _WIN32
int wmain(int argc, Char **argv) {
#else
int main(int argc, char **argv) {
#endif
    if (argc == 2 && same(argv[1], T("wait"))) {
        wait_for_ever();
    }
    if (argc > 4 && same(argv[1], T("list")) && same(argv[2], T("-deps"))) {
        (void)printf("2 0 1 1 0 0 runtime\n2 0 1 1 0 0 runtime [cmd/compile]\n");
        for (int i = 5; i < argc; i++) {
            (void)printf("1 0 0 0 0 0 " S "\n", argv[i]);
        }
        return 0;
    }
    if (argc > 4 && same(argv[1], T("build")) && same(argv[3], T("-o"))) {
        (void)fprintf(stderr, "runtime\n");
        for (int i = 5; i < argc; i++) {
            const int code = build(argv[0], argv[4], argv[i] + length(T("cmd/")));
            if (code != 0) {
                return code;
            }
        }
        return 0;
    }
    (void)fprintf(stderr, "unknown command\n");
    return 2;
}
