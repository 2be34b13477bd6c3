#include "resolve/truth.hpp"

#include "installed.hpp"
#include "resolve/describe.hpp"
#include "resolve/fit.hpp"
#include "resolve/go_lines.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

namespace govern::resolve {

namespace {

Version version(std::string_view text) {
    Version out;
    (void)Version::parse(text, out);
    return out;
}

/// GOTOOLCHAIN taken apart: `go1.22.5+auto`.
struct Setting {
    std::string text;
    std::string least;      ///< empty for local: what was started
    bool switching = false; ///< auto or path
    bool path_only = false;
    bool valid = true;
};

Setting read_setting(const std::string& text) {
    Setting out;
    out.text = text;
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
        Version named;
        out.valid = out.valid && Version::parse_toolchain(base, named);
        out.least = base;
    }
    return out;
}

class Judge {
public:
    Judge(const Question& question, Decision& decision)
        : m_question(question), m_decision(decision) {
        m_settings = read_go_settings(question.variables, decision.arena);
        find_go_lines(decision.folder, m_settings, question.variables, decision.arena, m_lines);
        m_built = lines_to_build(m_lines, decision.folder, m_settings, decision.arena);
    }

    Truth judge() {
        Truth out;
        if (m_decision.system) {
            out.kind = Truth::Kind::unknown;
            return out;
        }
        out.version = m_decision.version;
        if (m_decision.folder.empty()) {
            fails(out, Message(msg::would_fail_no_folder));
        }
        // Go before 1.21 never switches, and any go line is fine with it that it can parse.
        const bool switching = out.version >= version("1.21");
        if (!out.failure && switching && has_modules()) {
            judge_switching(out);
        }
        if (!out.failure) {
            judge_settings(out);
        }
        if (!out.failure && switching) {
            judge_build(out);
        }
        judge_file(m_built, out);
        if (out.version >= version("1.18")) { // older ones know no go.work
            for_each_member(m_built, m_decision.arena, [&](const GoLines& member) {
                judge_file(member, out);
                judge_member(member, out);
            });
        }
        return out;
    }

private:
    static void fails(Truth& out, Message message) {
        out.kind = Truth::Kind::fails;
        out.failure = std::move(message);
    }

    /// Without modules Go looks at neither GOTOOLCHAIN nor go.mod (toolchain.Select of cmd/go).
    bool has_modules() {
        const auto mode = m_settings.go111module;
        bool found = mode.empty() || is(mode, "on");
        for (Upwards at(m_decision.arena, m_decision.folder);
             !found && is(mode, "auto") && at.valid(); at.ascend()) {
            found = sys::is_file(at.file("go.mod").data());
        }
        return found;
    }

    /// What the Go that runs reads before it builds, and what it then refuses to compile.
    void judge_file(const GoLines& lines, Truth& out) {
        if (out.failure) {
            return;
        }
        if (const auto unreadable = unreadable_line(out.version, m_decision.folder, lines)) {
            fails(out, with_pin(Message(msg::would_not_parse)
                                    .with("where", std::string(unreadable->fact("where")))
                                    .with("quote", std::string(unreadable->fact("quote")))
                                    .with("edit", std::string(unreadable->fact("edit"))),
                                out.version));
        } else if (!lines.workspace && lines.go.version > version("1.21") &&
                   refuses_1_22(out.version)) {
            fails(out, with_pin(about(lines, msg::would_fail), out.version));
        }
    }

    /// The last patches of 1.19 and 1.20 compile nothing of a module that says `go 1.22` or later
    /// (work/exec.go of cmd/go); those before try it.
    static bool refuses_1_22(const Version& runs) {
        return (runs >= version("1.19.13") && runs < version("1.20")) ||
               (runs >= version("1.20.12") && runs < version("1.21"));
    }

    /// A module of a workspace may not ask for more than its go.work, whichever Go it is.
    void judge_member(const GoLines& member, Truth& out) {
        const auto least = m_built.go.line == 0 ? version("1.18") : m_built.go.version;
        const auto& go = member.go;
        if (out.failure || out.version < version("1.21") || !(go.version > least) ||
            go.version < version("1.21")) {
            return;
        }
        fails(out,
              about(member, msg::would_fail_workspace)
                  .with("work", m_built.go.line == 0 ? short_name(m_built.file, m_decision.folder) +
                                                           " without a go line"
                                                     : place(m_built, m_built.go))
                  .with("least", std::string(least.text())));
    }

