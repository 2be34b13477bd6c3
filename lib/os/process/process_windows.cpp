#include "os/process.hpp"

#include "base/command_line.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "os/messages.hpp"
#include "os/terminal.hpp"
#include "os/utf16.hpp"
#include "process/environment_block_windows.hpp"
#include "system/error_windows.hpp"

#include <algorithm>
#include <array>
#include <mutex>
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

    /// An inheritable copy of the handle; empty if we have no such handle.
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

/// An exit code that no program returns by itself: Windows ended it on Ctrl-C
/// (STATUS_CONTROL_C_EXIT).
constexpr DWORD k_ended_by_ctrl_c = 0xC000013A;

std::chrono::microseconds duration(std::int64_t hundreds_of_nanoseconds) {
    return std::chrono::microseconds(hundreds_of_nanoseconds / 10);
}

std::int64_t ticks(const FILETIME& time) {
    return static_cast<std::int64_t>(std::uint64_t{time.dwHighDateTime} << 32U |
                                     time.dwLowDateTime);
}

/// A child and, where it has a time limit or is measured, the job with all it started.
class Child {
public:
    static Result<Child> start(const Command& command, ChildHandles& handles) {
        std::vector<std::string> words = {command.program};
        words.insert(words.end(), command.arguments.begin(), command.arguments.end());
        if (is_batch_file(command.program)) {
            return fail(msg::batch_refused,
                        {{"path", command.program}, {"command", line_for_cmd(words)}});
        }
        auto line = to_utf16(quote_arguments(words));
        if (line.size() >= k_longest_command_line) {
            return fail(msg::arguments_too_long, {{"path", command.program}});
        }
        Child child;
        child.m_limit = command.time_limit;
        child.m_whole_tree = command.whole_tree;
        const bool limited = command.time_limit.count() > 0;
        const bool in_job = limited || command.measured;
        auto block = environment_block(command.environment);
        auto info = handles.startup_info();
        PROCESS_INFORMATION made{};
        const auto program = command.program.size() < MAX_PATH ? to_utf16(command.program)
                                                               : long_path(command.program);
        const auto folder = to_utf16(command.folder);
        const DWORD flags = CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT |
                            (in_job ? DWORD{CREATE_SUSPENDED} : 0);
        if (CreateProcessW(program.c_str(), line.data(), nullptr, nullptr,
                           handles.any() ? TRUE : FALSE, flags, block.data(),
                           folder.empty() ? nullptr : folder.c_str(), &info.StartupInfo,
                           &made) == 0) {
            return fail(msg::not_started,
                        {{"path", command.program}, {"reason", error_text(GetLastError())}});
        }
        child.m_process = Handle(made.hProcess);
        const Handle thread(made.hThread);
        if (in_job) {
            child.put_into_job(limited);
            ResumeThread(thread.get());
        }
        return child;
    }

    ChildExit wait() {
        ChildExit out;
        const DWORD limit = m_limit.count() > 0 ? static_cast<DWORD>(m_limit.count()) : INFINITE;
        const bool in_time = m_whole_tree
                                 ? wait_for_tree(out)
                                 : WaitForSingleObject(m_process.get(), limit) != WAIT_TIMEOUT;
        if (!in_time) {
            end_all();
            WaitForSingleObject(m_process.get(), INFINITE);
        }
        out.timed_out = !in_time && !out.interrupted;
        DWORD code = 0;
        GetExitCodeProcess(m_process.get(), &code);
        out.code = code;
        out.interrupted = out.interrupted || code == k_ended_by_ctrl_c;
        measure(out);
        if (m_whole_tree) {
            end_all();
        }
        return out;
    }

private:
    void end_all() const {
        TerminateJobObject(m_job.get(), 1);
        TerminateProcess(m_process.get(), 1); // It could not be put into the job.
    }

    /// False where the time limit, or 5 s after an interrupt, came before the child's end.
    bool wait_for_tree(ChildExit& out) const {
        constexpr DWORD k_look_every = 50; // ms
        auto end = std::chrono::steady_clock::now() + m_limit;
        while (WaitForSingleObject(m_process.get(), k_look_every) == WAIT_TIMEOUT) {
            const auto now = std::chrono::steady_clock::now();
            if (interrupted() && !out.interrupted) { // The console told the child too.
                out.interrupted = true;
                end = std::min(end, now + std::chrono::seconds(5));
            }
            if (now >= end) {
                return false;
            }
        }
        return true;
    }

