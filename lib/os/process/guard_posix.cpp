#include "process/guard_posix.hpp"

#include "process/signals_posix.hpp"
#include "process/start_posix.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <type_traits>

namespace govern::os {

namespace {

constexpr int k_control = 3; ///< the guard reads signals to pass on; its end means the tree's
constexpr int k_answer =
    4; ///< the guard writes one Report once the child runs or cannot, one at its end
constexpr char k_kill = 'K'; ///< on the control pipe; any other byte is a signal's number

/// What the guard says on its pipe.
struct Report {
    int error = 0; ///< errno of a start that failed
    int status = 0;
    rusage usage{};
};
static_assert(std::is_trivially_copyable_v<Report>);

template <typename T> bool read_all(int fd, T& out) {
    auto* at = reinterpret_cast<char*>(&out);
    std::size_t missing = sizeof(T);
    while (missing > 0) {
        const auto count = ::read(fd, at, missing);
        if (count == 0 || (count < 0 && errno != EINTR)) {
            return false;
        }
        if (count > 0) {
            at += count;
            missing -= static_cast<std::size_t>(count);
        }
    }
    return true;
}

// From here to GuardedChild everything runs in the guard: no heap, no locks, as other threads of
// the process it was copied from may have held them.

void say(const Report& report) {
    (void)!::write(k_answer, &report, sizeof(report));
}

void close_from(int first) {
    constexpr int k_most = 4096; // more files than govern ever has open
    for (int fd = first; fd < k_most; ++fd) {
        ::close(fd);
    }
}

/// In the child, until it is the program. Writes the errno value to `answer` where it fails.
[[noreturn]] void become(const char* program, const char* folder, const ExecWords& words,
                         const sigset_t& defaults, int answer) {
    ::setpgid(0, 0);
    end_with_parent();
    for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP}) {
        if (sigismember(&defaults, number) == 1) {
            ::signal(number, SIG_DFL);
        }
    }
    ::signal(SIGPIPE, SIG_DFL);
    ::signal(SIGCHLD, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (folder[0] == '\0' || ::chdir(folder) == 0) {
        ::execve(program, words.arguments(), words.variables());
    }
    const int error = errno;
    (void)!::write(answer, &error, sizeof(error));
    ::_exit(127);
}

/// Ends the child's group, then whatever else became the guard's own child, until there is none.
void end_tree(pid_t child) {
    constexpr int k_rounds = 500; // of 10 ms: what a kernel cannot end is left
    ::kill(-child, SIGKILL);
    for (int i = 0; i < k_rounds; ++i) {
        kill_own_children();
        pid_t ended = 0;
        while ((ended = ::waitpid(-1, nullptr, WNOHANG)) > 0) {
        }
        if (ended < 0 && errno == ECHILD) {
            return;
        }
        ::poll(nullptr, 0, 10);
    }
}

/// Passes on what the control pipe says. False where the tree must end now.
bool obey(pid_t child) {
    char byte = 0;
    const auto count = ::read(k_control, &byte, 1);
    if (count < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    if (count == 0 || byte == k_kill) {
        return false;
    }
    ::kill(-child, byte);
    return true;
}

/// Until the child has ended or the tree must. Reaps what the child leaves behind.
bool has_ended(pid_t child, Report& report, const sigset_t& while_waiting) {
    for (;;) {
        int status = 0;
        rusage usage{};
        pid_t ended = 0;
        while ((ended = ::wait4(-1, &status, WNOHANG, &usage)) > 0) {
            if (ended == child) {
                report.status = status;
                report.usage = usage;
                return true;
            }
        }
        fd_set readable;
        FD_ZERO(&readable);
        FD_SET(k_control, &readable);
        const int ready =
            ::pselect(k_control + 1, &readable, nullptr, nullptr, nullptr, &while_waiting);
        if (ready > 0 && !obey(child)) {
            return false;
        }
    }
}

[[noreturn]] void guard(const char* program, const char* folder, const ExecWords& words,
                        const sigset_t& defaults) {
    ::setpgid(0, 0); // The terminal's signals are for who started us.
    adopt_descendants();
    for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE}) {
        ::signal(number, SIG_IGN);
    }
    struct sigaction wake{};
    wake.sa_handler = [](int) {};
    ::sigaction(SIGCHLD, &wake, nullptr);
    sigset_t chld;
    sigset_t while_waiting;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &chld, &while_waiting);
    sigdelset(&while_waiting, SIGCHLD);
    Report report;
    std::array<int, 2> failed{};
    pid_t child = -1;
    if (::pipe(failed.data()) == 0) {
        ::fcntl(failed[1], F_SETFD, FD_CLOEXEC);
        child = ::fork();
    }
    if (child == 0) {
        ::close(failed[0]);
        ::close(k_control);
        ::close(k_answer);
        become(program, folder, words, defaults, failed[1]);
    }
    report.error = child < 0 ? errno : 0;
    if (child > 0) {
        ::setpgid(child, child);
        ::close(failed[1]);
        (void)read_all(failed[0], report.error);
        ::close(failed[0]);
        // What the guard holds of the child's streams would keep them open.
        for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
            ::close(fd);
        }
    }
    say(report);
    if (report.error == 0 && !has_ended(child, report, while_waiting)) {
        ::kill(child, SIGKILL);
        int status = 0;
        while (::wait4(child, &status, 0, &report.usage) < 0 && errno == EINTR) {
        }
        report.status = status;
    }
    if (child > 0) {
        end_tree(child);
    }
    say(report);
    ::_exit(0);
}

