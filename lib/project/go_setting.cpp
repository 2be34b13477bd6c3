#include "project/go_setting.hpp"

#include "core/platform.hpp"
#include "project/gover.hpp"
#include "resolve/go_lines.hpp"
#include "resolve/native.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

namespace govern::project {

using namespace resolve;

namespace {

constexpr std::size_t k_most = std::size_t{64} << 20;

/// The line that gives the name its value: the last in the user's file, the first in an SDK's.
bool find_value(std::string_view text, std::string_view name, bool last, GoSetting& out) {
    bool found = false;
    std::string_view line;
    for (std::uint32_t number = 1; cut_line(text, line); number++) {
        if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == '=' &&
            (last || !found)) {
            out.value = line.substr(name.size() + 1);
            out.line = number;
            found = true;
        }
    }
    return found;
}

/// Before Go 1.24 a relative XDG_CONFIG_HOME led to a file below the current folder; since then
/// there is none (os.UserConfigDir).
std::string user_file(const Variables& variables, Arena& arena, const Gover& version) {
    const auto get = [&](const char* name) {
        return std::string(variables.get(variables.context, name, arena));
    };
    const auto named = get("XDG_CONFIG_HOME");
    if (GoSettings::has_xdg() && version.valid() && version < Gover("1.24") &&
        get("GOENV").empty() && !named.empty() && !native::is_absolute(named)) {
        return named + "/go/env";
    }
    return std::string(goenv_path(variables, arena));
}

/// Where Go looks for go.env: a GOROOT in the user's file comes before its own folder
/// (initEnvCache of cmd/go).
std::string root_of_defaults(std::string_view user_text, std::string_view goroot,
                             const Gover& version) {
    GoSetting written;
    const bool reads = !version.valid() || version >= Gover("1.21");
    const bool is_there = reads && find_value(user_text, "GOROOT", true, written);
    return is_there && !written.value.empty() ? written.value : std::string(goroot);
}

} // namespace

ToolchainSetting read_toolchain_setting(const std::string& text) {
    ToolchainSetting out;
    const auto plus = text.find('+');
    const auto suffix = plus == text.npos ? std::string() : text.substr(plus + 1);
    const auto base = text.substr(0, plus);
    if (plus == text.npos && (base == "auto" || base == "path")) {
        out.switching = true;
        out.path_only = base == "path";
        return out;
    }
    out.switching = suffix == "auto" || suffix == "path";
    out.path_only = suffix == "path";
    out.valid = plus == text.npos || out.switching;
    if (base != "local") {
        out.valid = out.valid && Gover::of_toolchain(base).valid();
        out.least = base;
    }
    return out;
}

bool GoSettings::has_xdg() {
    const auto os = build_platform().os;
    return os != "windows" && os != "darwin";
}

WholeFile read_whole(const std::string& path) {
    WholeFile out;
    sys::Handle file = -1;
    if (path.empty() || sys::open_file(path.c_str(), file) != sys::Opened::yes) {
        return out;
    }
    constexpr std::size_t step = std::size_t{64} << 10;
    std::ptrdiff_t got = 1;
    for (std::size_t size = 0; got > 0 && size < k_most;) {
        out.text.resize(size + step);
        got = sys::read_file(file, out.text.data() + size, step);
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
        out.text.resize(size);
    }
    sys::close_file(file);
    out.is_there = got >= 0;
    return out;
}

GoSettings::GoSettings(const Variables& variables, std::string_view goroot, const Outcome* decision,
                       Arena& arena, const Gover& version)
    : m_variables(variables), m_decision(decision), m_arena(arena), m_goroot(goroot),
      m_user_file(user_file(variables, arena, version)), m_user_text(read_whole(m_user_file).text) {
    const auto root = root_of_defaults(m_user_text, goroot, version);
    if (!root.empty()) {
        m_sdk_file = root + native::k_separator + "go.env";
        m_sdk_text = read_whole(m_sdk_file).text;
    }
}

GoSetting GoSettings::get(const char* name) const {
    GoSetting out;
    out.name = name;
    out.value = m_variables.get(m_variables.context, name, m_arena);
    out.place = GoSetting::Place::variable;
    for (std::size_t i = 0; m_decision != nullptr && i < m_decision->change_count; i++) {
        const auto& change = m_decision->changes[i];
        if (out.name == change.name) {
            out.value = change.value;
            out.place = GoSetting::Place::ours;
        }
    }
    if (!out.value.empty()) {
        return out;
    }
    out.place = GoSetting::Place::nowhere;
    if (find_value(m_user_text, out.name, true, out)) {
        out.place = GoSetting::Place::user_file;
        out.file = m_user_file;
    } else if (find_value(m_sdk_text, out.name, false, out)) {
        out.place = GoSetting::Place::sdk_file;
        out.file = m_sdk_file;
    }
    return out;
}

} // namespace govern::project
