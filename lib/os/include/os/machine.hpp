#pragma once

#include "base/result.hpp"
#include "core/platform.hpp"
#include "os/system_facts.hpp"

#include <memory>
#include <string>

namespace govern::os {

/// The weight of a line in the system's event log.
enum class EventKind { information, error };

/// The machine, and this process on it. Layers above ask the one in their Host.
class Machine {
public:
    virtual ~Machine() = default;
    /// GOOS and GOARCH of the machine itself (an amd64 build on windows/arm64 says arm64).
    [[nodiscard]] virtual Platform platform() const = 0;
    /// The absolute path of the running program, links resolved.
    [[nodiscard]] virtual Result<std::string> program() const = 0;
    /// The name of the account that this process runs as.
    [[nodiscard]] virtual std::string user() const = 0;
    [[nodiscard]] virtual unsigned long process_id() const = 0;
    /// Facts about the system that `doctor` reports.
    [[nodiscard]] virtual SystemFacts facts() const = 0;
    /// Adds a line to the system's event log, source `govern`: syslog, on Windows the Application
    /// log. Where the system has none, the line is lost.
    virtual void add_event(EventKind kind, const std::string& text) = 0;
};

[[nodiscard]] std::unique_ptr<Machine> real_machine();

// The parts of the real machine, for lib/os and for main.

/// GOOS and GOARCH of the machine itself.
[[nodiscard]] Platform machine_platform();
/// The absolute path of the running program, links resolved.
[[nodiscard]] Result<std::string> own_program();
/// The current folder, absolute.
[[nodiscard]] Result<std::string> current_folder();
/// The account this process runs as.
[[nodiscard]] std::string user_name();
[[nodiscard]] unsigned long process_id();
void add_event(EventKind kind, const std::string& text);
/// Number of processors this process may use, at least 1.
[[nodiscard]] unsigned processor_count();

} // namespace govern::os
