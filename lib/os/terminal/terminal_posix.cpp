#include "os/terminal.hpp"
#include "system/error_posix.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <string>

namespace govern::os {

namespace {

class PosixStream final : public Stream {
public:
    PosixStream(int fd, std::size_t buffer_size) : m_fd(fd), m_buffer_size(buffer_size) {}
    ~PosixStream() override { flush_buffer(); }

    void write(std::string_view text) override {
        m_buffer += text;
        if (m_buffer.size() >= m_buffer_size) {
            flush_buffer();
        }
    }
    void flush() override { flush_buffer(); }
    bool failed() const override { return m_failed; }
    bool is_terminal() const override { return ::isatty(m_fd) == 1; }
    bool has_escapes() const override { return is_terminal(); }
    unsigned width() const override {
        winsize size{};
        if (::ioctl(m_fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
            return 80;
        }
        return size.ws_col;
    }

private:
    void flush_buffer() {
        m_failed = write_all(m_fd, m_buffer) != 0 || m_failed;
        m_buffer.clear();
    }

    int m_fd;
    std::size_t m_buffer_size;
    std::string m_buffer;
    bool m_failed = false;
};

std::atomic<bool> g_interrupted = false; // written by a signal handler
static_assert(std::atomic<bool>::is_always_lock_free);

} // namespace

std::unique_ptr<Stream> standard_output() {
    return std::make_unique<PosixStream>(STDOUT_FILENO, std::size_t{32} << 10U);
}

std::unique_ptr<Stream> standard_error() {
    return std::make_unique<PosixStream>(STDERR_FILENO, 0);
}

bool input_is_terminal() {
    return ::isatty(STDIN_FILENO) == 1;
}

void catch_interrupts() {
    struct sigaction action{};
    action.sa_handler = [](int) { g_interrupted = true; };
    // The first one asks, the second one ends us: everything govern does survives that.
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction old{};
        ::sigaction(signal, nullptr, &old);
        if (old.sa_handler != SIG_IGN) { // As under nohup.
            ::sigaction(signal, &action, nullptr);
        }
    }
    // A write over `ulimit -f` must fail, not end us. The programs that we start inherit SIG_IGN,
    // but not a handler.
    struct sigaction limit{};
    limit.sa_handler = [](int) {};
    ::sigaction(SIGXFSZ, &limit, nullptr);
}

bool interrupted() {
    return g_interrupted;
}

void note_interrupt() {
    g_interrupted = true;
}

} // namespace govern::os
