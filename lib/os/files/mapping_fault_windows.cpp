#include "files/mapping_fault.hpp"

#include <windows.h>

namespace govern::os {

namespace {

LONG WINAPI answer(EXCEPTION_POINTERS* exception) {
    const auto& record = *exception->ExceptionRecord;
    if (record.ExceptionCode != EXCEPTION_IN_PAGE_ERROR || record.NumberParameters < 2) {
        return EXCEPTION_CONTINUE_SEARCH;
    }
    // The second one is the address that could not be read.
    const auto* const found =
        fault_answer_at(reinterpret_cast<const void*>(record.ExceptionInformation[1]));
    if (found == nullptr) {
        return EXCEPTION_CONTINUE_SEARCH;
    }
    DWORD count = 0;
    WriteFile(GetStdHandle(STD_ERROR_HANDLE), found->text.data(),
              static_cast<DWORD>(found->text.size()), &count, nullptr);
    TerminateProcess(GetCurrentProcess(), static_cast<UINT>(found->exit_code));
    return EXCEPTION_EXECUTE_HANDLER;
}

} // namespace

void install_fault_handler() {
    SetUnhandledExceptionFilter(answer);
}

} // namespace govern::os
