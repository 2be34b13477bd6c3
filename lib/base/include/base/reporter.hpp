#pragma once

#include "base/message.hpp"

#include <cstdint>
#include <string>

namespace govern {

/// How far one long step has come.
struct Progress {
    enum class Phase { download, unpack, verify, rebuild };
    Phase phase = Phase::download;
    std::string what;        ///< such as `go1.22.5`
    std::uint64_t done = 0;  ///< bytes while downloading, else files
    std::uint64_t total = 0; ///< the same unit; 0 if it is not known
};

/// The layers below the CLI report here. Implementations must be callable from any thread.
class Reporter {
public:
    virtual ~Reporter() = default;
    virtual void warn(const Message& warning) = 0;
    /// One plain line about a step that was done or begins.
    virtual void status(const Message& line) = 0;
    /// Like status, shown with --verbose only.
    virtual void detail(const Message& line) = 0;
    virtual void progress(const Progress& progress) = 0;
    /// True once the user asked to stop (Ctrl-C): long steps clean up and return msg::interrupted.
    [[nodiscard]] virtual bool interrupted() const = 0;
};

} // namespace govern
