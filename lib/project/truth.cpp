#include "project/truth.hpp"

#include "build_settings.hpp"
#include "core/sdk.hpp"
#include "goroot_setting.hpp"
#include "other_toolchain.hpp"
#include "project/explain.hpp"
#include "project/go_setting.hpp"
#include "project/messages.hpp"
#include "resolve/native.hpp"
#include "toolchain_download.hpp"

namespace govern::project {

using namespace resolve;

namespace {

/// The toolchain that Go settles on, and what made it.
struct Target {
    std::string name; ///< `go1.22.5`
    Gover version;
    ModLine line; ///< of the file that asks for it; GOTOOLCHAIN does without one
};

class Judge {
public:
    Judge(const Question& question, Decision& decision, const RemoveVariable& remove)
        : m_question(question), m_decision(decision), m_remove(remove), m_folder(decision.folder) {}

    Truth judge() {
        Truth out;
        if (m_decision.system || m_decision.is_link()) {
            out.kind = Truth::Kind::unknown;
            out.link = m_decision.system ? std::string_view() : m_decision.decider->value;
            return out;
        }
        out.version = m_decision.version;
        out.go_version = "go" + std::string(out.version.text());
        m_runs = Gover(out.version.text());
        m_root = m_decision.sdk;
        if (m_folder.empty()) {
            fails(out, Message(msg::would_fail_no_folder));
            return out;
        }
        if (m_runs >= Gover("1.21")) { // earlier ones never switch
            select(out);
        }
        if (!out.failure) {
            build(out);
        }
        return out;
    }

private:
    static void fails(Truth& out, Message message) {
        out.kind = Truth::Kind::fails;
        out.failure = std::move(message);
    }

    // toolchain.Select of cmd/go.

    void select(Truth& out) {
        const GoSettings settings(m_question.variables, m_root, &m_decision, m_decision.arena,
                                  m_runs);
        m_setting = settings.get("GOTOOLCHAIN");
        out.setting = m_setting.value.empty() ? "local" : m_setting.value;
        auto chosen = file_to_choose_by(settings, m_folder, m_question.variables, m_decision.arena);
        m_file = std::move(chosen.file);
        if (!chosen.modules || m_setting.value.empty()) {
            return;
        }
        m_selected = true;
        const auto setting = read_toolchain_setting(m_setting.value);
        if (!setting.valid) {
            refuse_setting(out);
            return;
        }
        if (setting.least.empty() && !setting.switching) {
            note_what_holds(out);
            return;
        }
        Target target{out.go_version, m_runs, {}};
        if (!setting.least.empty()) {
            target = {setting.least, Gover::of_toolchain(setting.least), {}};
            by_setting(out);
        }
        if (setting.switching && !m_file.lifted()) {
            raise_by_file(target, out);
        }
        if (!out.failure && target.name != out.go_version) {
            switch_to(target, setting, settings, out);
        } else {
            by_nothing(out);
        }
    }

    /// GOTOOLCHAIN=local keeps Go from the version that go.mod or go.work asks for.
    void note_what_holds(Truth& out) {
        if (m_setting.place == GoSetting::Place::ours || m_file.lifted()) {
            return;
        }
        Target target{out.go_version, m_runs, {}};
        Truth asked;
        raise_by_file(target, asked);
        if (!asked.failure && target.name != out.go_version) {
            out.held = {target.name.substr(target.name.starts_with("go") ? 2 : 0), asked.because,
                        "GOTOOLCHAIN=" + m_setting.value, stands_in()};
            if (m_setting.line != 0) {
                out.held->place += " line " + std::to_string(m_setting.line);
            }
        }
    }

    [[nodiscard]] std::string stands_in() const {
        return m_setting.file.empty() ? "the environment" : m_setting.file;
    }

    void by_setting(Truth& out) {
        out.because = "GOTOOLCHAIN=" + m_setting.value;
        out.way_out = way_out_of(m_setting, m_remove);
        out.stands_in = stands_in();
    }
    static void by_nothing(Truth& out) {
        out.because.clear();
        out.way_out.clear();
        out.stands_in.clear();
    }

