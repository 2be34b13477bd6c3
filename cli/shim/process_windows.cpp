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

/// All else is to be had from the system at any time.
struct Process {
    const wchar_t* first = nullptr;     ///< the arguments on the command line
    const wchar_t* first_end = nullptr; ///< behind the first ones, which decide
};

namespace {

using resolve::Arena;

constexpr std::size_t k_max_line = 32767; // units of a command line, a path or a variable, with NUL

// One at a time is enough; nothing here outlives its function.
wchar_t g_wide[k_max_line + 1]; // NOLINT(*-avoid-non-const-global-variables)
wchar_t g_line[k_max_line + 1]; // NOLINT(*-avoid-non-const-global-variables)

/// UTF-8 of this text, kept in the arena.
std::string_view narrow(const wchar_t* text, std::size_t size, Arena& arena) {
    const auto mark = arena.mark();
    char* const out = arena.take(size * 3 + 1);
    if (out == nullptr) {
        return {};
    }
    const auto used =
        resolve::utf8_from_utf16(reinterpret_cast<const char*>(text), size, false, out);
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

/// The child decides what to do on Ctrl-C; we wait for its end. The system ends us itself when the
/// console closes.
BOOL WINAPI leave_to_child(DWORD /*event*/) {
    return TRUE;
}

/// Our handles, console and window settings, wherever they came from.
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
    // A start from a window without a console has none, and then the child starts without one too.
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
    // Without a console of ours, the system would open a window for the child's.
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

/// Makes g_line of `"program" `, `words` and the text from `rest` to `end` (null: all), which is
/// copied as it is.
bool make_line(const std::string_view& program, const std::string_view& words, const wchar_t* rest,
               const wchar_t* end) {
    const auto add = [](std::size_t at, const std::string_view& text) {
        return at +
               resolve::utf16_from_utf8(text.data(), text.size(), g_line + at, k_max_line - at);
    };
    g_line[0] = L'"';
    std::size_t at = add(1, program);
    if (at + 2 >= k_max_line) {
        return false;
    }
    g_line[at++] = L'"';
    g_line[at++] = L' ';
    at = add(at, words);
    while (rest != end && *rest != L'\0' && at < k_max_line) {
        g_line[at++] = *rest++;
    }
    g_line[at < k_max_line ? at : 0] = L'\0';
    return at < k_max_line;
}

} // namespace

std::string_view own_file(const Process& /*process*/, Arena& arena) {
    const DWORD size = GetModuleFileNameW(nullptr, g_wide, k_max_line);
    return size < k_max_line ? narrow(g_wide, size, arena) : std::string_view();
}

resolve::Variables variables(const Process& /*process*/) {
    return {get, nullptr};
}

void first_arguments(Process& process, resolve::Question& question, Arena& arena) {
    const wchar_t* at = arguments_of(GetCommandLineW());
    process.first = at;
    while (*at != L'\0' && question.wants_argument()) {
        std::size_t size = 0;
        at = skip_spaces(take_argument(at, g_wide, size));
        question.arguments[question.argument_count++] = narrow(g_wide, size, arena);
    }
    process.first_end = at;
}

void write_error(std::string_view text) {
    const HANDLE stream = GetStdHandle(STD_ERROR_HANDLE);
    const auto units = resolve::utf16_from_utf8(text.data(), text.size(), g_wide, k_max_line);
    DWORD written = 0;
    if (WriteConsoleW(stream, g_wide, static_cast<DWORD>(units), &written, nullptr) == 0) {
        WriteFile(stream, text.data(), static_cast<DWORD>(text.size()), &written, nullptr);
    }
}

Started start(Process& process, resolve::Decision& decision) {
    for (std::size_t i = 0; i < decision.change_count; i++) {
        const auto& change = decision.changes[i];
        wchar_t name[64];
        if (widen(change.name, name, 64) && widen(change.value, g_wide, k_max_line)) {
            SetEnvironmentVariableW(name, change.set ? g_wide : nullptr);
        }
    }
    const wchar_t* rest = process.first;
    for (std::size_t i = 0; i < decision.dropped; i++) {
        std::size_t size = 0;
        rest = skip_spaces(take_argument(rest, g_wide, size));
    }
    if (!make_line(decision.program, {}, rest, nullptr)) {
        return {false, ERROR_FILENAME_EXCED_RANGE};
    }
    auto startup = inherited_startup();
    const auto started = run_program(decision.program, startup);
    if (!started.ran) {
        // govern, which explains the failure, is not a hop: it decides by the same variables.
        SetEnvironmentVariableW(L"GOVERN_HOPS", nullptr);
    }
    return started;
}

bool lacks_loader(const std::string_view& /*program*/, unsigned /*start_error*/) {
    return false; // Windows' is a part of it
}

Started run_govern(const Process& process, const std::string_view& govern,
                   const resolve::Question& question, unsigned start_error, Arena& arena) {
    // A home that is a drive's root ends in a backslash, which must not meet the quote.
    const auto before = resolve::compose(arena, "--home \"*/.\" __shim * \"*\" -- ", question.home,
                                         resolve::decimal(start_error, arena), question.program);
    // Arguments that leave no room are not what the answer depends on.
    if (!make_line(govern, before, process.first, process.first_end) &&
        !make_line(govern, before, nullptr, nullptr)) {
        return {false, ERROR_FILENAME_EXCED_RANGE};
    }
    SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, nullptr, TRUE};
    auto startup = inherited_startup();
    startup.dwFlags |= STARTF_USESTDHANDLES;
    startup.hStdInput = CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                    &inheritable, OPEN_EXISTING, 0, nullptr);
    startup.hStdOutput = startup.hStdError;
    return run_program(govern, startup);
}

unsigned windows_main() {
    Process process;
    return run(process);
}

} // namespace govern::shim
