#pragma once

#include "os/host.hpp"

#include <chrono>
#include <mutex>
#include <random>
#include <string>

namespace govern::net {

/// How often a connection that is refused before anything came is tried: the user should soon hear
/// of a host that does not exist, or get the file from the next source.
inline constexpr unsigned k_refused_tries = 2;

/// How long to wait before try number 2, 3, …: doubling from about 0.3 s to at most 10 s, each
/// between half and one and a half of that, so that many clients do not come back together.
class BackOff {
public:
    [[nodiscard]] std::chrono::milliseconds wait_before(unsigned next_try);

private:
    std::mutex m_mutex;
    std::minstd_rand m_random{std::random_device()()};
};

/// Sleeps in short steps; false if the user or `stopped` asked to end.
template <typename Stopped>
bool sleep_unless(os::Host& host, std::chrono::milliseconds duration, Stopped stopped) {
    constexpr std::chrono::milliseconds k_step(50);
    for (auto left = duration; left.count() > 0; left -= k_step) {
        if (host.reporter.interrupted() || stopped()) {
            return false;
        }
        host.clock.sleep(std::min(left, k_step));
    }
    return !host.reporter.interrupted() && !stopped();
}

/// `1.5`: seconds for a message.
[[nodiscard]] std::string seconds_text(std::chrono::milliseconds duration);
/// The first line of an error's text, for lines that say why something is tried again.
[[nodiscard]] std::string reason_text(const Message& error);

} // namespace govern::net