    void raise_by_file(Target& target, Truth& out) {
        const auto& toolchain = m_file.toolchain;
        if (toolchain.is_there() && !toolchain.value.empty()) {
            const auto asked = Gover::of_toolchain(toolchain.value);
            if (!asked.valid()) {
                const bool bare = Gover(toolchain.value).valid();
                fails(out, bad_line(m_file, toolchain, m_folder, "toolchain name",
                                    bare ? "go" + toolchain.value : "go1.22.5"));
                return;
            }
            // Go 1.21 took one that is as new, too.
            if (asked > target.version || (m_runs < Gover("1.22") && asked == target.version)) {
                take({toolchain.value, asked, toolchain}, target, out);
            }
        }
        const Gover asked(m_file.go.value);
        if (asked > target.version) {
            const bool dot_zero =
                asked.is_language() && asked >= Gover("1.21") && !takes_language_for_release();
            take({"go" + m_file.go.value + (dot_zero ? ".0" : ""), asked, m_file.go}, target, out);
        }
    }

    void take(Target by_file, Target& target, Truth& out) {
        target = std::move(by_file);
        by_nothing(out);
        out.because = place_of(m_file, target.line, m_folder);
    }

    /// Go 1.21.0 to 1.21.10 and 1.22.0 to 1.22.3 (golang.org/issue/62278).
    [[nodiscard]] bool takes_language_for_release() const {
        return m_runs < Gover("1.22") ? m_runs < Gover("1.21.11") : m_runs < Gover("1.22.4");
    }

    void switch_to(const Target& target, const ToolchainSetting& setting,
                   const GoSettings& settings, Truth& out) {
        const auto& name = target.name;
        const auto version = Gover::of_toolchain(name);
        if (!name.starts_with("go1") && name.find("-go1") == name.npos) {
            refuse_name(target, out);
            return;
        }
        const auto found =
            look_up_toolchain(name, m_folder, m_question.variables, m_decision.arena);
        if (found) {
            out.kind = Truth::Kind::switches;
        } else if (setting.path_only) {
            fails(out, Message(msg::would_fail_path)
                           .with("name", name)
                           .with("asker", out.because)
                           .with("install", spec_of(version)));
            return;
        } else if (!may_be_published(name, version)) {
            refuse_name(target, out);
            return;
        } else if (const auto bad = no_download(settings, name, m_decision.platform,
                                                m_question.variables, m_decision.arena)) {
            fails(out, Message(msg::would_fail_download)
                           .with("asker", out.because)
                           .with("name", name)
                           .with("setting", bad->setting.name + '=' + bad->setting.value)
                           .with("problem", bad->problem)
                           .with("install", spec_of(version))
                           .with("fix", way_out_of(bad->setting, m_remove)));
            return;
        } else {
            out.kind = Truth::Kind::downloads;
        }
        m_root = found ? found->root : "";
        m_runs = version;
        (void)Version::parse(version.text(), out.version);
        out.go_version = name;
    }

    /// A name that Go does not take, or that no release has.
    void refuse_name(const Target& target, Truth& out) {
        if (!target.line.is_there()) {
            refuse_setting(out);
        } else if (target.line.number == m_file.toolchain.number) {
            fails(out, bad_line(m_file, target.line, m_folder, "toolchain name",
                                target.version.is_language() ? target.line.value + ".0"
                                                             : std::string("go1.22.5")));
        } else if (!target.name.starts_with("go1")) {
            fails(out, bad_line(m_file, target.line, m_folder, "Go version", "1.22 or 1.22.5"));
        } else {
            fails(out, Message(msg::would_fail_name)
                           .with("asker", out.because)
                           .with("version", m_runs.text())
                           .with("name", target.name)
                           .with("quote", target.line.text)
                           .with("verb", m_decision.pinned ? "pin" : "install")
                           .with("line", target.line.value));
        }
    }