    /// Which files Go reads at all.
    void judge_settings(Truth& out) {
        const auto mode = m_settings.go111module;
        if (out.version < version("1.18") ||
            !(mode.empty() || is(mode, "on") || is(mode, "auto"))) {
            return;
        }
        const auto work = m_settings.gowork;
        const auto file = flag_value(m_settings.goflags, "modfile");
        if (!work.empty() && !is(work, "off") && !is(work, "auto")) {
            const bool absolute = native::is_absolute(work);
            if (!absolute || !sys::is_file(m_decision.arena.copy(work).data())) {
                fails(out, setting_failure("GOWORK", std::string(work),
                                           absolute ? "there is no such file"
                                                    : "it is no absolute path"));
            }
        }
        if (m_lines.workspace && !file.empty()) {
            fails(out, setting_failure("GOFLAGS", "-modfile=" + std::string(file),
                                       "Go refuses it under " +
                                           short_name(m_lines.file, m_decision.folder)));
        }
    }

    static Message setting_failure(std::string name, std::string value, std::string problem) {
        return Message(msg::would_fail_go_setting)
            .with("name", std::move(name))
            .with("value", std::move(value))
            .with("problem", std::move(problem));
    }

    /// What Go demands of the file that it builds with, whatever it switched by.
    void judge_build(Truth& out) {
        judge_line(m_built, m_built.toolchain, out);
        judge_line(m_built, m_built.go, out);
        const auto& go = m_built.go;
        if (out.failure || !(go.version > out.version)) {
            return;
        }
        // Not what was chosen runs where the user's own GOTOOLCHAIN names a version.
        const bool named = !read_setting(out.setting).least.empty();
        if (named) {
            fails(out, about(m_built, msg::would_fail_switched)
                           .with("setting", out.setting)
                           .with("version", spec_name(out.version)));
        } else {
            fails(out, with_pin(about(m_built, msg::would_fail), m_decision.version));
        }
    }

    /// A message about a go line.
    Message about(const GoLines& lines, const MessageSpec& spec) {
        return Message(spec)
            .with("where", place(lines, lines.go))
            .with("needs", std::string(lines.go.value))
            .with("quote", std::string(trimmed(lines.go.text)));
    }

    /// A go or toolchain line that is neither a version nor, for toolchain, `default`.
    void judge_line(const GoLines& lines, const GoLine& line, Truth& out) {
        const bool toolchain = &line == &lines.toolchain;
        if (out.failure || line.line == 0 || !line.version.empty() ||
            (toolchain && lines.lifted())) {
            return;
        }
        Version named;
        const auto example = Version::parse(line.value, named) ? "go" + std::string(line.value)
                                                               : std::string("go1.22.5");
        fails(out, line_failure(lines, line, toolchain ? "toolchain name" : "Go version",
                                toolchain ? example : "1.22 or 1.22.5"));
    }

    Message line_failure(const GoLines& lines, const GoLine& line, std::string what,
                         std::string example) {
        return Message(msg::would_fail_line)
            .with("where", place(lines, line))
            .with("what", std::move(what))
            .with("value", std::string(line.value))
            .with("quote", std::string(trimmed(line.text)))
            .with("example", std::move(example));
    }

    void judge_switching(Truth& out) {
        const auto setting = read_setting(effective_setting());
        out.setting = setting.text;
        if (!setting.valid) {
            fails(out, Message(msg::would_fail_setting).with("setting", setting.text));
            return;
        }
        auto least = out.version;
        auto name = "go" + std::string(least.text());
        if (!setting.least.empty()) {
            (void)Version::parse_toolchain(setting.least, least);
            name = setting.least;
            out.because = "GOTOOLCHAIN=" + setting.text;
        }
        if (setting.switching && !m_lines.lifted()) {
            judge_line(m_lines, m_lines.toolchain, out);
            raise(m_lines.toolchain, std::string(m_lines.toolchain.value), least, name, out);
            const auto& go = m_lines.go;
            raise(go, "go" + std::string(go.value) + (go.version.is_language_version() ? ".0" : ""),
                  least, name, out);
        }
        if (!out.failure) {
            find_target(name, least, setting, out);
        }
    }

    void raise(const GoLine& line, std::string name, Version& least, std::string& out_name,
               Truth& out) {
        if (!line.version.empty() && line.version > least) {
            least = line.version;
            out_name = std::move(name);
            out.because = place(m_lines, line);
        }
    }

    /// There is a Go 1.25.0 and no Go 1.25: for Go such a name is no toolchain.
    void refuse_language_version(const Setting& setting, Truth& out) {
        const auto& line = m_lines.toolchain;
        if (out.because.starts_with("GOTOOLCHAIN=")) {
            fails(out, Message(msg::would_fail_setting).with("setting", setting.text));
        } else {
            fails(out,
                  line_failure(m_lines, line, "toolchain name", std::string(line.value) + ".0"));
        }
    }

