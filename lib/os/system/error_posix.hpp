#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace govern::os {

/// The message for a failed system call. `action` is a verb that fits before a path.
[[nodiscard]] Failure file_failure(std::string_view action, const std::string& path, int error);

/// msg::no_inodes where the volume of this path, which need not be there yet, has bytes but holds
/// as many files as it can.
[[nodiscard]] Result<void> require_inode(std::string_view action, const std::string& path);

/// The system's text for an errno value.
[[nodiscard]] std::string error_text(int error);

/// A file descriptor that closes itself.
class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) : m_fd(fd) {}
    Fd(Fd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Fd() { close(); }
    void close();
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }
    explicit operator bool() const { return m_fd >= 0; }

private:
    int m_fd = -1;
};

/// Writes all of it, at the file's own position; an errno value or 0.
[[nodiscard]] int write_all(int fd, std::string_view bytes);

} // namespace govern::os
