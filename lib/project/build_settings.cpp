#include "build_settings.hpp"

#include "base/path_list.hpp"
#include "go_folders.hpp"
#include "go_platforms.hpp"
#include "go_values.hpp"
#include "project/truth.hpp"
#include "resolve/go_lines.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"

namespace govern::project {

using namespace resolve;

namespace {

class SettingsExaminer {
public:
    SettingsExaminer(const Ground& ground, std::vector<Refusal>& out)
        : m_ground(ground), m_out(out) {}

    BuildSettings run() {
        gopath();
        cache();
        flags();
        for (auto& bad : bad_values(m_ground.settings, m_ground.version)) {
            refuse_setting(m_ground, bad.setting, std::move(bad.problem), m_out);
        }
        platform();
        if (!is("1.11")) {
            return std::move(m_found);
        }
        find_work(m_ground.settings.get("GOWORK"));
        const auto mode = m_ground.settings.get("GO111MODULE");
        m_found.mode = mode.value;
        if (!m_found.mode.empty() && m_found.mode != "on" && m_found.mode != "auto" &&
            m_found.mode != "off") {
            refuse_setting(m_ground, mode, "Go knows on, off and auto", m_out);
        }
        if (m_found.mode == "off") {
            without_modules();
        } else {
            module_in_gopath();
            modfile();
            mod_flag();
        }
        return std::move(m_found);
    }

private:
    [[nodiscard]] bool is(const char* version) const { return m_ground.version >= Gover(version); }

    void gopath() {
        const auto setting = m_ground.settings.get("GOPATH");
        for (const auto& entry :
             path::folders_of_list(setting.value, native::k_list_separator == ';')) {
            if (entry.starts_with('~')) {
                refuse_setting(m_ground, setting,
                               "an entry begins with ~, which only a shell knows", m_out);
                return;
            }
            if (!native::is_absolute(entry)) {
                refuse_setting(m_ground, setting, "an entry is not an absolute path", m_out);
                return;
            }
        }
    }

    /// Since Go 1.12 there is no build without a cache (cmd/go/internal/cache DefaultDir).
    void cache() {
        auto setting = m_ground.settings.get("GOCACHE");
        if (!is("1.12")) {
            return;
        }
        if (setting.value == "off") {
            refuse_setting(m_ground, setting, "Go builds nothing without its cache", m_out);
        } else if (!setting.value.empty() && !native::is_absolute(setting.value)) {
            refuse_setting(m_ground, setting, "it is not an absolute path", m_out);
        } else if (setting.value.empty() && !has_cache_folder(m_ground.variables, m_ground.arena)) {
            Refusal refusal;
            refusal.message =
                Message(msg::would_fail_no_cache).with("variables", variables_of_cache_folder());
            m_out.push_back(std::move(refusal));
        } else if (setting.value.empty() && is("1.24") && m_ground.settings.has_xdg()) {
            setting.name = "XDG_CACHE_HOME";
            setting.value = m_ground.variables.get(m_ground.variables.context, "XDG_CACHE_HOME",
                                                   m_ground.arena);
            setting.place = GoSetting::Place::variable;
            if (!setting.value.empty() && !native::is_absolute(setting.value)) {
                refuse_setting(m_ground, setting, "it is not an absolute path", m_out);
            }
        }
    }

    void flags() {
        m_flags_setting = m_ground.settings.get("GOFLAGS");
        m_found.flags = read_go_flags(m_flags_setting.value, m_ground.version);
        if (!m_found.flags.problem.empty()) {
            refuse_setting(m_ground, m_flags_setting, m_found.flags.problem, m_out);
        } else if (!m_found.flags.unknown.empty()) {
            Refusal out;
            out.message = Message(msg::goflags_unknown)
                              .with("version", m_ground.version.text())
                              .with("flag", m_found.flags.unknown)
                              .with("since", m_found.flags.since)
                              .with("until", m_found.flags.until)
                              .with("fix", way_out_of(m_flags_setting, m_ground.remove));
            m_out.push_back(std::move(out));
        } else if (auto bad = bad_flag(m_found.flags, m_ground.version); !bad.word.empty()) {
            refuse_flag(std::move(bad.word), std::move(bad.problem));
        }
    }

