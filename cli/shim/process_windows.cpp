// KERNEL32 only.
#include "process.hpp"

#include "main_windows.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/text.hpp"
#include "resolve/utf16.hpp"
#include "resolve/wide_path.hpp"
#include "shim.hpp"

#include <windows.h>

namespace govern::shim {

// Everything is to be had from the system at any time.
struct Process {};

namespace {

using resolve::Arena;

constexpr std::size_t k_max_line = 32767; // units of a command line, a path or a variable, with NUL

// One at a time is enough; nothing here outlives its function.
wchar_t g_wide[k_max_line + 1]; // NOLINT(*-avoid-non-const-global-variables)
wchar_t g_line[k_max_line + 1]; // NOLINT(*-avoid-non-const-global-variables)

/// UTF-8 of this text, kept in the arena.
std::string_view narrow(const wchar_t* text, std::size_t size, Arena& arena) {
    const auto unit = [text](std::size_t i) { return static_cast<std::uint16_t>(text[i]); };
    const auto mark = arena.mark();
    const auto room = size * 3 + 4;
    char* const out = arena.take(room);
    if (out == nullptr) {
        return {};
    }
    const auto used = resolve::utf8_from_utf16(size, unit, out, room);
    out[used] = '\0';
    arena.rewind(mark + used + 1);
    return {out, used};
}

/// UTF-16 with a NUL; false if it does not fit.
bool widen(const std::string_view& text, wchar_t* out, std::size_t room) {
    const auto used = resolve::utf16_from_utf8(text.data(), text.size(), out, room - 1);
    out[used < room ? used : 0] = L'\0';
    return used < room;
}

std::string_view get(const void* /*context*/, const char* name, Arena& arena) {
    wchar_t wide_name[64];
    if (!widen(name, wide_name, 64)) {
        return {};
    }
    const DWORD size = GetEnvironmentVariableW(wide_name, g_wide, k_max_line);
    return size < k_max_line ? narrow(g_wide, size, arena) : std::string_view();
}

bool is_space(wchar_t c) {
    return c == L' ' || c == L'\t';
}

const wchar_t* skip_spaces(const wchar_t* at) {
    while (is_space(*at)) {
        at++;
    }
    return at;
}

/// The line behind the program's name, by Microsoft's rule for that first word: quotes count,
/// backslashes do not.
const wchar_t* arguments_of(const wchar_t* line) {
    for (bool quoted = false; *line != L'\0' && (quoted || !is_space(*line)); line++) {
        quoted = quoted != (*line == L'"');
    }
    return skip_spaces(line);
}

/// The end of the argument at `at`; its text without quotes goes to `out`. Backslashes count only
/// before a quote, as for every program of Microsoft's C runtime.
const wchar_t* take_argument(const wchar_t* at, wchar_t* out, std::size_t& size) {
    bool quoted = false;
    size = 0;
    while (*at != L'\0' && (quoted || !is_space(*at))) {
        std::size_t slashes = 0;
        while (at[slashes] == L'\\') {
            slashes++;
        }
        const bool before_quote = at[slashes] == L'"';
        for (std::size_t i = 0; i < (before_quote ? slashes / 2 : slashes); i++) {
            out[size++] = L'\\';
        }
        at += slashes;
        if (before_quote && slashes % 2 == 1) {
            out[size++] = *at++;
        } else if (before_quote) {
            quoted = !quoted;
            at++;
        } else if (slashes == 0) {
            out[size++] = *at++;
        }
    }
    return at;
}

bool is_usable(HANDLE handle) {
    return handle != nullptr && handle != INVALID_HANDLE_VALUE;
}

/// What the child does on Ctrl-C is its own affair; we wait for what comes of it. The system ends
/// us itself when the console closes.
BOOL WINAPI leave_to_child(DWORD /*event*/) {
    return TRUE;
}

/// Our handles, console and window settings, whoever gave them to us.
STARTUPINFOW inherited_startup() {
    STARTUPINFOW out;
    GetStartupInfoW(&out);
    out.lpReserved = nullptr;
    const HANDLE streams[] = {GetStdHandle(STD_INPUT_HANDLE), GetStdHandle(STD_OUTPUT_HANDLE),
                              GetStdHandle(STD_ERROR_HANDLE)};
    bool any = false;
    for (const HANDLE stream : streams) {
        if (is_usable(stream)) {
            SetHandleInformation(stream, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
            any = true;
        }
    }
    // A start from a window without a console has none; the child then starts likewise.
    if (any) {
        out.dwFlags |= STARTF_USESTDHANDLES;
        out.hStdInput = streams[0];
        out.hStdOutput = streams[1];
        out.hStdError = streams[2];
    }
    return out;
}

/// The child dies with us; what it leaves running when it ends lives on, as it would without us.
void tie_to_us(HANDLE process) {
    const HANDLE job = CreateJobObjectW(nullptr, nullptr);
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;
    ZeroMemory(&limits, sizeof limits);
    limits.BasicLimitInformation.LimitFlags =
        JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    // The handle stays open for as long as we live: closing it is what kills.
    if (job != nullptr && SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits,
                                                  sizeof limits) != 0) {
        AssignProcessToJobObject(job, process);
    }
}

/// Starts it with g_line and waits.
Started run_program(const std::string_view& program, STARTUPINFOW& startup) {
    PROCESS_INFORMATION child;
    const resolve::sys::WidePath wide(program.data());
    if (!wide.fits) {
        return {false, ERROR_FILENAME_EXCED_RANGE};
    }
    SetConsoleCtrlHandler(leave_to_child, TRUE);
    // Where we have no console, the system would open a window for the child's.
    const DWORD flags = CREATE_SUSPENDED | (GetConsoleCP() == 0 ? CREATE_NO_WINDOW : 0);
    if (CreateProcessW(wide.text, g_line, nullptr, nullptr, TRUE, flags, nullptr, nullptr, &startup,
                       &child) == 0) {
        return {false, GetLastError()};
    }
    tie_to_us(child.hProcess);
    ResumeThread(child.hThread);
    CloseHandle(child.hThread);
    WaitForSingleObject(child.hProcess, INFINITE);
    DWORD code = 1;
    GetExitCodeProcess(child.hProcess, &code);
    CloseHandle(child.hProcess);
    return {true, code};
}

/// `"program" ` and then `rest`, which is copied as it is.
bool make_line(const std::string_view& program, const wchar_t* rest) {
    g_line[0] = L'"';
    const auto used =
        resolve::utf16_from_utf8(program.data(), program.size(), g_line + 1, k_max_line - 4);
    std::size_t at = used + 1;
    if (used > k_max_line - 4) {
        return false;
    }
    g_line[at++] = L'"';
    if (*rest != L'\0') {
        g_line[at++] = L' ';
    }
    while (*rest != L'\0' && at < k_max_line) {
        g_line[at++] = *rest++;
    }
    g_line[at] = L'\0';
    return *rest == L'\0';
}

} // namespace

std::string_view own_file(const Process& /*process*/, Arena& arena) {
    const DWORD size = GetModuleFileNameW(nullptr, g_wide, k_max_line);
    return size < k_max_line ? narrow(g_wide, size, arena) : std::string_view();
}

resolve::Variables variables(const Process& /*process*/) {
    return {get, nullptr};
}

void first_arguments(const Process& /*process*/, resolve::Question& question, Arena& arena) {
    const wchar_t* at = arguments_of(GetCommandLineW());
    while (*at != L'\0' && question.argument_count < 3) {
        std::size_t size = 0;
        at = skip_spaces(take_argument(at, g_wide, size));
        question.arguments[question.argument_count++] = narrow(g_wide, size, arena);
    }
}

void write_error(std::string_view text) {
    const HANDLE stream = GetStdHandle(STD_ERROR_HANDLE);
    DWORD mode = 0;
    DWORD written = 0;
    if (GetConsoleMode(stream, &mode) != 0) {
        const auto units = resolve::utf16_from_utf8(text.data(), text.size(), g_wide, k_max_line);
        WriteConsoleW(stream, g_wide, static_cast<DWORD>(units < k_max_line ? units : k_max_line),
                      &written, nullptr);
    } else {
        WriteFile(stream, text.data(), static_cast<DWORD>(text.size()), &written, nullptr);
    }
}

Started start(Process& /*process*/, resolve::Decision& decision) {
    for (std::size_t i = 0; i < decision.change_count; i++) {
        const auto& change = decision.changes[i];
        wchar_t name[64];
        if (widen(change.name, name, 64) && widen(change.value, g_wide, k_max_line)) {
            SetEnvironmentVariableW(name, change.set ? g_wide : nullptr);
        }
    }
    const wchar_t* rest = arguments_of(GetCommandLineW());
    for (std::size_t i = 0; i < decision.dropped; i++) {
        std::size_t size = 0;
        rest = skip_spaces(take_argument(rest, g_wide, size));
    }
    if (!make_line(decision.program, rest)) {
        return {false, ERROR_FILENAME_EXCED_RANGE};
    }
    auto startup = inherited_startup();
    return run_program(decision.program, startup);
}

std::string_view reason(unsigned code) {
    switch (code) {
    case ERROR_ACCESS_DENIED:
        return "access is denied";
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return "no such file";
    case ERROR_BAD_EXE_FORMAT:
    case ERROR_EXE_MACHINE_TYPE_MISMATCH:
        return "it is no program for this machine";
    case ERROR_FILENAME_EXCED_RANGE:
        return "path and arguments are too long";
    case 225: // ERROR_VIRUS_INFECTED, which some headers lack
        return "the virus scanner refused it";
    case ERROR_SHARING_VIOLATION:
        return "another program holds it";
    default:
        return "the system refused";
    }
}

bool is_loader_missing(unsigned /*code*/) {
    return false;
}

bool run_install(const Process& /*process*/, const std::string_view& home,
                 const std::string_view& spec, Arena& arena) {
    const auto shims = resolve::path_join(arena, home, "shims");
    const auto program = resolve::path_join(arena, shims, "govern.exe");
    // A home that is a drive's root ends in a backslash, which must not meet the quote.
    const auto named = resolve::native::is_separator(home.back()) ? arena.join({home, "."}) : home;
    const auto rest = arena.join({"--home \"", named, "\" install ", spec});
    if (!widen(rest, g_wide, k_max_line) || !make_line(program, g_wide)) {
        return false;
    }
    SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, nullptr, TRUE};
    auto startup = inherited_startup();
    startup.dwFlags |= STARTF_USESTDHANDLES;
    startup.hStdInput = CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                    &inheritable, OPEN_EXISTING, 0, nullptr);
    startup.hStdOutput = startup.hStdError;
    const auto started = run_program(program, startup);
    return started.ran && started.code == 0;
}

unsigned windows_main() {
    Process process;
    return run(process);
}

} // namespace govern::shim
