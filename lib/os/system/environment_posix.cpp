#include "os/environment.hpp"

#include <cstring>

extern char** environ; // NOLINT: POSIX declares it in no header.

namespace govern::os {

Environment process_environment() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (equals != text.npos && equals > 0) {
            variables.emplace(text.substr(0, equals), text.substr(equals + 1)); // The first counts.
        }
    }
    return Environment(std::move(variables));
}

} // namespace govern::os
