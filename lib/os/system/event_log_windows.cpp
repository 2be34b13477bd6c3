#include "os/machine.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

namespace govern::os {

namespace {

/// Ids from 1 to 1000 have their text in the message file that `eventcreate` names when it
/// registers a source (learn.microsoft.com: "eventcreate").
constexpr DWORD k_event_id = 1;

} // namespace

void add_event(EventKind kind, const std::string& text) {
    const HANDLE source = RegisterEventSourceW(nullptr, L"govern");
    if (source == nullptr) {
        return;
    }
    const auto wide = to_utf16(text);
    const wchar_t* line = wide.c_str();
    const WORD type = kind == EventKind::error ? EVENTLOG_ERROR_TYPE : EVENTLOG_INFORMATION_TYPE;
    ReportEventW(source, type, 0, k_event_id, nullptr, 1, 0, &line, nullptr);
    DeregisterEventSource(source);
}

} // namespace govern::os
