#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstddef>

namespace govern::os {

/// While it lives, Ctrl-C and Ctrl-\ are left to the child (the terminal sends them to both of us)
/// and requests to end (SIGTERM, SIGHUP) are passed on to it. Several may live at once.
class SignalsForChild {
public:
    SignalsForChild();
    SignalsForChild(const SignalsForChild&) = delete;
    SignalsForChild& operator=(const SignalsForChild&) = delete;
    ~SignalsForChild();
    /// 0: none.
    void forward_to(pid_t child);

private:
    std::size_t m_slot;
};

/// The signals that a child gets at their default although we ignore or catch them.
[[nodiscard]] sigset_t signals_for_children();

} // namespace govern::os
