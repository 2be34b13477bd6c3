#include "cli/progress.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

using namespace std::chrono_literals;

constexpr auto k_between_drawings = 100ms;
// A step that reported nothing for this time gives up its place.
constexpr auto k_quiet = 500ms;

std::string_view phase_name(Progress::Phase phase) {
    switch (phase) {
    case Progress::Phase::download:
        return "download";
    case Progress::Phase::unpack:
        return "unpack";
    case Progress::Phase::verify:
        return "verify";
    case Progress::Phase::rebuild:
        return "rebuild";
    }
    return "";
}

std::string time_left(double seconds) {
    const auto whole = static_cast<long>(seconds + 0.5);
    return whole < 60 ? fmt::format("{} s left", whole)
                      : fmt::format("{}:{:02} left", whole / 60, whole % 60);
}

// Bytes, rate and time left, as much of it as fits.
std::string bytes_text(const Progress& progress, double rate, std::size_t width) {
    auto text = format_bytes(progress.done);
    if (progress.total != 0) {
        text += " of " + format_bytes(progress.total);
    }
    std::string more;
    if (rate > 0) {
        more = ", " + format_bytes(static_cast<std::uint64_t>(rate)) + "/s";
    }
    std::string rest;
    if (rate > 0 && progress.total > progress.done) {
        rest = ", " + time_left(static_cast<double>(progress.total - progress.done) / rate);
    }
    if (text.size() + more.size() <= width) {
        text += more;
        if (text.size() + rest.size() <= width) {
            text += rest;
        }
    }
    return text;
}

} // namespace

ProgressView::Step& ProgressView::step_of(const Progress& progress, Time now) {
    auto found = std::find_if(m_steps.begin(), m_steps.end(), [&](const Step& step) {
        return step.what == progress.what && step.phase == progress.phase;
    });
    // A step that begins again, such as a second try, counts from its own beginning.
    if (found != m_steps.end() && progress.done < found->first_done) {
        m_steps.erase(found);
        found = m_steps.end();
    }
    if (found == m_steps.end()) {
        m_steps.push_back({progress.what, progress.phase, now, now, progress.done, false});
        found = m_steps.end() - 1;
    }
    return *found;
}

// Another SDK has the bar, or this one's bytes are still coming while it is unpacked already.
bool ProgressView::hidden(const Step& step, Time now) const {
    return std::any_of(m_steps.begin(), m_steps.end(), [&](const Step& other) {
        const bool busy = !other.done && now - other.seen < k_quiet;
        const bool same = other.what == step.what;
        return busy &&
               ((!same && other.what == m_what) || (same && step.phase == Progress::Phase::unpack &&
                                                    other.phase == Progress::Phase::download));
    });
}

void ProgressView::show(const Progress& progress, Time now) {
    auto& step = step_of(progress, now);
    step.seen = now;
    const bool ends = !step.done && progress.total != 0 && progress.done >= progress.total;
    step.done = step.done || ends;
    if (!m_bar) {
        if (ends) {
            write_plain(progress);
        }
        return;
    }
    if (ends && step.phase != Progress::Phase::download && step.phase != Progress::Phase::unpack) {
        clear(); // the answer on stdout comes next, and no line of ours
        return;
    }
    if (!hidden(step, now) && (ends || now - m_drawn >= k_between_drawings)) {
        m_what = progress.what;
        m_drawn = now;
        draw(progress, step);
    }
}

void ProgressView::draw(const Progress& progress, const Step& step) {
    const auto seconds = std::chrono::duration<double>(m_drawn - step.began).count();
    const auto came = static_cast<double>(progress.done - std::min(progress.done, step.first_done));
    auto text = fmt::format("{} {} ", progress.what, phase_name(progress.phase));
    const std::size_t width = m_err.width();
    std::string tail;
    if (progress.phase == Progress::Phase::download) {
        tail = bytes_text(progress, seconds > 0.2 ? came / seconds : 0,
                          width - std::min(width, text.size() + 1));
    } else {
        tail = progress.total != 0 ? fmt::format("{} of {} files", progress.done, progress.total)
                                   : fmt::format("{} files", progress.done);
        if (seconds > 2 && came > 0 && progress.total > progress.done) {
            tail += ", " +
                    time_left(seconds / came * static_cast<double>(progress.total - progress.done));
        }
    }
    constexpr std::size_t k_bar = 24;
    if (progress.total != 0 && text.size() + tail.size() + k_bar + 4 < width) {
        const auto filled = static_cast<std::size_t>(
            k_bar * std::min(progress.done, progress.total) / progress.total);
        text += '[' + std::string(filled, '#') + std::string(k_bar - filled, '.') + "] ";
    }
    text += tail;
    if (text.size() >= width) {
        text.resize(width - 1);
    }
    m_err.write("\r\x1b[K" + text);
    if (m_taskbar && progress.total != 0) {
        // Windows Terminal shows this in the taskbar (ConEmu's OSC 9;4).
        m_err.write(fmt::format("\x1b]9;4;1;{}\x07",
                                100 * std::min(progress.done, progress.total) / progress.total));
    }
    m_err.flush();
    m_shown = true;
}

void ProgressView::write_plain(const Progress& progress) {
    if (progress.phase == Progress::Phase::download) {
        m_err.write(fmt::format("{}: {} downloaded\n", progress.what, format_bytes(progress.done)));
    } else if (progress.phase == Progress::Phase::unpack) {
        m_err.write(fmt::format("{}: {} files unpacked\n", progress.what, progress.done));
    }
    m_err.flush();
}

void ProgressView::clear() {
    if (m_shown) {
        m_err.write("\r\x1b[K");
        if (m_taskbar) {
            m_err.write("\x1b]9;4;0;0\x07");
        }
        m_shown = false;
    }
}

} // namespace govern::cli
