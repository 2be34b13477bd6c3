/* A stand-in for an SDK's go: says what it was started with, one fact a line, and ends as told.
 *
 *   program=PATH      argv[0]
 *   arg=TEXT          each further argument, in order
 *   cwd=PATH          the current folder; empty where there is none
 *   env NAME=VALUE    each variable that a Go tool manager could touch
 *   stdin=TEXT        what it read, with FAKE_GO_READ_STDIN=1
 *
 * FAKE_GO_EXIT=N ends with that code, FAKE_GO_SLEEP=SECONDS waits first (saying `ready` when it
 * starts to, and `continued` when it was stopped), FAKE_GO_ON_INTERRUPT=N ends with that code on
 * Ctrl-C, FAKE_GO_LEAVE=1 starts itself once more and ends at once, FAKE_GO_WINDOW=1 says
 * `window=yes` or `no` of its console (Windows), FAKE_GO_ARGS=count prints only how many arguments
 * there are and their total length, FAKE_GO_RUN=PROGRAM starts another program with the arguments and
 * ends with its code; that one runs none in turn but with FAKE_GO_KEEP=1. FAKE_GO_PROXY=URL is all
 * that it says to `env GOPROXY`.
 *
 * With FAKE_GO_VERSION=1 it answers `version` alone as Go does, by the name of its SDK's folder.
 *
 * With FAKE_GO_TOOLS=FOLDER it does `install PACKAGE@VERSION`: FOLDER/PACKAGE@VERSION+GOVERN_VERSION, with `!` for each `/`
 * in PACKAGE, becomes GOBIN's program of that package, and all that it says goes to FOLDER/called.
 *
 * Built with FAKE_TOOL it is such a program: it has room for what a Go linker records, which tests write into the file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <wchar.h>
#include <windows.h>
#define TEXT_OF(s) L##s
typedef wchar_t Char;
#define print_line(...) (void)fwprintf(stdout, __VA_ARGS__)
#define getenv_ _wgetenv
#define length wcslen
#define number(s) wcstoul(s, NULL, 0)
#define begins(s, p) (wcsncmp(s, p, wcslen(p)) == 0)
#define S "%ls"
#else
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#define TEXT_OF(s) s
typedef char Char;
#define print_line(...) (void)printf(__VA_ARGS__)
#define getenv_ getenv
#define length strlen
#define number(s) strtoul(s, NULL, 0)
#define begins(s, p) (strncmp(s, p, strlen(p)) == 0)
#define S "%s"
#endif

#ifdef FAKE_TOOL
#ifdef _WIN32
__attribute__((aligned(16)))
#else
__attribute__((aligned(16), section(".go.buildinfo")))
#endif
volatile char build_info[4096] = "\xff Go buildinf:";
#endif

static const Char *const prefixes[] = {TEXT_OF("GO"), TEXT_OF("FAKE_GO"), TEXT_OF("PWD="), TEXT_OF("MARK_")};

static void print_environment(Char **environment) {
    for (; *environment != NULL; environment++) {
        for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
            if (begins(*environment, prefixes[i])) {
                print_line(TEXT_OF("env " S "\n"), *environment);
                break;
            }
        }
    }
}

static void print_folder(void) {
    static Char folder[8192];
#ifdef _WIN32
    GetCurrentDirectoryW(8192, folder);
#else
    if (getcwd(folder, sizeof folder) == NULL) {
        folder[0] = '\0';
    }
#endif
    print_line(TEXT_OF("cwd=" S "\n"), folder);
}

static int interrupt_code;

#ifdef _WIN32
static BOOL WINAPI on_interrupt(DWORD event) {
    (void)event;
    ExitProcess((UINT)interrupt_code);
}
#else
static void on_interrupt(int signal_number) {
    (void)signal_number;
    _exit(interrupt_code);
}

static void on_continue(int signal_number) {
    (void)signal_number;
    (void)!write(1, "continued\n", 10);
}
#endif

static void wait_seconds(unsigned long seconds) {
    const Char *const code = getenv_(TEXT_OF("FAKE_GO_ON_INTERRUPT"));
    if (code != NULL) {
        interrupt_code = (int)number(code);
#ifdef _WIN32
        SetConsoleCtrlHandler(on_interrupt, TRUE);
#else
        signal(SIGINT, on_interrupt);
#endif
    }
#ifndef _WIN32
    signal(SIGCONT, on_continue);
#endif
    print_line(TEXT_OF("ready\n"));
    fflush(stdout);
#ifdef _WIN32
    Sleep((DWORD)seconds * 1000);
#else
    for (unsigned left = (unsigned)seconds; left != 0;) {
        left = sleep(left);
    }
#endif
}

/* Starts this program again, which reads on from our stdin when we are gone. */
static int leave_another(Char **argv) {
    fflush(stdout);
#ifdef _WIN32
    _wputenv(L"FAKE_GO_LEAVE=");
    _wputenv(L"FAKE_GO_READ_STDIN=1");
    return _wspawnv(_P_NOWAIT, argv[0], (const Char *const *)argv) == -1;
#else
    unsetenv("FAKE_GO_LEAVE");
    setenv("FAKE_GO_READ_STDIN", "1", 1);
    if (fork() == 0) {
        execv(argv[0], argv);
        _exit(127);
    }
    return 0;
#endif
}

