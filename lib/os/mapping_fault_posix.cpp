#include "os/mapping_fault.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <mutex>
#include <vector>

namespace govern::os {

namespace {

struct Answer {
    std::string text;
    int exit_code;
};

// A signal belongs to the process, so what is answered does too.
std::atomic<const Answer*> g_answer = nullptr;

void answer(int /*signal*/) {
    const Answer* const now = g_answer;
    (void)!::write(STDERR_FILENO, now->text.data(), now->text.size());
    ::_exit(now->exit_code);
}

} // namespace

void explain_mapping_faults(std::string text, int exit_code) {
    // Kept as long as the process: the handler may hold any of them.
    static std::mutex mutex;
    static std::vector<std::unique_ptr<Answer>> kept;
    const std::lock_guard lock(mutex);
    kept.push_back(std::make_unique<Answer>(Answer{std::move(text), exit_code}));
    g_answer = kept.back().get();
    struct sigaction action{};
    action.sa_handler = answer;
    ::sigaction(SIGBUS, &action, nullptr);
}

} // namespace govern::os
