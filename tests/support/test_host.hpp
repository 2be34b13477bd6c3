#pragma once

#include "base/path.hpp"
#include "os/host.hpp"
#include "os/machine.hpp"
#include "os/process.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace govern::test {

/// Keeps what was said.
class RecordingReporter : public Reporter {
public:
    void warn(const Message& warning) override { add(warnings, warning); }
    void status(const Message& line) override { add(statuses, line); }
    void detail(const Message& line) override { add(details, line); }
    void progress(const Progress& step) override {
        const std::lock_guard lock(m_mutex);
        last_progress = step;
    }
    bool interrupted() const override { return is_interrupted; }

    /// True where something of this kind was said (warning, status or detail).
    [[nodiscard]] bool said(const MessageSpec& spec) const {
        const std::lock_guard lock(m_mutex);
        for (const auto* list : {&warnings, &statuses, &details}) {
            for (const auto& message : *list) {
                if (message.is(spec)) {
                    return true;
                }
            }
        }
        return false;
    }
    /// All of it as text.
    [[nodiscard]] std::string text() const {
        const std::lock_guard lock(m_mutex);
        std::string out;
        for (const auto* list : {&warnings, &statuses, &details}) {
            for (const auto& message : *list) {
                out += render_text(message, "warning");
            }
        }
        return out;
    }

    std::vector<Message> warnings;
    std::vector<Message> statuses;
    std::vector<Message> details;
    Progress last_progress;
    std::atomic<bool> is_interrupted = false;

private:
    void add(std::vector<Message>& list, const Message& message) {
        const std::lock_guard lock(m_mutex);
        list.push_back(message);
    }
    mutable std::mutex m_mutex;
};

/// Sleeping takes no time: the clock jumps instead.
class JumpingClock : public os::Clock {
public:
    std::int64_t unix_seconds() const override { return start + m_jumped.load() / 1000; }
    std::chrono::steady_clock::time_point steady() const override {
        return std::chrono::steady_clock::now() + std::chrono::milliseconds(m_jumped.load());
    }
    void sleep(std::chrono::milliseconds duration) override { m_jumped += duration.count(); }
    [[nodiscard]] std::chrono::milliseconds slept() const {
        return std::chrono::milliseconds(m_jumped.load());
    }

    std::int64_t start = 1'790'000'000;

private:
    std::atomic<std::int64_t> m_jumped = 0;
};

/// A Host with real files in a temporary folder of its own (removed at the end), an environment
/// that inherits nothing, and a clock that jumps.
class TestHost {
public:
    TestHost()
        : files(os::real_files()), processes(os::real_processes()), machine(os::real_machine()),
          account(os::real_user_environment()), folder(make_folder(*files)) {}
    ~TestHost() { (void)files->remove_tree(folder); }
    TestHost(const TestHost&) = delete;
    TestHost& operator=(const TestHost&) = delete;

    [[nodiscard]] std::string path(const std::string& name) const {
        return path::join(folder, name);
    }
    /// Writes a file below the folder and returns its path.
    std::string write(const std::string& name, const std::string& content) {
        auto file = path(name);
        if (!files->write_atomic(file, content)) {
            throw std::runtime_error("cannot write " + file);
        }
        return file;
    }

    std::unique_ptr<os::Files> files;
    std::unique_ptr<os::Processes> processes;
    std::unique_ptr<os::Machine> machine;
    std::unique_ptr<os::UserEnvironment> account;
    JumpingClock clock;
    RecordingReporter reporter;
    const std::string folder;
    os::Host host{*files,   *processes,        clock,    *machine,
                  *account, os::Environment(), reporter, folder};

private:
    static std::string make_folder(os::Files& files) {
        static std::atomic<unsigned> counter = 0;
        const auto environment = os::process_environment();
        const auto base =
            environment.get("TMPDIR").value_or(environment.get("TEMP").value_or("/tmp"));
        auto folder = path::join(base, "govern-test-" + std::to_string(os::process_id()) + '-' +
                                           std::to_string(++counter));
        if (!files.make_folders(folder)) {
            throw std::runtime_error("cannot make " + folder);
        }
        return folder;
    }
};

} // namespace govern::test
