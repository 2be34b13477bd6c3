#include "os/process.hpp"

#include "base/messages/os.hpp"
#include "error_posix.hpp"
#include "native_posix.hpp"
#include "os/path.hpp"
#include "os/terminal.hpp"
#include "signals_posix.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
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

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) {
        out.push_back(text.data());
    }
    out.push_back(nullptr);
    return out;
}

Failure start_failure(const std::string& program, int error) {
    if (error == ENOENT && ::access(program.c_str(), F_OK) == 0) {
        return fail(msg::loader_missing, {{"path", program}});
    }
    return fail(msg::not_started, {{"path", program}, {"reason", error_text(error)}});
}

/// Starts the child. One with a time limit leads a process group, so that all of it can be ended.
Result<pid_t> start(const Command& command, SpawnSettings& settings) {
    std::vector<std::string> argument_texts = {command.program};
    argument_texts.insert(argument_texts.end(), command.arguments.begin(), command.arguments.end());
    std::vector<std::string> variable_texts;
    for (const auto& [name, value] : command.environment.all()) {
        variable_texts.push_back(name + '=' + value);
    }
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
    const auto arguments = pointers(argument_texts);
    const auto variables = pointers(variable_texts);
    const int error = ::posix_spawn(&child, command.program.c_str(), &settings.actions,
                                    &settings.attributes, arguments.data(), variables.data());
    if (error != 0) {
        return start_failure(command.program, error);
    }
    return child;
}

ChildExit exit_of(int status) {
    ChildExit out;
    if (WIFSIGNALED(status)) {
        out.signal = WTERMSIG(status);
        out.code = static_cast<std::uint32_t>(128 + out.signal);
    } else {
        out.code = static_cast<std::uint32_t>(WEXITSTATUS(status));
    }
    return out;
}

ChildExit reap(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return exit_of(status);
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
    std::chrono::milliseconds pause(1);
    while (::waitpid(child, &status, WNOHANG) == 0) {
        enforcer.check();
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(50));
    }
    enforcer.finish();
    auto out = exit_of(status);
    out.timed_out = enforcer.timed_out();
    return out;
}

/// One captured stream: the reading end of a pipe and what came through it.
struct Collected {
    Fd end;
    std::string text;

    /// Reads what is there; closes the end once the writers are gone.
    void take(std::size_t limit) {
        std::array<char, 16384> buffer; // NOLINT: filled by read
        const auto count = ::read(end.get(), buffer.data(), buffer.size());
        if (count > 0) {
            const auto room = limit - std::min(limit, text.size());
            text.append(buffer.data(), std::min(room, static_cast<std::size_t>(count)));
        } else if (count == 0 || errno != EINTR) {
            end.close();
        }
    }
};

/// Until both streams are closed or, past the time limit, until the child is gone.
void collect(Collected& out, Collected& err, std::size_t limit, Enforcer& enforcer, pid_t child) {
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
            out.take(limit);
        }
        if (polled[1].revents != 0) {
            err.take(limit);
        }
    }
}

class PosixProcesses final : public Processes {
public:
    Result<ChildExit> run(const Command& command) override {
        SpawnSettings settings;
        if (command.time_limit.count() > 0) {
            GOVERN_TRY_ASSIGN(const pid_t child, start(command, settings));
            Enforcer enforcer(child, command.time_limit);
            return wait_limited(child, enforcer);
        }
        SignalsForChild signals;
        GOVERN_TRY_ASSIGN(const pid_t child, start(command, settings));
        signals.forward_to(child);
        siginfo_t gone{};
        while (::waitid(P_PID, static_cast<id_t>(child), &gone, WEXITED | WNOWAIT) != 0 &&
               errno == EINTR) {
        }
        signals.forward_to(0); // Before its number is free for another process.
        return reap(child);
    }

    Result<Captured> capture(const Command& command, std::size_t max_output) override {
        std::array<int, 2> out{};
        std::array<int, 2> err{};
        if (!make_pipe(out)) {
            return start_failure(command.program, errno);
        }
        Collected from_out{Fd(out[0]), {}};
        Fd to_out(out[1]);
        if (!make_pipe(err)) {
            return start_failure(command.program, errno);
        }
        Collected from_err{Fd(err[0]), {}};
        Fd to_err(err[1]);
        SpawnSettings settings;
        posix_spawn_file_actions_addopen(&settings.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&settings.actions, to_out.get(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&settings.actions, to_err.get(), STDERR_FILENO);
        GOVERN_TRY_ASSIGN(const pid_t child, start(command, settings));
        to_out.close();
        to_err.close();
        Enforcer enforcer(child, command.time_limit);
        collect(from_out, from_err, max_output, enforcer, child);
        Captured captured;
        captured.exit =
            command.time_limit.count() > 0 ? wait_limited(child, enforcer) : reap(child);
        captured.out = std::move(from_out.text);
        captured.err = std::move(from_err.text);
        return captured;
    }
};

} // namespace

std::unique_ptr<Processes> real_processes() {
    return std::make_unique<PosixProcesses>();
}

std::optional<std::string> find_in_path(std::string_view name, const Environment& environment) {
    if (name.empty() || name.find('/') != name.npos) {
        return std::nullopt;
    }
    for (const auto& folder : environment.path_entries()) {
        auto path = join(folder, name);
        struct stat status{};
        if (is_absolute(folder) && ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
            ::access(path.c_str(), X_OK) == 0) {
            return path;
        }
    }
    return std::nullopt;
}

} // namespace govern::os
