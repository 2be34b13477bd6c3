#pragma once

// The process as the shim sees it, and the ones that it starts: process_posix.cpp and
// process_windows.cpp.

#include "resolve/decision.hpp"

#include <string_view>

namespace govern::shim {

/// The system's start data of this process, which each platform defines.
struct Process;

/// The absolute path of the running program, links resolved if the system does that; empty if it is
/// unknown.
[[nodiscard]] std::string_view own_file(const Process& process, resolve::Arena& arena);

[[nodiscard]] resolve::Variables variables(const Process& process);
/// Fills in the first arguments (after the program's name).
void first_arguments(Process& process, resolve::Question& question, resolve::Arena& arena);

/// To standard error, UTF-8; on a Windows console as UTF-16.
void write_error(std::string_view text);

struct Started {
    bool ran = false;
    unsigned code = 0; ///< of the child, all 32 bits; or the system's error number if it never ran
};
/// Starts what was decided, with our arguments but the dropped ones. On POSIX this process becomes
/// it, so a return means failure.
[[nodiscard]] Started start(Process& process, resolve::Decision& decision);

/// True if this error of start() means that the program exists, but its loader does not.
[[nodiscard]] bool lacks_loader(const std::string_view& program, unsigned start_error);

/// Runs `govern --home HOME __shim START-ERROR NAME -- ARGUMENT…` (cli/commands/shim.cpp) with
/// closed stdin and its output on standard error.
[[nodiscard]] Started run_govern(const Process& process, const std::string_view& govern,
                                 const resolve::Question& question, unsigned start_error,
                                 resolve::Arena& arena);

} // namespace govern::shim
