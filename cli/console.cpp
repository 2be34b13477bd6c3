#include "cli/console.hpp"

#include "base/command_line.hpp"
#include "base/path.hpp"

#include <nlohmann/json.hpp>

namespace govern::cli {

namespace {

bool want_colour(const Globals& globals, const os::Stream& err,
                 const os::Environment& environment) {
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

} // namespace

Console::Console(os::Stream& err, os::Clock& clock, const Globals& globals,
                 const os::Environment& environment)
    : m_err(err), m_clock(clock), m_quiet(globals.quiet), m_verbose(globals.verbose),
      m_colour(want_colour(globals, err, environment)),
      m_progress(err, err.is_terminal() && err.has_escapes() && environment.get("TERM") != "dumb",
                 environment.has("WT_SESSION")) {}

std::string Console::to_type(std::string command) const {
    constexpr std::string_view k_govern = "govern ";
    if (!m_home.empty() && command.starts_with(k_govern) &&
        command.find("--home") == command.npos) {
        command.insert(k_govern.size(),
                       "--home " + word_to_type(m_home, path::k_windows).value_or("FOLDER") + ' ');
    }
    return command;
}

RenderedMessage Console::rendered(const Message& message) const {
    auto out = render(message);
    for (auto& hint : out.hints) {
        hint = to_type(std::move(hint));
    }
    return out;
}

const Console& console_of(const Context& context) {
    return dynamic_cast<const Console&>(context.host.reporter);
}

std::string Console::painted(const Message& message, std::string_view label) const {
    auto text = render_text(rendered(message), label);
    if (!m_colour || message.spec().code.empty()) {
        return text;
    }
    // Colour by role only: the label is all that is painted.
    const auto end = text.find(": ");
    const std::string_view colour = label == "error" ? "\x1b[1;31m" : "\x1b[1;33m";
    return std::string(colour) + text.substr(0, end) + "\x1b[0m" + text.substr(end);
}

void Console::write_line(std::string_view text) {
    m_progress.clear();
    m_err.write(text);
    m_err.flush();
}

void Console::end_progress() {
    const std::lock_guard guard(m_mutex);
    m_progress.clear();
    m_err.flush();
}

void Console::warn(const Message& warning) {
    const std::lock_guard guard(m_mutex);
    m_warnings.push_back(rendered(warning));
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

void Console::progress(const Progress& progress) {
    const std::lock_guard guard(m_mutex);
    if (!m_quiet) {
        m_progress.show(progress, m_clock.steady());
    }
}

nlohmann::json to_json(const RenderedMessage& message) {
    return {{"code", message.code},
            {"message", message.text},
            {"notes", message.notes},
            {"hints", message.hints}};
}

} // namespace govern::cli