static int run_other(const Char *program, Char **argv) {
    fflush(stdout);
#ifdef _WIN32
    return (int)_wspawnv(_P_WAIT, program, (const Char *const *)argv);
#else
    execv(program, argv);
    perror(program);
    return 127;
#endif
}

/* FOLDER/NAME, cut at what fits. */
static void join_to(Char *out, const Char *folder, const Char *name, const Char *more) {
    size_t at = 0;
    const Char *const parts[] = {folder, TEXT_OF("/"), name, more};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (const Char *c = parts[i]; *c != 0 && at < 4000; c++) {
            out[at++] = *c;
        }
    }
    out[at] = 0;
}

static FILE *open_file(const Char *path, const Char *mode) {
#ifdef _WIN32
    return _wfopen(path, mode);
#else
    return fopen(path, mode);
#endif
}

/* Says where `called` is, from now on our stdout. */
static void talk_to_folder(const Char *folder) {
    static Char path[4200];
    join_to(path, folder, TEXT_OF("called"), TEXT_OF(""));
#ifdef _WIN32
    (void)_wfreopen(path, L"ab", stdout);
    _setmode(1, _O_U8TEXT);
#else
    (void)!freopen(path, "ab", stdout);
#endif
}

/* `go version go1.22.5 linux/amd64`, for the program …/go1.22.5.linux-amd64/bin/go. */
static void print_version(const Char *program) {
    static Char text[256];
    const Char *ends[3] = {NULL, NULL, NULL}; /* the last three separators, the last one first */
    for (const Char *c = program; *c != 0; c++) {
        if (*c == '/' || *c == '\\') {
            ends[2] = ends[1];
            ends[1] = ends[0];
            ends[0] = c;
        }
    }
    size_t at = 0, dot = 0;
    for (const Char *c = ends[2]; c != NULL && ++c < ends[1] && at < 255; at++) {
        text[at] = *c == '-' ? '/' : *c;
        dot = *c == '.' ? at : dot;
    }
    text[dot] = ' ';
    print_line(TEXT_OF("go version " S "\n"), text);
}

static int install_tool(const Char *folder, const Char *wish) {
    static Char name[4200], from[4200], to[4200], version[128], program[512];
    const Char *const go = getenv_(TEXT_OF("GOVERN_VERSION"));
    size_t at = 0, start = 0, before = 0, i = 0;
    for (; wish[at] != 0 && wish[at] != '@' && at < 4000; at++) {
        name[at] = wish[at] == '/' ? '!' : wish[at];
        if (wish[at] == '/') {
            before = start;
            start = at + 1;
        }
    }
    /* The last element, but for a major version. */
    if (wish[start] == 'v' && wish[start + 1] >= '0' && wish[start + 1] <= '9') {
        start = before;
    }
    for (; i < 500 && wish[start + i] != 0 && wish[start + i] != '/' && wish[start + i] != '@'; i++) {
        program[i] = wish[start + i];
    }
    program[i] = 0;
    for (; wish[at] != 0 && at < 4100; at++) {
        name[at] = wish[at];
    }
    name[at] = 0;
    version[0] = '+';
    for (i = 0; go != NULL && go[i] != 0 && i < 100; i++) {
        version[i + 1] = go[i];
    }
    join_to(from, folder, name, version);
    const Char *const bin = getenv_(TEXT_OF("GOBIN"));
#ifdef _WIN32
    join_to(to, bin != NULL ? bin : L".", program, L".exe");
#else
    join_to(to, bin != NULL ? bin : ".", program, "");
#endif
    FILE *const in = open_file(from, TEXT_OF("rb"));
    if (in == NULL) {
        fprintf(stderr, "go: no such version here\n");
        return 1;
    }
    FILE *const out = open_file(to, TEXT_OF("wb"));
    static char buffer[65536];
    for (size_t got; out != NULL && (got = fread(buffer, 1, sizeof buffer, in)) != 0;) {
        (void)!fwrite(buffer, 1, got, out);
    }
    fclose(in);
    if (out == NULL || fclose(out) != 0) {
        fprintf(stderr, "go: cannot write the program\n");
        return 1;
    }
#ifndef _WIN32
    chmod(to, 0700);
#endif
    fprintf(stderr, "go: downloading what it needs\n");
    return 0;
}