    void platform() {
        const bool is_gc = m_found.flags.value("compiler").value_or("gc") == "gc";
        if (auto bad = bad_platform(m_ground.settings, m_ground.version); bad && is_gc) {
            refuse_setting(m_ground, bad->setting, std::move(bad->problem), m_out);
        }
    }

    void find_work(const GoSetting& setting) {
        const auto& value = setting.value;
        if (!is("1.18") || value == "off") {
            return;
        }
        if (value.empty() || value == "auto") {
            m_found.work = find_up(m_ground.folder, "go.work");
        } else if (!native::is_absolute(value)) {
            refuse_setting(m_ground, setting, "it is not an absolute path", m_out);
        } else {
            m_found.work = value;
            m_found.work_setting = setting;
        }
    }

    void without_modules() {
        const auto file = m_found.flags.text("modfile");
        const auto value = m_found.flags.value("mod");
        if (value && !is_value_of_mod(*value)) {
            refuse_value_of_mod(*value);
        } else if (!file.empty() && !value) {
            refuse_flag("-modfile=" + file, "Go takes it only where it uses modules");
        }
    }

    /// Go 1.13 to 1.21 stop at it wherever they use modules; later ones pass over it.
    void module_in_gopath() {
        const auto folders = gopath_of(m_ground.settings, m_ground.variables, m_ground.arena);
        const bool auto_off = m_found.mode == "auto" && find_up(m_ground.folder, "go.mod").empty();
        if (!is("1.13") || is("1.22") || auto_off || folders.empty() || folders.front().empty()) {
            return;
        }
        const auto file = in_folder(folders.front(), "go.mod");
        if (sys::is_file(file.c_str())) {
            Refusal refusal;
            refusal.message = Message(msg::would_fail_gopath)
                                  .with("version", m_ground.version.text())
                                  .with("file", file)
                                  .with("folder", folders.front());
            m_out.push_back(std::move(refusal));
        }
    }

    void modfile() {
        const auto value = m_found.flags.text("modfile");
        if (value.empty()) {
            return;
        }
        if (!m_found.work.empty()) {
            if (is("1.21")) { // earlier ones take it
                refuse_flag("-modfile=" + value, "Go refuses it under " + short_of(m_found.work));
            }
            return;
        }
        if (find_up(m_ground.folder, "go.mod").empty()) {
            refuse_flag("-modfile=" + value, "Go wants a go.mod beside it, and there is none");
        } else if (!value.ends_with(".mod")) {
            refuse_flag("-modfile=" + value, "the name does not end with .mod");
        } else if (!sys::is_file(beside(m_ground.folder, value).c_str())) {
            refuse_flag("-modfile=" + value, "there is no such file");
        }
    }

    void mod_flag() {
        const auto value = m_found.flags.value("mod");
        if (!value) {
            return;
        }
        const bool vendor = *value == "vendor";
        const bool readonly = *value == "readonly";
        if (!m_found.work.empty() && !readonly && !(vendor && is("1.22"))) {
            refuse_flag("-mod=" + *value, std::string("under ") + short_of(m_found.work) + " Go " +
                                              m_ground.version.text() + " takes " +
                                              (is("1.22") ? "readonly and vendor" : "readonly") +
                                              " only");
        } else if (!is_value_of_mod(*value)) {
            refuse_value_of_mod(*value);
        }
    }

    [[nodiscard]] bool is_value_of_mod(const std::string& value) const {
        return value.empty() || value == "vendor" || value == "readonly" ||
               (value == "mod" && is("1.14"));
    }
    void refuse_value_of_mod(const std::string& value) {
        refuse_flag("-mod=" + value, "Go knows mod, readonly and vendor");
    }

