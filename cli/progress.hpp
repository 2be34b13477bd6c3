#pragma once

#include "base/reporter.hpp"
#include "os/terminal.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace govern::cli {

/// How far long steps have come: one bar on a terminal, elsewhere a plain line as each step ends.
/// Several SDKs may be under way; the bar stays with one of them until it is done or quiet. For one
/// thread at a time.
class ProgressView {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// `bar`: stderr is a terminal that knows escape sequences; `taskbar`: also Windows Terminal's.
    ProgressView(os::Stream& err, bool bar, bool taskbar)
        : m_err(err), m_bar(bar), m_taskbar(bar && taskbar) {}

    void show(const Progress& progress, Time now);
    /// Takes the bar away, so that a line can be written.
    void clear();

private:
    // One phase of one SDK.
    struct Step {
        std::string what;
        Progress::Phase phase = Progress::Phase::download;
        Time began;
        Time seen; ///< time of its last report
        std::uint64_t first_done = 0;
        bool done = false;
    };
    Step& step_of(const Progress& progress, Time now);
    [[nodiscard]] bool hidden(const Step& step, Time now) const;
    void draw(const Progress& progress, const Step& step);
    void write_plain(const Progress& progress);

    os::Stream& m_err;
    bool m_bar;
    bool m_taskbar;
    bool m_shown = false;
    Time m_drawn;
    std::string m_what; ///< whom the bar shows
    std::vector<Step> m_steps;
};

} // namespace govern::cli