#ifdef _WIN32
int wmain(int argc, Char **argv, Char **environment) {
    _setmode(1, _O_U8TEXT);
    _setmode(0, _O_BINARY);
#else
int main(int argc, char **argv, char **environment) {
#endif
#ifdef FAKE_TOOL
    if (build_info[0] == 0) { // read, so that no linker leaves it out
        return 99;
    }
#endif
    const Char *const args = getenv_(TEXT_OF("FAKE_GO_ARGS"));
    const Char *const code = getenv_(TEXT_OF("FAKE_GO_EXIT"));
    const Char *const nap = getenv_(TEXT_OF("FAKE_GO_SLEEP"));
    const Char *const other = getenv_(TEXT_OF("FAKE_GO_RUN"));
    const Char *const proxy = getenv_(TEXT_OF("FAKE_GO_PROXY"));
    const Char *const tools = getenv_(TEXT_OF("FAKE_GO_TOOLS"));
    const int installs = tools != NULL && argc == 3 && begins(argv[1], TEXT_OF("install"));
    if (installs) {
        talk_to_folder(tools);
    }
    if (proxy != NULL && argc == 3 && begins(argv[1], TEXT_OF("env")) && begins(argv[2], TEXT_OF("GOPROXY"))) {
        print_line(TEXT_OF("" S "\n"), proxy);
        return 0;
    }
    if (getenv_(TEXT_OF("FAKE_GO_VERSION")) != NULL && argc == 2 && begins(argv[1], TEXT_OF("version"))) {
        print_version(argv[0]);
        return 0;
    }
    if (args != NULL && begins(args, TEXT_OF("count"))) {
        unsigned long total = 0;
        for (int i = 1; i < argc; i++) {
            total += (unsigned long)length(argv[i]);
        }
        print_line(TEXT_OF("count=%d length=%lu\n"), argc - 1, total);
    } else {
        print_line(TEXT_OF("program=" S "\n"), argv[0]);
        for (int i = 1; i < argc; i++) {
            print_line(TEXT_OF("arg=" S "\n"), argv[i]);
        }
        print_folder();
        print_environment(environment);
    }
#ifdef _WIN32
    if (getenv_(L"FAKE_GO_WINDOW") != NULL) {
        print_line(GetConsoleWindow() != NULL ? L"window=yes\n" : L"window=no\n");
    }
#endif
    if (getenv_(TEXT_OF("FAKE_GO_LEAVE")) != NULL) {
        return leave_another(argv);
    }
    if (getenv_(TEXT_OF("FAKE_GO_READ_STDIN")) != NULL) {
        fflush(stdout);
#ifdef _WIN32
        _setmode(1, _O_BINARY);
#endif
        printf("stdin=");
        for (int c; (c = getchar()) != EOF;) {
            putchar(c);
        }
        putchar('\n');
    }
    if (nap != NULL) {
        wait_seconds(number(nap));
    }
    if (installs && code == NULL) {
        fflush(stdout);
        return install_tool(tools, argv[2]);
    }
    if (other != NULL) {
        static Char copy[8192];
        for (size_t i = 0; i <= length(other) && i < 8191; i++) {
            copy[i] = other[i];
        }
        if (getenv_(TEXT_OF("FAKE_GO_KEEP")) == NULL) {
#ifdef _WIN32
            _wputenv(L"FAKE_GO_RUN=");
#else
            unsetenv("FAKE_GO_RUN");
#endif
        }
        return run_other(copy, argv);
    }
    fflush(stdout);
    return code != NULL ? (int)number(code) : 0;
}
