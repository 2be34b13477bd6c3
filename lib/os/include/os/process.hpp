#pragma once

#include "base/result.hpp"
#include "os/environment.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::os {

/// The two output streams of a child.
enum class Output { out, err };

struct Command {
    std::string program;                ///< absolute path
    std::vector<std::string> arguments; ///< without the program's own name
    Environment environment;            ///< the whole environment of the child
    std::string folder;                 ///< empty: where we are
    /// Zero: none. When it is over, the child and what it started are ended.
    std::chrono::milliseconds time_limit{0};
    /// The child reads an empty stdin instead of ours. With a time limit a child on a POSIX
    /// terminal is in the background, where reading the terminal would stop it.
    bool empty_stdin = false;
    /// The figures of ChildExit count what the child started too. POSIX counts that anyway; Windows
    /// then runs the child in a job.
    bool measured = false;
    /// capture() with a time limit only: the child and all it starts are one tree. It ends when the
    /// child ends, at the time limit, 5 s after an interrupt was passed on, and when this process
    /// is gone, however it went. On Linux that is every descendant, on Windows a job, on other
    /// systems the child's process group.
    bool whole_tree = false;
    /// capture() only: gets each piece of output as it comes, and all of it. Calls never overlap.
    std::function<void(Output, std::string_view)> tee = {};
};

/// How a child ended. On Windows all 32 bits of its exit code; on POSIX 128 + N for signal N.
struct ChildExit {
    std::uint32_t code = 0;
    int signal = 0; ///< POSIX: the signal that ended it, else 0
    bool timed_out = false;
    /// Ended by SIGINT or SIGTERM, on Windows by Ctrl-C. A child that catches them and returns a
    /// code of its own was not.
    bool interrupted = false;
    std::chrono::microseconds cpu{0}; ///< user and system time, of all processes together
    /// Bytes that the largest process used at once: resident on POSIX, committed on Windows.
    /// Nothing where the system does not tell.
    std::optional<std::uint64_t> peak_memory = {};
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
    /// what is more is dropped. Interrupts are treated as in run().
    virtual Result<Captured> capture(const Command& command, std::size_t max_output) = 0;
    /// Finds a program in the absolute entries of this environment's PATH as the shell would
    /// (`name`, on Windows `name.exe`); nothing for a name with a separator.
    [[nodiscard]] virtual std::optional<std::string> find(std::string_view name,
                                                          const Environment& environment) const = 0;
};

[[nodiscard]] std::unique_ptr<Processes> real_processes();

} // namespace govern::os