    void find_target(const std::string& name, const Version& least, const Setting& setting,
                     Truth& out) {
        if (name == "go" + std::string(out.version.text())) {
            out.because.clear();
            return;
        }
        Version target = least;
        (void)Version::parse_toolchain(name, target);
        if (is_on_path(name)) {
            out.kind = Truth::Kind::switches;
        } else if (target.is_language_version() && !(target < version("1.21"))) {
            refuse_language_version(setting, out);
            return;
        } else if (setting.path_only) {
            fails(out, Message(msg::would_fail_path)
                           .with("name", name)
                           .with("asker", out.because)
                           .with("install", std::string(spec_name(target))));
            return;
        } else {
            out.kind = Truth::Kind::downloads;
        }
        out.version = target;
    }

    std::string spec_name(const Version& release) {
        char buffer[40];
        return std::string(spec_text(release, buffer));
    }

    /// Our shim of that name counts only if it has something to run.
    bool is_on_path(const std::string& name) {
        const auto path = get("PATH");
        for (std::size_t at = 0; at < path.size();) {
            const auto end = find(path, native::k_list_separator, at);
            const auto entry = slice(path, at, end - at);
            at = end + 1;
            const auto file = compose(m_decision.arena, "*/**", entry, std::string_view(name),
                                      native::k_exe_suffix);
            if (!native::is_absolute(entry) ||
                sys::info(file.data()).kind != sys::Info::Kind::file) {
                continue;
            }
            Installed sdk;
            Version wanted;
            return !is_shim(file.data(), m_decision.arena) ||
                   (Version::parse_toolchain(name, wanted) &&
                    find_exact(m_question.home, wanted, m_decision.arena, sdk));
        }
        return false;
    }

    std::string_view get(const char* name) {
        return m_question.variables.get(m_question.variables.context, name, m_decision.arena);
    }

    /// What the started Go will see: our change, the variable, the GOENV file, its own go.env.
    std::string effective_setting() {
        auto value = get("GOTOOLCHAIN");
        for (std::size_t i = 0; i < m_decision.change_count; i++) {
            const auto& change = m_decision.changes[i];
            value = is(change.name, "GOTOOLCHAIN") ? change.value : value;
        }
        if (!value.empty()) {
            return std::string(value);
        }
        // An empty one in the GOENV file hides the SDK's own, and Go then never switches.
        value = goenv_value(m_settings.goenv, "GOTOOLCHAIN");
        return value.data() == nullptr ? of_sdk() : value.empty() ? "local" : std::string(value);
    }

    std::string of_sdk() {
        std::string_view text;
        (void)read_file(compose(m_decision.arena, "*/go.env", m_decision.sdk).data(),
                        m_decision.arena, text);
        const auto value = goenv_value(text, "GOTOOLCHAIN");
        return value.empty() ? "local" : std::string(value);
    }

    std::string place(const GoLines& lines, const GoLine& line) {
        return short_name(lines.file, m_decision.folder) + " line " + std::to_string(line.line);
    }

    /// Adds who asks for the version: `.go-version line 1 pins 1.22.5`.
    Message with_pin(Message out, const Version& version) {
        const auto* wish = m_decision.decider;
        out.with("version", spec_name(version))
            .with("verb", wish->source == Source::variable ? "use" : "pin");
        const bool file = !wish->file.empty() && wish->source != Source::default_file;
        out.with("pin", file ? short_name(wish->file, m_decision.folder) + " line " +
                                   std::to_string(wish->line)
                             : std::string(asker_of(*wish, m_decision.arena)));
        return out;
    }

    const Question& m_question;
    Decision& m_decision;
    GoSettings m_settings;
    GoLines m_lines; ///< by which Go chooses its toolchain
    GoLines m_built; ///< of the file that it then builds with
};

} // namespace

Truth truth_of(const Question& question, Decision& decision) {
    return Judge(question, decision).judge();
}

std::string short_name(std::string_view file, std::string_view folder) {
    std::string up;
    for (int i = 0; i < 3 && !folder.empty(); i++) {
        const auto parent = file.substr(0, native::parent_length(file));
        if (native::same_path(parent, folder)) {
            const auto name = file.substr(parent.size());
            const bool separator = !name.empty() && native::is_separator(name.front());
            return up + std::string(separator ? name.substr(1) : name);
        }
        folder = folder.substr(0, native::parent_length(folder));
        up += "..";
        up += native::k_separator;
    }
    return std::string(file);
}

} // namespace govern::resolve
