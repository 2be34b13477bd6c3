#include "cli/console.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace govern::cli {

namespace {

using namespace std::chrono_literals;

bool want_colour(const Globals& globals, const os::Stream& err, const os::Environment& environment) {
    if (globals.color != "auto") {
        return globals.color == "always";
    }
    if (environment.get("NO_COLOR") || environment.get("TERM") == "dumb") {
        return false;
    }
    const auto forced = environment.get("CLICOLOR_FORCE");
    if (forced && *forced != "0") {
        return true;
    }
    return err.is_terminal() && err.has_escapes() && environment.get("CLICOLOR") != "0";
}

std::string_view phase_name(Progress::Phase phase) {
    switch (phase) {
    case Progress::Phase::download:
        return "download";
    case Progress::Phase::unpack:
        return "unpack";
    case Progress::Phase::verify:
        return "verify";
    case Progress::Phase::remove:
        return "remove";
    }
    return "";
}

std::string time_left(double seconds) {
    const auto whole = static_cast<long>(seconds + 0.5);
    return whole < 60 ? fmt::format("{} s left", whole) : fmt::format("{}:{:02} left", whole / 60, whole % 60);
}

} // namespace

Console::Console(os::Stream& err, os::Clock& clock, const Globals& globals,
                 const os::Environment& environment)
    : m_err(err), m_clock(clock), m_quiet(globals.quiet), m_verbose(globals.verbose),
      m_json(globals.json), m_colour(want_colour(globals, err, environment)),
      m_bar(err.is_terminal() && err.has_escapes() && !globals.quiet && environment.get("TERM") != "dumb"),
      m_taskbar(m_bar && environment.has("WT_SESSION")) {}

std::string Console::painted(const Message& message, std::string_view label) const {
    auto text = render_text(message, label);
    if (!m_colour || message.spec().code.empty()) {
        return text;
    }
    // Colour by role only: the label is all that is painted.
    const auto end = text.find(": ");
    const std::string_view colour = label == "error" ? "\x1b[1;31m" : "\x1b[1;33m";
    return std::string(colour) + text.substr(0, end) + "\x1b[0m" + text.substr(end);
}

void Console::write_line(std::string_view text) {
    clear_bar();
    m_err.write(text);
    m_err.flush();
}

void Console::warn(const Message& warning) {
    const std::lock_guard guard(m_mutex);
    m_warnings.push_back(render(warning));
    write_line(painted(warning, "warning"));
}

void Console::status(const Message& line) {
    const std::lock_guard guard(m_mutex);
    if (!m_quiet) {
        write_line(render_text(line, "note"));
    }
}

void Console::detail(const Message& line) {
    const std::lock_guard guard(m_mutex);
    if (m_verbose) {
        write_line(render_text(line, "note"));
    }
}

void Console::error(const Message& error) {
    const std::lock_guard guard(m_mutex);
    write_line(painted(error, "error"));
}

void Console::clear_bar() {
    if (m_bar_shown) {
        m_err.write("\r\x1b[K");
        if (m_taskbar) {
            m_err.write("\x1b]9;4;0;0\x07");
        }
        m_bar_shown = false;
    }
}

void Console::progress(const Progress& progress) {
    const std::lock_guard guard(m_mutex);
    if (m_quiet) {
        return;
    }
    const auto now = m_clock.steady();
    const bool begins = progress.what != m_what || progress.phase != m_phase;
    // Download and unpacking overlap; while bytes still come, the bar shows the bytes.
    if (begins && progress.phase == Progress::Phase::unpack && m_phase == Progress::Phase::download && !m_complete &&
        progress.what == m_what && progress.done != progress.total && now - m_drawn < 500ms) {
        return;
    }
    if (begins) {
        m_what = progress.what;
        m_phase = progress.phase;
        m_started = now;
        m_first_done = progress.done;
        m_end_said = false;
    }
    const bool done = progress.total != 0 && progress.done >= progress.total;
    m_complete = done;
    if (!begins && !done && now - m_drawn < 100ms) {
        return;
    }
    m_drawn = now;
    if (m_bar) {
        draw_bar(progress);
    } else if (done && !m_end_said) {
        m_end_said = true;
        plain_progress(progress);
    }
}

void Console::draw_bar(const Progress& progress) {
    const bool bytes = progress.phase == Progress::Phase::download;
    const auto seconds = std::chrono::duration<double>(m_clock.steady() - m_started).count();
    const auto came = static_cast<double>(progress.done - std::min(progress.done, m_first_done));
    const double rate = seconds > 0.2 ? came / seconds : 0;
    auto text = fmt::format("{} {} ", progress.what, phase_name(progress.phase));
    std::string tail;
    if (bytes) {
        tail = format_bytes(progress.done);
        if (progress.total != 0) {
            tail += " of " + format_bytes(progress.total);
        }
        if (rate > 0) {
            tail += ", " + format_bytes(static_cast<std::uint64_t>(rate)) + "/s";
        }
        if (rate > 0 && progress.total > progress.done) {
            tail += ", " + time_left(static_cast<double>(progress.total - progress.done) / rate);
        }
    } else {
        tail = progress.total != 0 ? fmt::format("{} of {} files", progress.done, progress.total)
                                   : fmt::format("{} files", progress.done);
    }
    const std::size_t width = m_err.width();
    constexpr std::size_t k_bar = 24;
    if (progress.total != 0 && text.size() + tail.size() + k_bar + 4 < width) {
        const auto filled = static_cast<std::size_t>(k_bar * std::min(progress.done, progress.total) / progress.total);
        text += '[' + std::string(filled, '#') + std::string(k_bar - filled, '.') + "] ";
    }
    text += tail;
    if (text.size() >= width) {
        text.resize(width - 1);
    }
    m_err.write("\r\x1b[K" + text);
    if (m_taskbar && progress.total != 0) {
        // Windows Terminal shows this in the taskbar (ConEmu's OSC 9;4).
        m_err.write(fmt::format("\x1b]9;4;1;{}\x07", 100 * std::min(progress.done, progress.total) / progress.total));
    }
    m_err.flush();
    m_bar_shown = true;
}

void Console::plain_progress(const Progress& progress) {
    if (progress.phase == Progress::Phase::download) {
        m_err.write(fmt::format("{}: {} downloaded\n", progress.what, format_bytes(progress.done)));
    } else if (progress.phase == Progress::Phase::unpack) {
        m_err.write(fmt::format("{}: {} files unpacked\n", progress.what, progress.done));
    }
    m_err.flush();
}

nlohmann::json to_json(const RenderedMessage& message) {
    return {{"code", message.code}, {"message", message.text}, {"notes", message.notes}, {"hints", message.hints}};
}

} // namespace govern::cli
