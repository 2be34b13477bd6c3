#include "base/path.hpp"
#include "base/path_list.hpp"
#include "base/text.hpp"
#include "doctor/examination.hpp"
#include "ops/account/look_up_go.hpp"
#include "ops/account/user_path.hpp"
#include "shell/messages.hpp"
#include "shell/path_list.hpp"

#include <algorithm>
#include <set>

namespace govern::ops {

namespace {

using Scope = os::UserEnvironment::Scope;
using Value = os::UserEnvironment::Value;

constexpr std::size_t k_cmd_limit = 8191;
constexpr std::size_t k_old_tools_limit = 2047;

std::string expand(Examination& exam, std::string_view entry) {
    auto out = shell::expand_percent(
        entry, [&](std::string_view name) { return exam.environment().get(name); });
    std::erase(out, '"');
    return out;
}

std::optional<FoundGo> go_in(Examination& exam, const std::string& folder) {
    return folder.empty() ? std::nullopt
                          : find_go(exam.context.host, exam.context.layout, {folder});
}

/// Tells of each `go`; the first one.
std::optional<FoundGo> list_every_go(Examination& exam) {
    std::optional<FoundGo> first;
    for (const auto& entry : exam.environment().path_entries()) {
        auto go = go_in(exam, entry);
        if (!go) {
            continue;
        }
        const auto origin = origin_of_go(exam.context.host, *go);
        exam.note(Message(msg::doctor_go_on_path)
                      .with("path", go->path)
                      .with("origin", go->ours         ? " (govern's shim)"
                                      : origin.empty() ? " "
                                                       : " (" + origin + ")"));
        exam.out.go_on_path.push_back(go->path);
        first = first ? first : std::move(go);
    }
    return first;
}

/// A GOROOT's bin holds Go and nothing else that somebody could miss.
bool is_sdk_bin(Examination& exam, const std::string& folder) {
    const std::string root(path::parent(path::normalize(folder)));
    return exam.context.host.files.kind(path::join(root, "VERSION")).has_value();
}

/// Looks as new shells do: Windows puts the machine's PATH before the user's. Returns the folders
/// with a `go` that come before our shims in the machine's.
Result<std::vector<std::string>> examine_machine_path(Examination& exam) {
    const auto before = exam.stored_value(Scope::machine, "Path");
    std::vector<std::string> ahead;
    std::vector<std::string> kept;
    bool has_shims = false;
    for (const auto& entry : path::split_list(before ? before->text : "", true)) {
        const auto folder = expand(exam, entry);
        const auto go = go_in(exam, folder);
        has_shims = has_shims || shell::same_entry(folder, exam.context.layout.shims(), true);
        const bool in_front = go && !go->ours && !has_shims;
        if (in_front) {
            ahead.push_back(folder);
        }
        if (!in_front || !is_sdk_bin(exam, folder)) {
            kept.push_back(entry);
        }
    }
    if (ahead.empty()) {
        return ahead;
    }
    Value after = *before;
    after.text = path::join_list(kept, true);
    if (has_shims) { // a home for every account: its shims go first, and nothing is taken away
        GOVERN_TRY_ASSIGN(const auto plan, plan_path(exam.context.host, exam.stored, Scope::machine,
                                                     exam.context.layout.shims(), ""));
        after = plan.after;
    }
    const bool scripted = after.text != before->text;
    for (const auto& folder : ahead) {
        const auto go = go_in(exam, folder);
        const auto origin = origin_of_go(exam.context.host, *go);
        Message message(msg::doctor_machine_path);
        // The shims of another home are there on purpose, and obey pins and GOVERN_VERSION too.
        const bool of_a_home = !home_of_shim(exam.context.host, *go).empty();
        message.with("path", go->path)
            .with("command", scripted    ? "govern doctor --fix"
                             : of_a_home ? ""
                                         : "govern setup --machine");
        if (!origin.empty()) {
            message.with("origin", origin);
        }
        if (scripted && !has_shims) {
            message.with("others", "govern setup --machine");
        }
        exam.found(std::move(message), Weight::changes_go,
                   scripted ? Remedy::script : Remedy::other);
    }
    if (scripted) {
        exam.script.change_variable("Path", before, after);
    }
    return ahead;
}

/// Entries that are there twice. Expanded, without regard to case.
std::vector<std::string> double_entries(Examination& exam,
                                        const std::vector<std::string>& entries) {
    std::set<std::string> seen;
    std::vector<std::string> twice;
    for (const auto& entry : entries) {
        auto key = to_lower(path::normalize(expand(exam, entry)));
        if (!entry.empty() && !seen.insert(std::move(key)).second) {
            twice.push_back(entry);
        }
    }
    return twice;
}

/// The user's PATH: our shims before any other `go` once setup put them there, and nothing twice.
Result<void> examine_user_path(Examination& exam) {
    const auto before = exam.stored_value(Scope::user, "Path");
    if (!before) {
        return {};
    }
    const auto entries = path::split_list(before->text, true);
    Value after = *before;
    std::optional<FoundGo> first;
    bool has_shims = false;
    for (const auto& entry : entries) {
        first = first ? first : go_in(exam, expand(exam, entry));
        has_shims =
            has_shims || shell::same_entry(expand(exam, entry), exam.context.layout.shims(), true);
    }
    if (has_shims && first && !first->ours) {
        exam.found(Message(msg::doctor_user_path)
                       .with("path", first->path)
                       .with("shims", exam.context.layout.shims()),
                   Weight::changes_go, Remedy::fix);
        GOVERN_TRY_ASSIGN(const auto plan, plan_path(exam.context.host, exam.stored, Scope::user,
                                                     exam.context.layout.shims(), ""));
        after = plan.after;
    }
    std::vector<std::string> nowhere;
    const auto go_bin = go_install_folder(exam.context.host); // the first `go install` makes it
    for (const auto& entry : entries) {
        const auto folder = expand(exam, entry);
        const auto info = exam.context.host.files.info(folder);
        if (!entry.empty() && info && !*info && !shell::same_entry(folder, go_bin, true)) {
            nowhere.push_back(entry);
        }
    }
    if (!nowhere.empty()) {
        exam.found(Message(msg::doctor_path_nowhere).with("entries", join(nowhere, ", ")),
                   Weight::note);
    }
    const auto twice = double_entries(exam, entries);
    if (!twice.empty()) {
        exam.found(Message(msg::doctor_path_double).with("entries", join(twice, ", ")),
                   Weight::note, Remedy::fix);
        std::vector<std::string> single;
        for (auto& entry : path::split_list(after.text, true)) {
            single.push_back(std::move(entry));
            if (!double_entries(exam, single).empty()) {
                single.pop_back();
            }
        }
        after.text = path::join_list(single, true);
    }
    if (after != *before) {
        exam.repairs.push_back(
            {"the user PATH", [&exam, after, text = before->text]() -> Result<std::string> {
                 GOVERN_TRY_ASSIGN(auto backup, exam.backups.keep("PATH", text));
                 GOVERN_TRY(exam.stored.set(Scope::user, "Path", after));
                 exam.stored.announce();
                 return backup;
             }});
    }
    return {};
}

void examine_length(Examination& exam, std::string what, std::string_view path, std::size_t limit,
                    const char* says) {
    const auto size = shell::windows_length(path);
    if (size > limit) {
        exam.found(Message(msg::doctor_path_long)
                       .with("what", std::move(what))
                       .with("length", std::to_string(size))
                       .with("limit", says),
                   Weight::note);
    }
}

} // namespace

Result<void> examine_path(Examination& exam) {
    const auto first = list_every_go(exam);
    std::vector<std::string> ahead;
    if (exam.stored.has_store()) {
        GOVERN_TRY_ASSIGN(ahead, examine_machine_path(exam));
    }
    const bool told =
        first && std::any_of(ahead.begin(), ahead.end(), [&](const std::string& folder) {
            return shell::same_entry(folder, first->folder, path::k_windows);
        });
    auto warning = look_up_go(exam.context.host, exam.stored, exam.context.layout);
    if (warning && !told) {
        const bool in_shims = warning->is(msg::go_not_found); // else it is the machine PATH's
        exam.found(*warning, Weight::changes_go,
                   !warning->doctor_repairs ? Remedy::other
                   : in_shims               ? Remedy::fix
                                            : Remedy::script);
    }
    const auto variable = exam.environment().get("GOVERN_HOME");
    const auto other =
        variable && first && !first->ours ? home_of_shim(exam.context.host, *first) : std::string();
    if (!other.empty()) {
        exam.found(Message(msg::doctor_other_home).with("variable", *variable).with("shims", other),
                   Weight::changes_go);
    }
    if (!exam.stored.has_store()) {
        for (const auto& entry : exam.environment().path_entries()) {
            if (entry.starts_with('~')) {
                exam.found(Message(msg::doctor_path_tilde).with("entry", entry), Weight::note);
            }
        }
        return {};
    }
    GOVERN_TRY(examine_user_path(exam));
    examine_length(exam, "PATH", exam.environment().raw("PATH").value_or(""), k_cmd_limit,
                   "cmd drops an inherited PATH over 8,191");
    const auto user = exam.stored.get(Scope::user, "Path");
    examine_length(exam, "the user PATH", user && *user ? (*user)->text : "", k_old_tools_limit,
                   "old tools cut it at 2,047");
    return {};
}

} // namespace govern::ops