    void refuse_flag(std::string flag, std::string problem) {
        auto setting = m_flags_setting;
        setting.value = std::move(flag);
        refuse_setting(m_ground, setting, std::move(problem), m_out);
    }
    [[nodiscard]] std::string short_of(const std::string& path) const {
        return short_name(path, m_ground.folder);
    }

    const Ground& m_ground;
    std::vector<Refusal>& m_out;
    BuildSettings m_found;
    GoSetting m_flags_setting;
};

} // namespace

BuildSettings examine_settings(const Ground& ground, std::vector<Refusal>& out) {
    return SettingsExaminer(ground, out).run();
}

void refuse_setting(const Ground& ground, const GoSetting& setting, std::string problem,
                    std::vector<Refusal>& out, const MessageSpec& spec) {
    Refusal refusal;
    refusal.message = Message(spec)
                          .with("name", setting.name)
                          .with("value", setting.value)
                          .with("problem", std::move(problem))
                          .with("fix", way_out_of(setting, ground.remove));
    out.push_back(std::move(refusal));
}

std::string in_folder(std::string_view folder, std::string_view name) {
    std::string out(folder);
    if (out.empty() || !native::is_separator(out.back())) {
        out += native::k_separator;
    }
    return out + std::string(name);
}

std::string find_up(std::string_view folder, const char* name) {
    while (!folder.empty()) {
        if (auto path = in_folder(folder, name); sys::is_file(path.c_str())) {
            return path;
        }
        folder = folder.substr(0, native::parent_length(folder));
    }
    return {};
}

std::string beside(std::string_view folder, const std::string& path) {
    return native::is_rooted(path) ? path : in_folder(folder, path);
}

std::string relative_path(std::string_view path, std::string_view folder) {
    std::string up;
    while (!folder.empty()) {
        const auto inside = in_folder(folder, "");
        if (path.starts_with(inside)) {
            return up + std::string(path.substr(inside.size()));
        }
        folder = folder.substr(0, native::parent_length(folder));
        up += "..";
        up += native::k_separator;
    }
    return std::string(path);
}

namespace {

/// `go env` cannot change these, or does not start.
bool stops_go_env(const GoSetting& setting) {
    const auto& name = setting.name;
    return name == "GOWORK" || name == "GOPATH" ||
           (name == "GOROOT" && sys::info(setting.value.c_str()).kind != sys::Info::Kind::folder);
}

} // namespace

std::string way_out_of(const GoSetting& setting, const RemoveVariable& remove) {
    using Place = GoSetting::Place;
    const auto& name = setting.name;
    switch (setting.place) {
    case Place::variable:
        return remove ? remove(name) : "unset " + name;
    case Place::user_file:
        if (name == "GOTOOLCHAIN") { // the only form that a bad one does not stop
            return "go env -w GOTOOLCHAIN=auto";
        }
        if (!stops_go_env(setting)) {
            return "go env -u " + name;
        }
        break;
    case Place::sdk_file:
        break;
    case Place::ours:
    case Place::nowhere:
        return "govern why";
    }
    return "delete line " + std::to_string(setting.line) + " of " + setting.file;
}

Chosen file_to_choose_by(const GoSettings& settings, const std::string& folder,
                         const Variables& variables, Arena& arena) {
    Chosen out;
    const auto mode = settings.value("GO111MODULE");
    auto file = find_up(folder, "go.mod");
    if (!file.empty() && is_temp_folder(parent(file), variables, arena)) {
        file.clear();
    }
    out.modules = mode.empty() || mode == "on" || (mode == "auto" && !file.empty());
    if (!out.modules) {
        return out;
    }
    const auto gowork = settings.value("GOWORK");
    const auto work = gowork.empty() || gowork == "auto" ? find_up(folder, "go.work")
                      : gowork == "off"                  ? std::string()
                                                         : gowork;
    if (!work.empty() && native::is_absolute(work) &&
        sys::info(work.c_str()).kind != sys::Info::Kind::absent) {
        out.file = read_mod_file(work, true);
    } else if (!file.empty()) {
        out.file = read_mod_file(file, false);
    }
    return out;
}

} // namespace govern::project
