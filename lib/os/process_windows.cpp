#include "os/process.hpp"

#include "base/messages/os.hpp"
#include "base/text.hpp"
#include "error_windows.hpp"
#include "os/command_line.hpp"
#include "os/path.hpp"
#include "os/terminal.hpp"
#include "os/utf16.hpp"

#include <algorithm>
#include <array>
#include <thread>

namespace govern::os {

namespace {

constexpr std::size_t k_longest_command_line = 32767;

/// While a child runs, Ctrl-C is its business: the console tells us both. Not by a NULL handler,
/// which the child would inherit.
class CtrlCForChild {
public:
    CtrlCForChild() { SetConsoleCtrlHandler(leave_it, TRUE); }
    CtrlCForChild(const CtrlCForChild&) = delete;
    CtrlCForChild& operator=(const CtrlCForChild&) = delete;
    ~CtrlCForChild() { SetConsoleCtrlHandler(leave_it, FALSE); }

private:
    static BOOL WINAPI leave_it(DWORD event) {
        if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) {
            return FALSE;
        }
        note_interrupt();
        return TRUE;
    }
};

/// The block CreateProcessW wants: sorted without regard to case, each ended by a NUL, one more
/// last.
std::wstring environment_block(const Environment& environment) {
    std::vector<std::wstring> entries;
    for (const auto& [name, value] : environment.all()) {
        entries.push_back(to_utf16(name + '=' + value));
    }
    std::sort(entries.begin(), entries.end(), [](const std::wstring& a, const std::wstring& b) {
        const auto name_length = [](const std::wstring& text) {
            return static_cast<int>(text.find(L'=', 1));
        };
        return CompareStringOrdinal(a.c_str(), name_length(a), b.c_str(), name_length(b), TRUE) ==
               CSTR_LESS_THAN;
    });
    std::wstring block;
    for (const auto& entry : entries) {
        block += entry;
        block += L'\0';
    }
    block += L'\0';
    if (entries.empty()) {
        block += L'\0';
    }
    return block;
}

/// The three standard handles of a child, and the list that keeps all others from being inherited.
class ChildHandles {
public:
    ChildHandles() = default;
    ChildHandles(const ChildHandles&) = delete;
    ChildHandles& operator=(const ChildHandles&) = delete;
    ~ChildHandles() {
        if (m_list != nullptr) {
            DeleteProcThreadAttributeList(m_list);
        }
    }

    /// An inheritable copy of the handle; none where we have none.
    void add(HANDLE source) {
        HANDLE copy = nullptr;
        if (source != nullptr && source != INVALID_HANDLE_VALUE) {
            DuplicateHandle(GetCurrentProcess(), source, GetCurrentProcess(), &copy, 0, TRUE,
                            DUPLICATE_SAME_ACCESS);
        }
        m_handles[m_count++] = Handle(copy);
    }

    [[nodiscard]] STARTUPINFOEXW startup_info() {
        STARTUPINFOEXW info{};
        info.StartupInfo.cb = sizeof(info);
        info.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
        info.StartupInfo.hStdInput = m_handles[0].get();
        info.StartupInfo.hStdOutput = m_handles[1].get();
        info.StartupInfo.hStdError = m_handles[2].get();
        for (const auto& handle : m_handles) {
            if (handle) {
                m_inherited.push_back(handle.get());
            }
        }
        SIZE_T size = 0;
        InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
        m_buffer.resize(size);
        auto* list = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(m_buffer.data());
        if (InitializeProcThreadAttributeList(list, 1, 0, &size) != 0) {
            m_list = list;
        }
        if (m_list != nullptr && !m_inherited.empty()) {
            UpdateProcThreadAttribute(m_list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                      m_inherited.data(), m_inherited.size() * sizeof(HANDLE),
                                      nullptr, nullptr);
        }
        info.lpAttributeList = m_list;
        return info;
    }
    [[nodiscard]] bool any() const { return !m_inherited.empty(); }

private:
    std::array<Handle, 3> m_handles;
    std::size_t m_count = 0;
    std::vector<HANDLE> m_inherited;
    std::vector<std::byte> m_buffer;
    LPPROC_THREAD_ATTRIBUTE_LIST m_list = nullptr;
};

/// A child and, where it has a time limit, the job that ends it with all it started.
class Child {
public:
    static Result<Child> start(const Command& command, ChildHandles& handles) {
        std::vector<std::string> words = {command.program};
        words.insert(words.end(), command.arguments.begin(), command.arguments.end());
        if (is_batch_file(command.program)) {
            return fail(msg::batch_refused,
                        {{"path", command.program}, {"command", quote_arguments(words)}});
        }
        auto line = to_utf16(quote_arguments(words));
        if (line.size() >= k_longest_command_line) {
            return fail(msg::arguments_too_long, {{"path", command.program}});
        }
        Child child;
        child.m_limit = command.time_limit;
        const bool limited = command.time_limit.count() > 0;
        auto block = environment_block(command.environment);
        auto info = handles.startup_info();
        PROCESS_INFORMATION made{};
        const auto program = command.program.size() < MAX_PATH ? to_utf16(command.program)
                                                               : long_path(command.program);
        const auto folder = to_utf16(command.folder);
        const DWORD flags = CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT |
                            (limited ? DWORD{CREATE_SUSPENDED} : 0);
        if (CreateProcessW(program.c_str(), line.data(), nullptr, nullptr,
                           handles.any() ? TRUE : FALSE, flags, block.data(),
                           folder.empty() ? nullptr : folder.c_str(), &info.StartupInfo,
                           &made) == 0) {
            return fail(msg::not_started,
                        {{"path", command.program}, {"reason", error_text(GetLastError())}});
        }
        child.m_process = Handle(made.hProcess);
        const Handle thread(made.hThread);
        if (limited) {
            child.put_into_job();
            ResumeThread(thread.get());
        }
        return child;
    }

