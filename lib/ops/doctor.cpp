#include "ops/doctor.hpp"

#include "base/messages/doctor.hpp"
#include "base/messages/store.hpp"
#include "base/text.hpp"
#include "config/config.hpp"
#include "core/platform.hpp"
#include "ops/look_up_go.hpp"
#include "os/path.hpp"

#include <array>

namespace govern::ops {

namespace {

using Scope = os::UserEnvironment::Scope;

constexpr std::size_t k_max_goenv = 1U << 20U;
constexpr std::size_t k_cmd_limit = 8191;
constexpr std::size_t k_old_tools_limit = 2047;

struct OtherManager {
    const char* folder; ///< under the user's home
    const char* name;
};
constexpr std::array k_others = {
    OtherManager{".goenv", "goenv"},
    OtherManager{".gvm", "gvm"},
    OtherManager{".g", "g"},
    OtherManager{".gobrew", "gobrew"},
    OtherManager{".go", "goup or g"},
    OtherManager{".asdf/installs/golang", "asdf"},
    OtherManager{".local/share/mise/installs/go", "mise"},
    OtherManager{".version-fox/cache/golang", "vfox"},
    OtherManager{"sdk", "golang.org/dl"},
    OtherManager{"scoop/apps/go", "Scoop"},
};

class Doctor {
public:
    Doctor(Context& context, os::UserEnvironment& stored, bool fix, const std::string& program)
        : m_context(context), m_stored(stored), m_fix(fix), m_program(program),
          m_windows(build_platform().os == "windows") {}

    Result<Diagnosis> run() {
        look_at_path();
        GOVERN_TRY(look_at_goroot());
        GOVERN_TRY(look_at_goenv());
        look_for_others();
        look_for_compiler();
        GOVERN_TRY(look_at_home());
        GOVERN_TRY(write_admin_script());
        return std::move(m_out);
    }

private:
    const os::Environment& environment() const { return m_context.host.environment; }
    void found(Message message) { m_out.found.push_back(std::move(message)); }
    void fixed(std::string what, const std::string& backup) {
        m_out.repairs.push_back(Message(backup.empty() ? msg::doctor_fixed : msg::doctor_fixed_with_backup)
                                    .with("what", std::move(what))
                                    .with("backup", backup));
    }

    void look_at_path() {
        const auto entries = environment().path_entries();
        std::optional<FoundGo> first;
        for (const auto& entry : entries) {
            if (auto go = find_go(m_context.host, m_context.layout, {entry})) {
                const auto origin = origin_of_go(m_context.host, *go);
                m_out.facts.push_back(Message(msg::doctor_go_on_path)
                                          .with("path", go->path)
                                          .with("origin", go->ours ? " (govern's shim)" : origin.empty() ? " " : " (" + origin + ")"));
                first = first ? first : std::move(go);
            }
        }
        if (auto warning = look_up_go(m_context.host, m_stored, m_context.layout)) {
            found(std::move(*warning));
        }
        const auto variable = environment().get("GOVERN_HOME");
        if (variable && first && !first->ours && os::filename(first->folder) == "shims") {
            found(Message(msg::doctor_other_home).with("variable", *variable).with("shims", std::string(os::parent(first->folder))));
        }
        if (!m_windows) {
            return;
        }
        const auto length = [&](std::string what, std::size_t size, std::size_t limit, const char* says) {
            if (size > limit) {
                found(Message(msg::doctor_path_long).with("what", std::move(what)).with("length", std::to_string(size)).with("limit", says));
            }
        };
        length("PATH", environment().raw("PATH").value_or("").size(), k_cmd_limit, "cmd drops an inherited PATH over 8,191");
        const auto user = m_stored.get(Scope::user, "Path");
        length("the user PATH", user && *user ? (*user)->text.size() : 0, k_old_tools_limit, "old tools cut it at 2,047");
    }

    Result<void> look_at_goroot() {
        bool is_stored = false;
        for (const auto scope : {Scope::user, Scope::machine}) {
            const auto value = m_stored.has_store() ? m_stored.get(scope, "GOROOT") : Result<std::optional<os::UserEnvironment::Value>>();
            if (!value || !*value) {
                continue;
            }
            is_stored = true;
            const bool user = scope == Scope::user;
            found(Message(msg::doctor_goroot)
                      .with("value", (*value)->text)
                      .with("where", user ? "user environment" : "machine environment")
                      .with("command", "govern doctor --fix"));
            if (!user) {
                m_admin_do += "reg delete \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment\" /v GOROOT /f\r\n";
                m_admin_undo += "reg add \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment\" /v GOROOT /t " +
                                std::string((*value)->expandable ? "REG_EXPAND_SZ" : "REG_SZ") + " /d \"" + (*value)->text + "\" /f\r\n";
            } else if (m_fix) {
                GOVERN_TRY_ASSIGN(const auto backup, back_up("user-GOROOT", (*value)->text));
                GOVERN_TRY(m_stored.remove(Scope::user, "GOROOT"));
                m_stored.announce();
                fixed("GOROOT is no user variable any more", backup);
            }
        }
        if (const auto value = environment().get("GOROOT"); value && !is_stored) {
            found(Message(msg::doctor_goroot)
                      .with("value", *value)
                      .with("where", "this session's environment")
                      .with("command", m_windows ? "set GOROOT=" : "unset GOROOT, and take it out of your profile"));
        }
        return {};
    }

