#include "os/mapping_fault.hpp"

#include <windows.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace govern::os {

namespace {

struct Answer {
    std::string text;
    int exit_code;
};

// The filter belongs to the process, so what is answered does too.
std::atomic<const Answer*> g_answer = nullptr;

LONG WINAPI answer(EXCEPTION_POINTERS* exception) {
    if (exception->ExceptionRecord->ExceptionCode != EXCEPTION_IN_PAGE_ERROR) {
        return EXCEPTION_CONTINUE_SEARCH;
    }
    const Answer* const now = g_answer;
    DWORD count = 0;
    WriteFile(GetStdHandle(STD_ERROR_HANDLE), now->text.data(),
              static_cast<DWORD>(now->text.size()), &count, nullptr);
    TerminateProcess(GetCurrentProcess(), static_cast<UINT>(now->exit_code));
    return EXCEPTION_EXECUTE_HANDLER;
}

} // namespace

void explain_mapping_faults(std::string text, int exit_code) {
    // Kept as long as the process: the filter may hold any of them.
    static std::mutex mutex;
    static std::vector<std::unique_ptr<Answer>> kept;
    const std::lock_guard lock(mutex);
    kept.push_back(std::make_unique<Answer>(Answer{std::move(text), exit_code}));
    g_answer = kept.back().get();
    SetUnhandledExceptionFilter(answer);
}

} // namespace govern::os
