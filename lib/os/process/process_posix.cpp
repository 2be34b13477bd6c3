#include "os/process.hpp"

#include "base/path.hpp"
#include "files/native_posix.hpp"
#include "os/messages.hpp"
#include "os/terminal.hpp"
#include "process/guard_posix.hpp"
#include "process/signals_posix.hpp"
#include "process/start_posix.hpp"
#include "system/error_posix.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <thread>

namespace govern::os {

namespace {

using Instant = std::chrono::steady_clock::time_point;

/// File actions and attributes of posix_spawn, freed at the end.
struct SpawnSettings {
    SpawnSettings() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

/// Starts the child. One with a time limit leads a process group, so that all of it can be ended.
Result<pid_t> start(const Command& command, SpawnSettings& settings) {
    const ExecWords words(command);
    if (!command.folder.empty()) {
        if (::access(command.folder.c_str(), X_OK) != 0) {
            return file_failure("enter", command.folder, errno);
        }
        posix_spawn_file_actions_addchdir_np(&settings.actions, command.folder.c_str());
    }
    const sigset_t defaults = signals_for_children();
    posix_spawnattr_setsigdefault(&settings.attributes, &defaults);
    short flags = POSIX_SPAWN_SETSIGDEF;
    if (command.time_limit.count() > 0) {
        posix_spawnattr_setpgroup(&settings.attributes, 0);
        flags |= POSIX_SPAWN_SETPGROUP;
    }
    posix_spawnattr_setflags(&settings.attributes, flags);
    pid_t child = 0;
    const int error = ::posix_spawn(&child, command.program.c_str(), &settings.actions,
                                    &settings.attributes, words.arguments(), words.variables());
    if (error != 0) {
        return start_failure(command.program, error);
    }
    return child;
}

std::chrono::microseconds duration(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

ChildExit exit_of(int status, const rusage& usage) {
    ChildExit out;
    out.cpu = duration(usage.ru_utime) + duration(usage.ru_stime);
    if (usage.ru_maxrss > 0) {
        out.peak_memory = static_cast<std::uint64_t>(usage.ru_maxrss) * resident_size_unit();
    }
    if (WIFSIGNALED(status)) {
        out.signal = WTERMSIG(status);
        out.interrupted = out.signal == SIGINT || out.signal == SIGTERM;
        out.code = static_cast<std::uint32_t>(128 + out.signal);
    } else {
        out.code = static_cast<std::uint32_t>(WEXITSTATUS(status));
    }
    return out;
}

ChildExit reap(pid_t child) {
    int status = 0;
    rusage usage{};
    while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    return exit_of(status, usage);
}

/// Ends the process group of a child step by step: Ctrl-C is passed on, then the time limit.
class Enforcer {
public:
    Enforcer(pid_t group, std::chrono::milliseconds limit)
        : m_group(group), m_limited(limit.count() > 0),
          m_end(std::chrono::steady_clock::now() + limit) {}

    void check() {
        if (!m_limited) {
            return;
        }
        if (interrupted() && !m_passed_on) {
            ::kill(-m_group, SIGINT);
            m_passed_on = true;
        }
        const auto now = std::chrono::steady_clock::now();
        if (now >= m_end && !m_timed_out) {
            ::kill(-m_group, SIGTERM);
            m_timed_out = true;
        } else if (now >= m_end + std::chrono::seconds(2)) {
            ::kill(-m_group, SIGKILL);
        }
    }
    [[nodiscard]] bool timed_out() const { return m_timed_out; }
    /// What a child that is gone left behind in its group.
    void finish() const {
        if (m_timed_out) {
            ::kill(-m_group, SIGKILL);
        }
    }

private:
    pid_t m_group;
    bool m_limited;
    Instant m_end;
    bool m_passed_on = false;
    bool m_timed_out = false;
};

ChildExit wait_limited(pid_t child, Enforcer& enforcer) {
    int status = 0;
    rusage usage{};
    std::chrono::milliseconds pause(1);
    while (::wait4(child, &status, WNOHANG, &usage) == 0) {
        enforcer.check();
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(50));
    }
    enforcer.finish();
    auto out = exit_of(status, usage);
    out.timed_out = enforcer.timed_out();
    return out;
}

/// One captured stream: the reading end of a pipe and what came through it.
struct Collected {
    Output which;
    Fd end;
    std::string text;

