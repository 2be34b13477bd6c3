#pragma once

#include <memory>
#include <string_view>

namespace govern::os {

/// One of the standard output streams; standard output is buffered until flush() or its end. Not
/// thread-safe. Text is UTF-8; on a Windows console it is written as UTF-16,
/// to a file or pipe as UTF-8 bytes, but for PowerShell, which reads pipes in the console's code
/// page.
class Stream {
public:
    virtual ~Stream() = default;
    virtual void write(std::string_view text) = 0;
    virtual void flush() = 0;
    /// True once a write failed: a full disk, a closed pipe.
    [[nodiscard]] virtual bool failed() const { return false; }
    [[nodiscard]] virtual bool is_terminal() const = 0;
    /// Escape sequences are understood (on Windows: virtual terminal mode could be switched on).
    [[nodiscard]] virtual bool has_escapes() const = 0;
    /// Columns; 80 if unknown.
    [[nodiscard]] virtual unsigned width() const = 0;
};

[[nodiscard]] std::unique_ptr<Stream> standard_output();
[[nodiscard]] std::unique_ptr<Stream> standard_error();
/// True if a person could answer: standard input is a terminal.
[[nodiscard]] bool input_is_terminal();

/// Catches Ctrl-C and termination for the whole process; interrupted() tells once it came. A second
/// one ends the process at once.
void catch_interrupts();
[[nodiscard]] bool interrupted();
/// Makes interrupted() true, from a signal handler too: for a Ctrl-C that was left to a child.
void note_interrupt();

} // namespace govern::os
