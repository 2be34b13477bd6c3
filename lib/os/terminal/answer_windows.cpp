#include "os/answer.hpp"

#include "base/text.hpp"
#include "os/terminal.hpp"

#include <array>
#include <cstdio>

namespace govern::os {

std::optional<std::string> read_answer() {
    std::array<char, 64> line{};
    if (std::fgets(line.data(), static_cast<int>(line.size()), stdin) == nullptr || interrupted()) {
        return std::nullopt;
    }
    return std::string(trim(line.data()));
}

} // namespace govern::os