    /// Reads what is there; closes the end once the writers are gone.
    void take(std::size_t limit, const Command& command) {
        std::array<char, 16384> buffer; // NOLINT: filled by read
        const auto count = ::read(end.get(), buffer.data(), buffer.size());
        if (count > 0) {
            const auto room = limit - std::min(limit, text.size());
            text.append(buffer.data(), std::min(room, static_cast<std::size_t>(count)));
            if (command.tee) {
                command.tee(which, {buffer.data(), static_cast<std::size_t>(count)});
            }
        } else if (count == 0 || errno != EINTR) {
            end.close();
        }
    }
};

/// Until both streams are closed or, past the time limit, until the child is gone.
void collect(Collected& out, Collected& err, std::size_t limit, const Command& command,
             Enforcer& enforcer, pid_t child) {
    while (out.end || err.end) {
        std::array<pollfd, 2> polled = {{{out.end.get(), POLLIN, 0}, {err.end.get(), POLLIN, 0}}};
        const int ready = ::poll(polled.data(), polled.size(), 100);
        enforcer.check();
        siginfo_t gone{};
        if (ready == 0 && enforcer.timed_out() &&
            ::waitid(P_PID, static_cast<id_t>(child), &gone, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            gone.si_pid == child) {
            return;
        }
        if (ready <= 0) {
            continue;
        }
        if (polled[0].revents != 0) {
            out.take(limit, command);
        }
        if (polled[1].revents != 0) {
            err.take(limit, command);
        }
    }
}

/// Waits for a child that has no time limit, and takes it out of `signals`.
ChildExit wait_unlimited(pid_t child, SignalsForChild& signals) {
    siginfo_t gone{};
    while (::waitid(P_PID, static_cast<id_t>(child), &gone, WEXITED | WNOWAIT) != 0 &&
           errno == EINTR) {
    }
    signals.forward_to(0); // Before its number is free for another process.
    return reap(child);
}

/// Ends a guarded tree step by step: an interrupt is passed on and has 5 s; the time limit gives
/// SIGTERM, then 2 s.
class TreeEnforcer {
public:
    TreeEnforcer(const GuardedChild& child, std::chrono::milliseconds limit)
        : m_child(child), m_limit(std::chrono::steady_clock::now() + limit) {}

    void check() {
        const auto now = std::chrono::steady_clock::now();
        if (interrupted() && !m_interrupted) {
            m_child.signal(SIGINT);
            m_interrupted = true;
            m_kill = std::min(m_kill, now + std::chrono::seconds(5));
        }
        if (now >= m_limit && !m_timed_out && !m_interrupted) {
            m_child.signal(SIGTERM);
            m_timed_out = true;
            m_kill = now + std::chrono::seconds(2);
        }
        if (now >= m_kill) {
            m_child.kill();
            m_kill = Instant::max();
        }
    }
    [[nodiscard]] bool timed_out() const { return m_timed_out; }
    [[nodiscard]] bool was_interrupted() const { return m_interrupted; }

private:
    const GuardedChild& m_child;
    Instant m_limit;
    Instant m_kill = Instant::max();
    bool m_timed_out = false;
    bool m_interrupted = false;
};

/// Until the tree has ended and its output is read.
Captured collect_tree(GuardedChild& child, Collected& out, Collected& err, std::size_t limit,
                      const Command& command) {
    TreeEnforcer enforcer(child, command.time_limit);
    bool ended = false;
    while (out.end || err.end || !ended) {
        std::array<pollfd, 3> polled = {{{out.end.get(), POLLIN, 0},
                                         {err.end.get(), POLLIN, 0},
                                         {ended ? -1 : child.ended(), POLLIN, 0}}};
        const int ready = ::poll(polled.data(), polled.size(), 100);
        enforcer.check();
        if (ready <= 0) {
            if (ended && ready == 0) {
                break; // somebody outside of the tree holds the pipes
            }
            continue;
        }
        if (polled[0].revents != 0) {
            out.take(limit, command);
        }
        if (polled[1].revents != 0) {
            err.take(limit, command);
        }
        ended = ended || polled[2].revents != 0;
    }
    const auto end = child.wait();
    Captured captured;
    captured.exit = exit_of(end.status, end.usage);
    captured.exit.timed_out = enforcer.timed_out();
    captured.exit.interrupted =
        !captured.exit.timed_out && (captured.exit.interrupted || enforcer.was_interrupted());
    return captured;
}

void give_empty_stdin(SpawnSettings& settings) {
    posix_spawn_file_actions_addopen(&settings.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
}

class PosixProcesses final : public Processes {
public:
    Result<ChildExit> run(const Command& command) override {
        SpawnSettings settings;
        if (command.empty_stdin) {
            give_empty_stdin(settings);
        }
        if (command.time_limit.count() > 0) {
            GOVERN_TRY_ASSIGN(const pid_t child, start(command, settings));
            Enforcer enforcer(child, command.time_limit);
            return wait_limited(child, enforcer);
        }
        SignalsForChild signals;
        GOVERN_TRY_ASSIGN(const pid_t child, start(command, settings));
        signals.forward_to(child);
        return wait_unlimited(child, signals);
    }

    Result<Captured> capture(const Command& command, std::size_t max_output) override {
        std::array<int, 2> out{};
        std::array<int, 2> err{};
        if (!make_pipe(out)) {
            return start_failure(command.program, errno);
        }
        Collected from_out{Output::out, Fd(out[0]), {}};
        Fd to_out(out[1]);
        if (!make_pipe(err)) {
            return start_failure(command.program, errno);
        }
        Collected from_err{Output::err, Fd(err[0]), {}};
        Fd to_err(err[1]);
        if (command.whole_tree && command.time_limit.count() > 0) {
            const Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
            GOVERN_TRY_ASSIGN(auto child, GuardedChild::start(command, {nothing.get(), to_out.get(),
                                                                        to_err.get()}));
            to_out.close();
            to_err.close();
            auto captured = collect_tree(child, from_out, from_err, max_output, command);
            captured.out = std::move(from_out.text);
            captured.err = std::move(from_err.text);
            return captured;
        }
        SpawnSettings settings;
        give_empty_stdin(settings);
        posix_spawn_file_actions_adddup2(&settings.actions, to_out.get(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&settings.actions, to_err.get(), STDERR_FILENO);
        std::optional<SignalsForChild> signals; // The enforcer of a time limit passes them on.
        if (command.time_limit.count() == 0) {
            signals.emplace();
        }
        GOVERN_TRY_ASSIGN(const pid_t child, start(command, settings));
        if (signals) {
            signals->forward_to(child);
        }
        to_out.close();
        to_err.close();
        Enforcer enforcer(child, command.time_limit);
        collect(from_out, from_err, max_output, command, enforcer, child);
        Captured captured;
        captured.exit = signals ? wait_unlimited(child, *signals) : wait_limited(child, enforcer);
        captured.out = std::move(from_out.text);
        captured.err = std::move(from_err.text);
        return captured;
    }

    [[nodiscard]] std::optional<std::string> find(std::string_view name,
                                                  const Environment& environment) const override {
        if (name.empty() || name.find('/') != name.npos) {
            return std::nullopt;
        }
        for (const auto& folder : environment.path_entries()) {
            auto path = path::join(folder, name);
            struct stat status{};
            if (path::is_absolute(folder) && ::stat(path.c_str(), &status) == 0 &&
                S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0) {
                return path;
            }
        }
        return std::nullopt;
    }
};

} // namespace

std::unique_ptr<Processes> real_processes() {
    return std::make_unique<PosixProcesses>();
}

} // namespace govern::os
