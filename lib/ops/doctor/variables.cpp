#include "base/encoding.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "config/config.hpp"
#include "config/file_text.hpp"
#include "doctor/examination.hpp"
#include "shell/render.hpp"
#include "shell/shell.hpp"

namespace govern::ops {

namespace {

using Scope = os::UserEnvironment::Scope;

constexpr std::size_t k_max_file = 1U << 20U;

/// A stored GOROOT of the account or of the machine. True if there is one.
bool examine_stored_goroot(Examination& exam, Scope scope) {
    const auto value = exam.stored_value(scope, "GOROOT");
    if (!value) {
        return false;
    }
    const bool user = scope == Scope::user;
    exam.found(Message(msg::doctor_goroot)
                   .with("value", value->text)
                   .with("where", user ? "user environment" : "machine environment")
                   .with("command", "govern doctor --fix"),
               Weight::changes_go, user ? Remedy::fix : Remedy::script);
    if (!user) {
        exam.script.change_variable("GOROOT", value, std::nullopt);
    } else {
        exam.repairs.push_back({"GOROOT is no longer a user variable",
                                [&exam, text = value->text]() -> Result<std::string> {
                                    GOVERN_TRY_ASSIGN(auto backup,
                                                      exam.backups.keep("user-GOROOT", text));
                                    GOVERN_TRY(exam.stored.remove(Scope::user, "GOROOT"));
                                    exam.stored.announce();
                                    return backup;
                                }});
    }
    return true;
}

/// The line of a profile that sets GOROOT, in any shell's language: `export GOROOT=`, `set -gx
/// GOROOT`.
std::string profile_with_goroot(Examination& exam) {
    const auto home = exam.environment().get("HOME");
    for (const auto* name : {".bashrc", ".bash_profile", ".profile", ".zshrc", ".zshenv",
                             ".zprofile", ".config/fish/config.fish"}) {
        const auto file = path::normalize(path::join(home.value_or(""), name));
        const auto text =
            home ? exam.context.host.files.read(file, k_max_file) : Result<std::string>();
        std::size_t number = 0;
        for (const auto line : split(text ? std::string_view(*text) : std::string_view(), '\n')) {
            ++number;
            const auto code = trim(line.substr(0, line.find('#')));
            const bool sets = code.find("GOROOT=") != code.npos ||
                              (code.starts_with("set ") && code.find(" GOROOT ") != code.npos);
            if (sets) {
                return file + ':' + std::to_string(number);
            }
        }
    }
    return {};
}

void examine_goroot(Examination& exam) {
    bool is_stored = false;
    if (exam.stored.has_store()) {
        for (const auto scope : {Scope::user, Scope::machine}) {
            is_stored = examine_stored_goroot(exam, scope) || is_stored;
        }
    }
    const auto value = exam.environment().get("GOROOT");
    // `use` sets one, with the version it is of.
    if (!value || is_stored || path::is_within(*value, exam.context.layout.sdks())) {
        return;
    }
    const auto profile = path::k_windows ? std::string() : profile_with_goroot(exam);
    const auto shell =
        shell::calling_shell(exam.stored.starters(), exam.environment().get("SHELL").value_or(""),
                             exam.environment().has("PSModulePath"), path::k_windows);
    exam.found(
        Message(msg::doctor_goroot)
            .with("value", *value)
            .with("where", profile.empty() ? "this session's environment"
                                           : "this session's environment, by " + profile)
            .with("command", shell::removal_to_type("GOROOT", shell) +
                                 (path::k_windows ? "" : ", and take it out of your profile")),
        Weight::changes_go);
}

bool is_setting(std::string_view line) {
    return !line.empty() && line[0] >= 'A' && line[0] <= 'Z';
}

/// The file as UTF-8 without a byte order mark. An encoding that Go cannot read is a finding.
std::string decoded_goenv(Examination& exam, const std::string& file, std::string_view bytes) {
    const auto form = form_of_text(bytes);
    const auto text = bytes.substr(form.mark);
    if (form.is_utf16()) {
        exam.found(Message(msg::doctor_goenv_encoding)
                       .with("file", file)
                       .with("encoding", "UTF-16")
                       .with("what", "any of its settings"),
                   Weight::changes_go, Remedy::fix);
        return config::text_of(bytes, form);
    }
    const auto first = trim(text.substr(0, text.find('\n')));
    if (form.mark != 0 && is_setting(first)) {
        exam.found(Message(msg::doctor_goenv_encoding)
                       .with("file", file)
                       .with("encoding", "UTF-8 with a byte order mark")
                       .with("what", "its first line, " + std::string(first)),
                   Weight::changes_go, Remedy::fix);
    }
    return std::string(text);
}

/// The text that a GOENV file should hold instead. Its faults are findings.
std::string mended_goenv(Examination& exam, const std::string& file, std::string_view text) {
    std::string mended;
    std::size_t number = 0;
    for (auto line : split(text, '\n')) {
        ++number;
        const bool last = line.data() + line.size() == text.data() + text.size();
        const bool carriage_return = line.ends_with('\r');
        if (carriage_return) {
            line.remove_suffix(1);
        }
        const bool goroot = line.starts_with("GOROOT=") && line.size() > 7;
        if (goroot || (carriage_return && is_setting(line))) {
            exam.found(Message(goroot ? msg::doctor_goenv_goroot : msg::doctor_goenv_crlf)
                           .with("file", file)
                           .with("line", std::to_string(number))
                           .with("text", std::string(line)),
                       Weight::changes_go, Remedy::fix);
        }
        if (!goroot) {
            mended += std::string(line) + (last ? "" : "\n");
        }
    }
    return mended;
}

void examine_goenv(Examination& exam) {
    const auto file = config::goenv_file(exam.environment());
    if (!file.empty() && exam.context.host.files.kind(file) == os::FileInfo::Kind::directory) {
        exam.found(Message(msg::doctor_goenv_folder).with("file", file), Weight::note);
        return;
    }
    const auto text =
        file.empty() ? Result<std::string>() : exam.context.host.files.read(file, k_max_file);
    if (!text) {
        return;
    }
    const auto before = exam.out.found.size();
    const auto mended = mended_goenv(exam, file, decoded_goenv(exam, file, *text));
    if (exam.out.found.size() != before) {
        exam.repairs.push_back({file, [&exam, file, mended, text = *text]() -> Result<std::string> {
                                    GOVERN_TRY_ASSIGN(auto backup,
                                                      exam.backups.keep("goenv", text));
                                    GOVERN_TRY(exam.context.host.files.write_atomic(file, mended));
                                    return backup;
                                }});
    }
}

} // namespace

void examine_variables(Examination& exam) {
    examine_goroot(exam);
    examine_goenv(exam);
}

} // namespace govern::ops