    Result<void> look_at_goenv() {
        const auto file = config::goenv_file(environment());
        const auto text = file.empty() ? Result<std::string>() : m_context.host.files.read(file, k_max_goenv);
        if (!text) {
            return {};
        }
        std::string mended;
        std::size_t number = 0;
        bool changed = false;
        for (auto line : split(*text, '\n')) {
            ++number;
            const bool last = line.data() + line.size() == text->data() + text->size();
            const bool carriage_return = line.ends_with('\r');
            if (carriage_return) {
                line.remove_suffix(1);
            }
            const bool goroot = line.starts_with("GOROOT=") && line.size() > 7;
            const bool setting = !line.empty() && line[0] >= 'A' && line[0] <= 'Z';
            if (goroot || (carriage_return && setting)) {
                changed = true;
                found(Message(goroot ? msg::doctor_goenv_goroot : msg::doctor_goenv_crlf)
                          .with("file", file)
                          .with("line", std::to_string(number))
                          .with("text", std::string(line)));
            }
            if (!goroot) {
                mended += std::string(line) + (last ? "" : "\n");
            }
        }
        if (changed && m_fix) {
            GOVERN_TRY_ASSIGN(const auto backup, back_up("goenv", *text));
            GOVERN_TRY(m_context.host.files.write_atomic(file, mended));
            fixed(file, backup);
        }
        return {};
    }

    void look_for_others() {
        const auto home = environment().get(m_windows ? "USERPROFILE" : "HOME");
        if (!home) {
            return;
        }
        for (const auto& other : k_others) {
            const auto path = os::normalize(os::join(*home, other.folder));
            const auto info = m_context.host.files.info(path);
            if (info && *info && !os::is_within(m_context.layout.home(), path)) {
                found(Message(msg::doctor_other_manager).with("path", path).with("name", other.name));
            }
        }
    }

    void look_for_compiler() {
        const auto cgo = environment().get("CGO_ENABLED");
        const auto compiler = environment().get("CC");
        if (cgo == "0" || compiler || os::find_in_path("gcc", environment()) || os::find_in_path("clang", environment()) ||
            os::find_in_path("cc", environment())) {
            return;
        }
        found(Message(msg::doctor_no_compiler).with("names", "gcc, clang"));
    }

    Result<void> look_at_home() {
        const auto& home = m_context.layout.home();
        GOVERN_TRY_ASSIGN(const auto there, m_context.host.files.info(home));
        if (!there) {
            return {};
        }
        const auto access = os::folder_access(home);
        if (access && access->others_may_write) {
            found(Message(msg::home_shared).with("home", home));
        }
        GOVERN_TRY_ASSIGN(const auto unknown, m_context.store.unknown_folders());
        for (const auto& folder : unknown) {
            const auto id = parse_sdk_id(folder);
            found(Message(msg::doctor_unknown_folder)
                      .with("path", os::join(m_context.layout.sdks(), folder))
                      .with("spec", id ? spec_name(id->version) : "latest"));
        }
        GOVERN_TRY_ASSIGN(const auto missing, m_context.store.missing_shims(m_program));
        if (missing.empty()) {
            return {};
        }
        found(Message(msg::doctor_shims_incomplete).with("path", m_context.layout.shims()).with("why", join(missing, ", ")));
        if (m_fix) {
            GOVERN_TRY(m_context.store.require_writable());
            GOVERN_TRY(m_context.store.heal_shims(m_program));
            m_context.store.sweep();
            fixed("the shims are complete", "");
        }
        return {};
    }

    /// A copy in state/backups; its path.
    Result<std::string> back_up(const std::string& name, const std::string& content) {
        GOVERN_TRY(m_context.host.files.make_folders(m_context.layout.backups()));
        auto stamp = os::format_utc(m_context.host.clock.unix_seconds());
        std::erase(stamp, ':');
        auto path = os::join(m_context.layout.backups(), stamp + '-' + name);
        GOVERN_TRY(m_context.host.files.write_atomic(path, content));
        return path;
    }

    Result<void> write_admin_script() {
        if (!m_fix || m_admin_do.empty()) {
            return {};
        }
        const auto script = os::join(m_context.layout.state(), "doctor-admin.cmd");
        const auto undo = os::join(m_context.layout.state(), "doctor-admin-undo.cmd");
        GOVERN_TRY(m_context.host.files.make_folders(m_context.layout.state()));
        GOVERN_TRY(m_context.host.files.write_atomic(script, "@echo off\r\n" + m_admin_do));
        GOVERN_TRY(m_context.host.files.write_atomic(undo, "@echo off\r\n" + m_admin_undo));
        m_out.repairs.push_back(Message(msg::doctor_admin_script).with("path", script).with("undo", undo));
        return {};
    }

    Context& m_context;
    os::UserEnvironment& m_stored;
    bool m_fix;
    const std::string& m_program;
    bool m_windows;
    std::string m_admin_do;
    std::string m_admin_undo;
    Diagnosis m_out;
};

} // namespace

Result<Diagnosis> diagnose(Context& context, os::UserEnvironment& stored, bool fix, const std::string& program) {
    return Doctor(context, stored, fix, program).run();
}

} // namespace govern::ops