    /// A job also counts what the child started. If the job reports nothing, only the child counts.
    void measure(ChildExit& out) const {
        FILETIME created{};
        FILETIME ended{};
        FILETIME kernel{};
        FILETIME user{};
        if (GetProcessTimes(m_process.get(), &created, &ended, &kernel, &user) != 0) {
            out.cpu = duration(ticks(kernel) + ticks(user));
        }
        JOBOBJECT_BASIC_ACCOUNTING_INFORMATION times{};
        if (m_job && QueryInformationJobObject(m_job.get(), JobObjectBasicAccountingInformation,
                                               &times, sizeof(times), nullptr) != 0) {
            out.cpu = std::max(
                out.cpu, duration(times.TotalKernelTime.QuadPart + times.TotalUserTime.QuadPart));
        }
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
        if (m_job &&
            QueryInformationJobObject(m_job.get(), JobObjectExtendedLimitInformation, &limits,
                                      sizeof(limits), nullptr) != 0 &&
            limits.PeakProcessMemoryUsed > 0) {
            out.peak_memory = limits.PeakProcessMemoryUsed;
        }
    }

    void put_into_job(bool limited) {
        m_job = Handle(CreateJobObjectW(nullptr, nullptr));
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
        // A measured child without a time limit may leave processes behind, as outside of a job.
        limits.BasicLimitInformation.LimitFlags =
            limited ? JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE : JOB_OBJECT_LIMIT_BREAKAWAY_OK;
        SetInformationJobObject(m_job.get(), JobObjectExtendedLimitInformation, &limits,
                                sizeof(limits));
        AssignProcessToJobObject(m_job.get(), m_process.get());
    }

    Handle m_process;
    Handle m_job;
    std::chrono::milliseconds m_limit{0};
    bool m_whole_tree = false;
};

/// Reads one pipe to its end on a thread of its own.
class Collector {
public:
    Collector() = default;
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;
    ~Collector() { (void)text(); }

    /// Gives the child its end; false if there is no pipe.
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
    /// `tee` gets what is read, under `teeing`.
    void start(std::size_t limit, Output which, const Command& command, std::mutex& teeing) {
        m_thread = std::thread([this, limit, which, &command, &teeing] {
            read_all(limit, [&](std::string_view piece) {
                if (command.tee) {
                    const std::lock_guard lock(teeing);
                    command.tee(which, piece);
                }
            });
        });
    }
    [[nodiscard]] std::string text() {
        if (m_thread.joinable()) {
            m_thread.join();
        }
        return std::move(m_text);
    }

private:
    template <typename Tee> void read_all(std::size_t limit, const Tee& tee) {
        std::array<char, 16384> buffer; // NOLINT: filled by ReadFile
        DWORD count = 0;
        while (ReadFile(m_end.get(), buffer.data(), static_cast<DWORD>(buffer.size()), &count,
                        nullptr) != 0) {
            const auto room = limit - std::min(limit, m_text.size());
            m_text.append(buffer.data(), std::min<std::size_t>(room, count));
            tee(std::string_view(buffer.data(), count));
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
        const Handle nothing = empty_input();
        ChildHandles handles;
        handles.add(command.empty_stdin ? nothing.get() : GetStdHandle(STD_INPUT_HANDLE));
        handles.add(GetStdHandle(STD_OUTPUT_HANDLE));
        handles.add(GetStdHandle(STD_ERROR_HANDLE));
        GOVERN_TRY_ASSIGN(auto child, Child::start(command, handles));
        return child.wait();
    }

    Result<Captured> capture(const Command& command, std::size_t max_output) override {
        const CtrlCForChild leave;
        std::mutex teeing; // outlives the threads of the collectors
        Collector out;
        Collector err;
        Handle to_out;
        Handle to_err;
        const Handle nothing = empty_input();
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
        out.start(max_output, Output::out, command, teeing);
        err.start(max_output, Output::err, command, teeing);
        Captured captured;
        captured.exit = child->wait();
        captured.out = out.text();
        captured.err = err.text();
        return captured;
    }

    [[nodiscard]] std::optional<std::string> find(std::string_view name,
                                                  const Environment& environment) const override {
        if (name.empty() || name.find_first_of("/\\:") != name.npos) {
            return std::nullopt;
        }
        std::string file(name);
        if (file.size() < 4 ||
            !equals_ignoring_case(std::string_view(file).substr(file.size() - 4), ".exe")) {
            file += ".exe";
        }
        for (const auto& folder : environment.path_entries()) {
            auto path = path::join(folder, file);
            const DWORD attributes = path::is_absolute(folder)
                                         ? GetFileAttributesW(long_path(path).c_str())
                                         : INVALID_FILE_ATTRIBUTES;
            if (attributes != INVALID_FILE_ATTRIBUTES &&
                (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
                return path;
            }
        }
        return std::nullopt;
    }

private:
    static Handle empty_input() {
        return Handle(
            CreateFileW(L"NUL", GENERIC_READ, k_share_all, nullptr, OPEN_EXISTING, 0, nullptr));
    }

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

} // namespace govern::os
