#pragma once

#include "base/reporter.hpp"
#include "cli/context.hpp"
#include "cli/progress.hpp"
#include "os/clock.hpp"
#include "os/terminal.hpp"

#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace govern::cli {

/// Everything govern says on stderr: warnings, status lines, the progress bar on a terminal and
/// plain lines elsewhere. Keeps the warnings for --json.
class Console : public Reporter {
public:
    Console(os::Stream& err, os::Clock& clock, const Globals& globals,
            const os::Environment& environment);

    void warn(const Message& warning) override;
    void status(const Message& line) override;
    void detail(const Message& line) override;
    void progress(const Progress& progress) override;
    [[nodiscard]] bool interrupted() const override { return os::interrupted(); }

    void error(const Message& error);
    /// Takes the bar away: what is printed next stands on a line of its own.
    void end_progress();
    /// From now on hints name this home: the one that `govern`, typed as it is, would not take.
    void name_home(std::string home) { m_home = std::move(home); }
    /// A command of govern's with --home where it needs that; any other text as it is. Every hint
    /// goes through here.
    [[nodiscard]] std::string to_type(std::string command) const;
    /// With hints that can be typed as they are.
    [[nodiscard]] RenderedMessage rendered(const Message& message) const;
    /// The warnings so far, rendered, in order.
    [[nodiscard]] const std::vector<RenderedMessage>& warnings() const { return m_warnings; }

private:
    void write_line(std::string_view text);
    [[nodiscard]] std::string painted(const Message& message, std::string_view label) const;

    std::mutex m_mutex;
    os::Stream& m_err;
    os::Clock& m_clock;
    std::string m_home; ///< empty if `govern` finds it by itself
    bool m_quiet;
    bool m_verbose;
    bool m_colour;
    ProgressView m_progress;
    std::vector<RenderedMessage> m_warnings;
};

/// The console that a command talks to: for what it shows on stdout itself.
[[nodiscard]] const Console& console_of(const Context& context);

/// `{"code": …, "message": …, "notes": […], "hints": […]}` (docs/json.md).
[[nodiscard]] nlohmann::json to_json(const RenderedMessage& message);

} // namespace govern::cli