    ChildExit wait() {
        ChildExit out;
        const DWORD limit = m_limit.count() > 0 ? static_cast<DWORD>(m_limit.count()) : INFINITE;
        if (WaitForSingleObject(m_process.get(), limit) == WAIT_TIMEOUT) {
            TerminateJobObject(m_job.get(), 1);
            TerminateProcess(m_process.get(), 1); // Where it could not be put into the job.
            WaitForSingleObject(m_process.get(), INFINITE);
            out.timed_out = true;
        }
        DWORD code = 0;
        GetExitCodeProcess(m_process.get(), &code);
        out.code = code;
        return out;
    }

private:
    void put_into_job() {
        m_job = Handle(CreateJobObjectW(nullptr, nullptr));
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
        limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
        SetInformationJobObject(m_job.get(), JobObjectExtendedLimitInformation, &limits,
                                sizeof(limits));
        AssignProcessToJobObject(m_job.get(), m_process.get());
    }

    Handle m_process;
    Handle m_job;
    std::chrono::milliseconds m_limit{0};
};

/// Reads one pipe to its end on a thread of its own.
class Collector {
public:
    Collector() = default;
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;
    ~Collector() { (void)text(); }

    /// Gives the child its end; false where there is no pipe.
    [[nodiscard]] bool open(Handle& child_end) {
        HANDLE read = nullptr;
        HANDLE write = nullptr;
        if (CreatePipe(&read, &write, nullptr, 0) == 0) {
            return false;
        }
        m_end = Handle(read);
        child_end = Handle(write);
        return true;
    }
    void start(std::size_t limit) {
        m_thread = std::thread([this, limit] { read_all(limit); });
    }
    [[nodiscard]] std::string text() {
        if (m_thread.joinable()) {
            m_thread.join();
        }
        return std::move(m_text);
    }

private:
    void read_all(std::size_t limit) {
        std::array<char, 16384> buffer; // NOLINT: filled by ReadFile
        DWORD count = 0;
        while (ReadFile(m_end.get(), buffer.data(), static_cast<DWORD>(buffer.size()), &count,
                        nullptr) != 0) {
            const auto room = limit - std::min(limit, m_text.size());
            m_text.append(buffer.data(), std::min<std::size_t>(room, count));
        }
    }

    Handle m_end;
    std::string m_text;
    std::thread m_thread;
};

class WindowsProcesses final : public Processes {
public:
    Result<ChildExit> run(const Command& command) override {
        const CtrlCForChild leave;
        ChildHandles handles;
        handles.add(GetStdHandle(STD_INPUT_HANDLE));
        handles.add(GetStdHandle(STD_OUTPUT_HANDLE));
        handles.add(GetStdHandle(STD_ERROR_HANDLE));
        GOVERN_TRY_ASSIGN(auto child, Child::start(command, handles));
        return child.wait();
    }

    Result<Captured> capture(const Command& command, std::size_t max_output) override {
        Collector out;
        Collector err;
        Handle to_out;
        Handle to_err;
        Handle nothing(
            CreateFileW(L"NUL", GENERIC_READ, k_share_all, nullptr, OPEN_EXISTING, 0, nullptr));
        if (!out.open(to_out) || !err.open(to_err)) {
            return fail(msg::not_started,
                        {{"path", command.program}, {"reason", error_text(GetLastError())}});
        }
        auto child = start_captured(command, nothing, to_out, to_err);
        if (!child) {
            return tl::unexpected(std::move(child).error());
        }
        to_out.close();
        to_err.close();
        out.start(max_output);
        err.start(max_output);
        Captured captured;
        captured.exit = child->wait();
        captured.out = out.text();
        captured.err = err.text();
        return captured;
    }

private:
    /// Our own copies of the pipes' ends are closed on return: the child's must be the last ones.
    static Result<Child> start_captured(const Command& command, const Handle& in, const Handle& out,
                                        const Handle& err) {
        ChildHandles handles;
        handles.add(in.get());
        handles.add(out.get());
        handles.add(err.get());
        return Child::start(command, handles);
    }
};

} // namespace

std::unique_ptr<Processes> real_processes() {
    return std::make_unique<WindowsProcesses>();
}

std::optional<std::string> find_in_path(std::string_view name, const Environment& environment) {
    if (name.empty() || name.find_first_of("/\\:") != name.npos) {
        return std::nullopt;
    }
    std::string file(name);
    if (file.size() < 4 ||
        !equals_ignoring_case(std::string_view(file).substr(file.size() - 4), ".exe")) {
        file += ".exe";
    }
    for (const auto& folder : environment.path_entries()) {
        auto path = join(folder, file);
        const DWORD attributes = is_absolute(folder) ? GetFileAttributesW(long_path(path).c_str())
                                                     : INVALID_FILE_ATTRIBUTES;
        if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
            return path;
        }
    }
    return std::nullopt;
}

} // namespace govern::os
