#pragma once

#include "base/result.hpp"
#include "os/environment.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::os {

struct Command {
    std::string program;                ///< absolute path
    std::vector<std::string> arguments; ///< without the program's own name
    Environment environment;            ///< the whole environment of the child
    std::string folder;                 ///< empty: where we are
    /// Zero: none. When it is over, the child and what it started are ended.
    std::chrono::milliseconds time_limit{0};
};

/// How a child ended. On Windows all 32 bits of its exit code; on POSIX 128 + N for signal N.
struct ChildExit {
    std::uint32_t code = 0;
    int signal = 0; ///< POSIX: the signal that ended it, else 0
    bool timed_out = false;
};

struct Captured {
    ChildExit exit;
    std::string out; ///< bytes as written
    std::string err;
};

class Processes {
public:
    virtual ~Processes() = default;
    /// Runs with our standard handles and waits. Ctrl-C is left to the child; a request to end us
    /// is passed on to it. Batch files are refused (msg::batch_refused): no quoting makes arguments
    /// safe for them (CVE-2024-24576). msg::arguments_too_long over Windows' 32,767;
    /// msg::not_started or msg::loader_missing where it cannot be started.
    virtual Result<ChildExit> run(const Command& command) = 0;
    /// Runs with an empty stdin and collects output, at most `max_output` bytes of each stream;
    /// what is more is dropped.
    virtual Result<Captured> capture(const Command& command, std::size_t max_output) = 0;
};

[[nodiscard]] std::unique_ptr<Processes> real_processes();

/// Finds a program in absolute PATH entries as the shell would (`name`, on Windows `name.exe`);
/// nothing for a name with a separator.
[[nodiscard]] std::optional<std::string> find_in_path(std::string_view name,
                                                      const Environment& environment);

} // namespace govern::os
