#include "os/answer.hpp"

#include "base/text.hpp"
#include "os/terminal.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>

namespace govern::os {

std::optional<std::string> read_answer() {
    constexpr int k_look_every_ms = 100; // a Ctrl-C just before the wait does not end it
    pollfd input{STDIN_FILENO, POLLIN, 0};
    while (!interrupted() && ::poll(&input, 1, k_look_every_ms) <= 0) {
    }
    std::array<char, 63> line{};
    const auto count = interrupted() ? 0 : ::read(STDIN_FILENO, line.data(), line.size());
    if (count <= 0 || interrupted()) {
        return std::nullopt;
    }
    return std::string(trim({line.data(), static_cast<std::size_t>(count)}));
}

} // namespace govern::os