/// Gives the guard its five files, whatever numbers they have now, and no other.
void place_files(const Streams& streams, int control, int answer) {
    constexpr int k_high = 64; // out of the way of the five
    const std::array<int, 5> from = {streams.in, streams.out, streams.err, control, answer};
    std::array<int, 5> moved{};
    for (std::size_t i = 0; i < from.size(); ++i) {
        moved[i] = ::fcntl(from[i], F_DUPFD, k_high);
    }
    for (std::size_t i = 0; i < from.size(); ++i) {
        ::dup2(moved[i], static_cast<int>(i));
    }
    close_from(k_answer + 1);
}

} // namespace

Result<GuardedChild> GuardedChild::start(const Command& command, const Streams& streams) {
    const ExecWords words(command);
    const sigset_t defaults = signals_for_children();
    std::array<int, 2> control{};
    std::array<int, 2> answer{};
    if (!make_pipe(control)) {
        return start_failure(command.program, errno);
    }
    Fd guards_control(control[0]);
    Fd to_guard(control[1]);
    if (!make_pipe(answer)) {
        return start_failure(command.program, errno);
    }
    Fd from_guard(answer[0]);
    Fd guards_answer(answer[1]);
    const pid_t pid = ::fork();
    if (pid < 0) {
        return start_failure(command.program, errno);
    }
    if (pid == 0) {
        place_files(streams, guards_control.get(), guards_answer.get());
        guard(command.program.c_str(), command.folder.c_str(), words, defaults);
    }
    guards_control.close();
    guards_answer.close();
    GuardedChild out(pid, std::move(to_guard), std::move(from_guard));
    Report report;
    if (!read_all(out.m_from_guard.get(), report)) {
        report.error = ECHILD;
    }
    if (report.error != 0) {
        return start_failure(command.program, report.error);
    }
    return out;
}

GuardedChild::~GuardedChild() {
    if (m_to_guard) {
        (void)wait();
    }
}

void GuardedChild::signal(int number) const {
    const char byte = static_cast<char>(number);
    (void)!::write(m_to_guard.get(), &byte, 1);
}

void GuardedChild::kill() const {
    signal(k_kill);
}

GuardedChild::End GuardedChild::wait() {
    Report report;
    if (!read_all(m_from_guard.get(), report)) {
        report.status = SIGKILL;
    }
    m_to_guard.close();
    while (::waitpid(m_guard, nullptr, 0) < 0 && errno == EINTR) {
    }
    return {report.status, report.usage};
}

} // namespace govern::os
