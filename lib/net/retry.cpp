#include "retry.hpp"

#include <algorithm>

namespace govern::net {

std::chrono::milliseconds BackOff::wait_before(unsigned next_try) {
    constexpr unsigned k_first_ms = 300;
    constexpr unsigned k_longest_ms = 10'000;
    const auto doublings = std::min(next_try < 2 ? 0u : next_try - 2, 6u);
    const auto middle = std::min(k_first_ms << doublings, k_longest_ms);
    const std::lock_guard lock(m_mutex);
    std::uniform_int_distribution<unsigned> around(middle / 2, middle + middle / 2);
    return std::chrono::milliseconds(around(m_random));
}

std::string seconds_text(std::chrono::milliseconds duration) {
    const auto tenths = (duration.count() + 50) / 100;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

std::string reason_text(const Message& error) {
    return render(error).text;
}

} // namespace govern::net
