#pragma once

#include "base/result.hpp"
#include "files/native_posix.hpp"
#include "os/process.hpp"
#include "system/error_posix.hpp"

#include <sys/resource.h>
#include <sys/types.h>

#include <optional>

namespace govern::os {

/// The standard streams that a child gets.
struct Streams {
    int in = -1;
    int out = -1;
    int err = -1;
};

/// A child with all it starts as one tree. Between it and us stands a guard, a copy of this
/// process: it starts the child, reaps what the child leaves behind, and ends the tree when the
/// child has ended, when it is told to, or when our end of its pipe closes because we are gone.
class GuardedChild {
public:
    /// msg::not_started, msg::loader_missing as Processes::run has them.
    [[nodiscard]] static Result<GuardedChild> start(const Command& command, const Streams& streams);
    GuardedChild(GuardedChild&&) noexcept = default;
    GuardedChild& operator=(GuardedChild&&) = delete;
    GuardedChild(const GuardedChild&) = delete;
    GuardedChild& operator=(const GuardedChild&) = delete;
    ~GuardedChild();

    /// Readable once the child and its tree have ended.
    [[nodiscard]] int ended() const { return m_from_guard.get(); }
    /// Signals the child's process group.
    void signal(int number) const;
    /// Ends the tree at once.
    void kill() const;

    struct End {
        int status = 0; ///< as waitpid has it
        rusage usage{};
    };
    /// Waits for the end. A guard that was itself killed counts as a child that was.
    [[nodiscard]] End wait();

private:
    GuardedChild(pid_t guard, Fd to_guard, Fd from_guard)
        : m_guard(guard), m_to_guard(std::move(to_guard)), m_from_guard(std::move(from_guard)) {}

    pid_t m_guard;
    Fd m_to_guard;
    Fd m_from_guard;
};

} // namespace govern::os
