#include "os/terminal.hpp"
#include "os/utf16.hpp"
#include "process/parent_windows.hpp"
#include "system/error_windows.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <string>

namespace govern::os {

namespace {

bool is_console(HANDLE handle) {
    DWORD mode = 0;
    return GetConsoleMode(handle, &mode) != 0;
}

/// mintty (Git Bash, MSYS2, Cygwin) is a terminal behind a pipe named like
/// `\msys-dd50a72ab4668b33-pty0-to-master`; it takes UTF-8 and escapes.
bool is_mintty(HANDLE handle) {
    if (GetFileType(handle) != FILE_TYPE_PIPE) {
        return false;
    }
    alignas(FILE_NAME_INFO) std::array<std::byte, sizeof(FILE_NAME_INFO) + 512 * sizeof(wchar_t)>
        buffer{};
    if (GetFileInformationByHandleEx(handle, FileNameInfo, buffer.data(),
                                     static_cast<DWORD>(buffer.size())) == 0) {
        return false;
    }
    const auto* info = reinterpret_cast<const FILE_NAME_INFO*>(buffer.data());
    const std::wstring_view name(info->FileName, info->FileNameLength / sizeof(wchar_t));
    const bool theirs = name.substr(0, 6) == L"\\msys-" || name.substr(0, 8) == L"\\cygwin-";
    return theirs && name.find(L"-pty") != name.npos;
}

/// PowerShell reads what a program writes into a pipe in the console's code page, and where that is
/// not UTF-8 would make other letters of ours. 0: UTF-8 is right.
UINT code_page_of_reader(HANDLE handle) {
    const UINT page = GetFileType(handle) == FILE_TYPE_PIPE ? GetConsoleOutputCP() : 0;
    if (page == 0 || page == CP_UTF8) {
        return 0;
    }
    // A shim that asks govern stands between: its own output is what PowerShell reads.
    const auto above = programs_above(2);
    const auto reader = std::find_if(above.begin(), above.end(), [](const std::string& name) {
        return !name.starts_with("go");
    });
    const bool powershell = reader != above.end() && (*reader == "powershell" || *reader == "pwsh");
    return powershell ? page : 0;
}

std::string in_code_page(std::wstring_view text, UINT page) {
    const auto size = static_cast<int>(text.size());
    const int length =
        WideCharToMultiByte(page, 0, text.data(), size, nullptr, 0, nullptr, nullptr);
    std::string out(static_cast<std::size_t>(length), '\0');
    WideCharToMultiByte(page, 0, text.data(), size, out.data(), length, nullptr, nullptr);
    return out;
}

class WindowsStream final : public Stream {
public:
    WindowsStream(HANDLE handle, std::size_t buffer_size)
        : m_handle(handle), m_buffer_size(buffer_size) {
        DWORD mode = 0;
        m_console = GetConsoleMode(handle, &mode) != 0;
        m_mintty = !m_console && is_mintty(handle);
        if (!m_console) {
            m_code_page = m_mintty ? 0 : code_page_of_reader(handle);
            return;
        }
        constexpr DWORD wanted = ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;
        m_escapes = (mode & wanted) == wanted;
        if (!m_escapes && SetConsoleMode(handle, mode | wanted) != 0) {
            m_escapes = true;
            m_mode_before = mode;
            m_restore = true;
        }
    }
    ~WindowsStream() override {
        flush_buffer();
        if (m_restore) {
            SetConsoleMode(m_handle, m_mode_before);
        }
    }

    void write(std::string_view text) override {
        m_buffer += text;
        if (m_buffer.size() >= m_buffer_size) {
            flush_buffer();
        }
    }
    void flush() override { flush_buffer(); }
    bool failed() const override { return m_failed; }
    bool is_terminal() const override { return m_console || m_mintty; }
    bool has_escapes() const override { return m_escapes || m_mintty; }
    unsigned width() const override {
        CONSOLE_SCREEN_BUFFER_INFO info{};
        if (!m_console || GetConsoleScreenBufferInfo(m_handle, &info) == 0) {
            return 80;
        }
        return static_cast<unsigned>(std::max(1, info.srWindow.Right - info.srWindow.Left + 1));
    }

private:
    void flush_buffer() {
        if (m_console) {
            write_console(to_utf16(m_buffer));
        } else if (!m_buffer.empty()) {
            const auto bytes = m_code_page == 0 ? std::move(m_buffer)
                                                : in_code_page(to_utf16(m_buffer), m_code_page);
            m_failed = write_all(m_handle, bytes) != 0 || m_failed;
        }
        m_buffer.clear();
    }

    /// In pieces: old consoles refuse more than 64 kB at once.
    void write_console(std::wstring_view text) {
        while (!text.empty()) {
            DWORD count = 0;
            const auto size = static_cast<DWORD>(std::min<std::size_t>(text.size(), 8192));
            if (WriteConsoleW(m_handle, text.data(), size, &count, nullptr) == 0 || count == 0) {
                m_failed = true;
                return;
            }
            text.remove_prefix(count);
        }
    }

    HANDLE m_handle;
    std::size_t m_buffer_size;
    std::string m_buffer;
    DWORD m_mode_before = 0;
    UINT m_code_page = 0;
    bool m_console = false;
    bool m_mintty = false;
    bool m_escapes = false;
    bool m_restore = false;
    bool m_failed = false;
};

std::atomic<bool> g_interrupted = false; // written by the console's own thread

BOOL WINAPI on_console_event(DWORD event) {
    const bool again = g_interrupted.exchange(true);
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) {
        Sleep(4500); // The process ends when this returns; Windows itself waits 5 s for it.
        return FALSE;
    }
    // The second one ends us: everything govern does survives that.
    return again ? FALSE : TRUE;
}

} // namespace

std::unique_ptr<Stream> standard_output() {
    return std::make_unique<WindowsStream>(GetStdHandle(STD_OUTPUT_HANDLE), std::size_t{32} << 10U);
}

std::unique_ptr<Stream> standard_error() {
    return std::make_unique<WindowsStream>(GetStdHandle(STD_ERROR_HANDLE), 0);
}

bool input_is_terminal() {
    const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    return is_console(input) || is_mintty(input);
}

void catch_interrupts() {
    SetConsoleCtrlHandler(on_console_event, TRUE);
}

bool interrupted() {
    return g_interrupted;
}

void note_interrupt() {
    g_interrupted = true;
}

} // namespace govern::os
