#include "process/signals_posix.hpp"

#include "os/terminal.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>

namespace govern::os {

namespace {

// Signals belong to the process, so their state does too.
constexpr std::array<int, 4> k_signals = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
std::array<std::atomic<pid_t>, 64> g_children{}; // read by a signal handler
std::array<bool, 64> g_taken{};
std::array<struct sigaction, 4> g_before{};
std::size_t g_living = 0;
std::mutex g_mutex; // for all but g_children

// The child may end as it likes: that somebody wanted an end is known here alone.
void note(int /*signal*/) {
    note_interrupt();
}

void pass_on(int signal) {
    const int saved = errno;
    note_interrupt();
    for (const auto& child : g_children) {
        if (const pid_t pid = child; pid > 0) {
            ::kill(pid, signal);
        }
    }
    errno = saved;
}

bool is_ignored(const struct sigaction& action) {
    return action.sa_handler == SIG_IGN;
}

void install() {
    for (std::size_t i = 0; i < k_signals.size(); ++i) {
        struct sigaction action{};
        const bool from_terminal = k_signals[i] == SIGINT || k_signals[i] == SIGQUIT;
        action.sa_handler = from_terminal ? note : pass_on;
        action.sa_flags = SA_RESTART;
        ::sigaction(k_signals[i], nullptr, &g_before[i]);
        if (!is_ignored(g_before[i])) {
            ::sigaction(k_signals[i], &action, nullptr);
        }
    }
}

} // namespace

SignalsForChild::SignalsForChild() : m_slot(0) {
    const std::lock_guard lock(g_mutex);
    if (g_living++ == 0) {
        install();
    }
    while (m_slot + 1 < g_taken.size() && g_taken[m_slot]) {
        ++m_slot;
    }
    g_taken[m_slot] = true;
}

SignalsForChild::~SignalsForChild() {
    const std::lock_guard lock(g_mutex);
    g_children[m_slot] = 0;
    g_taken[m_slot] = false;
    if (--g_living == 0) {
        for (std::size_t i = 0; i < k_signals.size(); ++i) {
            ::sigaction(k_signals[i], &g_before[i], nullptr);
        }
    }
}

void SignalsForChild::forward_to(pid_t child) {
    g_children[m_slot] = child;
    // A Ctrl-C that came while it was being started went to nobody.
    if (child > 0 && interrupted()) {
        ::kill(child, SIGINT);
    }
}

sigset_t signals_for_children() {
    sigset_t set;
    sigemptyset(&set);
    const std::lock_guard lock(g_mutex);
    for (std::size_t i = 0; i < k_signals.size(); ++i) {
        struct sigaction now{};
        ::sigaction(k_signals[i], nullptr, &now);
        // What was ignored before us, as under nohup, stays ignored in the child.
        if (!is_ignored(g_living > 0 ? g_before[i] : now)) {
            sigaddset(&set, k_signals[i]);
        }
    }
    return set;
}

} // namespace govern::os