    void refuse_setting(Truth& out) {
        fails(out, Message(msg::would_fail_setting)
                       .with("setting", m_setting.value)
                       .with("fix", way_out_of(m_setting, m_remove)));
    }

    // What runs then builds.

    void build(Truth& out) {
        const GoSettings settings(m_question.variables, m_root, &m_decision, m_decision.arena,
                                  m_runs);
        const Ground ground = {
            m_question.variables, m_decision.arena, settings, m_folder, m_runs, m_remove};
        std::vector<Refusal> found;
        if (out.kind != Truth::Kind::downloads) { // Go sets GOROOT for what it fetched
            if (const auto bad = bad_goroot(settings, m_root, m_runs)) {
                project::refuse_setting(ground, bad->setting, bad->problem, found,
                                        msg::would_fail_goroot);
            }
        }
        if (found.empty()) {
            found = refusals(ground);
        }
        if (!found.empty()) {
            fails(out, as_failure(found.front(), out));
        }
    }

    Message as_failure(const Refusal& refusal, const Truth& out) {
        switch (refusal.kind) {
        case Refusal::Kind::newer:
            if (is_by_setting(out)) {
                return about(refusal, msg::would_fail_switched)
                    .with("setting", m_setting.value)
                    .with("version", m_runs.text())
                    .with("fix", way_out_of(m_setting, m_remove));
            }
            return with_pin(about(refusal, msg::would_fail), out);
        case Refusal::Kind::member:
            return about(refusal, msg::would_fail_workspace)
                .with("work", refusal.work)
                .with("least", refusal.least);
        case Refusal::Kind::unreadable:
            return with_pin(about(refusal, msg::would_not_parse), out).with("edit", refusal.edit);
        case Refusal::Kind::other:
            break;
        }
        return refusal.message;
    }

    /// Not what was chosen decides where the user's own GOTOOLCHAIN names a version, or keeps Go
    /// from the one that the file asks for.
    [[nodiscard]] bool is_by_setting(const Truth& out) const {
        const auto setting = read_toolchain_setting(out.setting);
        const bool own = m_setting.place == GoSetting::Place::variable ||
                         m_setting.place == GoSetting::Place::user_file;
        return m_selected &&
               (!setting.least.empty() || (own && !setting.switching && !m_decision.pinned));
    }

    static Message about(const Refusal& refusal, const MessageSpec& spec) {
        return Message(spec)
            .with("where", refusal.where)
            .with("needs", refusal.needs)
            .with("quote", refusal.quote);
    }

    /// Adds what asks for the version: `.go-version line 1 pins 1.22.5`.
    Message with_pin(Message out, const Truth& truth) {
        const auto* wish = m_decision.decider;
        out.with("version", spec_of(m_runs))
            .with("verb", wish->source == Source::variable ? "use" : "pin");
        const bool file = !wish->file.empty() && wish->source != Source::default_file;
        out.with("pin", !truth.because.empty() ? truth.because
                        : file ? short_name(wish->file, m_decision.folder) + " line " +
                                     std::to_string(wish->line)
                               : asker_of(*wish));
        return out;
    }

    /// As a SPEC where it is one.
    static std::string spec_of(const Gover& version) {
        Version release;
        return Version::parse(version.text(), release) ? spec_name(release) : version.text();
    }

    const Question& m_question;
    Decision& m_decision;
    const RemoveVariable& m_remove;
    std::string m_folder;
    std::string m_root; ///< of the Go that runs; empty where it is not known
    Gover m_runs;
    GoSetting m_setting;     ///< GOTOOLCHAIN
    bool m_selected = false; ///< Go looked at it
    ModFile m_file;          ///< by which Go chooses
};

} // namespace

std::string Truth::text() const {
    return kind != Kind::unknown ? spec_name(version) : link.empty() ? "system" : link;
}

std::string Truth::shown() const {
    return kind == Kind::unknown ? text() : go_version.substr(2);
}

Truth truth_of(const Question& question, Decision& decision, const RemoveVariable& remove) {
    return Judge(question, decision, remove).judge();
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

} // namespace govern::project
