#include "project/refusal.hpp"

#include "build_settings.hpp"
#include "godebug_lines.hpp"
#include "project/truth.hpp"
#include "resolve/go_lines.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace govern::project {

using namespace resolve;

namespace {

/// What go.mod may hold behind `go`: `1.22`, with a patch also `1.22.5` and `1.23rc1` (GoVersionRE
/// of golang.org/x/mod/modfile, before and since Go 1.21).
bool is_go_line_value(std::string_view text, bool with_patch) {
    const auto number = [&text](bool zero) {
        const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
        const bool good = end != 0 && (text[0] != '0' || (zero && end == 1));
        text.remove_prefix(end);
        return good;
    };
    const auto dot = [&text] {
        const bool there = text.starts_with('.');
        text.remove_prefix(there ? 1 : 0);
        return there;
    };
    if (!number(false) || !dot() || !number(true)) {
        return false;
    }
    if (!with_patch || text.empty()) {
        return text.empty();
    }
    if (dot() && !number(true)) {
        return false;
    }
    const auto letters =
        std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), text.size());
    text.remove_prefix(letters);
    return letters == 0 ? text.empty()
                        : !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// A directive that came with a version. Source: its release notes.
struct Since {
    std::string_view word;
    std::string_view version;
};
constexpr Since k_directives[] = {{"retract", "1.16"},
                                  {"toolchain", "1.21"},
                                  {"godebug", "1.23"},
                                  {"tool", "1.24"},
                                  {"ignore", "1.25"}};
static_assert(std::all_of(std::begin(k_directives), std::end(k_directives), [](const Since& one) {
    return std::find(k_kept_words.begin(), k_kept_words.end(), one.word) != k_kept_words.end();
}));

class Examiner {
public:
    explicit Examiner(const Ground& ground) : m_ground(ground) {}

    std::vector<Refusal> run() {
        m_found = examine_settings(m_ground, m_out);
        if (m_out.empty() && is("1.11") && m_found.mode != "off") {
            m_found.work.empty() ? judge_module() : judge_workspace();
        }
        return std::move(m_out);
    }

private:
    [[nodiscard]] bool is(const char* version) const { return m_ground.version >= Gover(version); }
    [[nodiscard]] bool is_between(const char* first, const char* end) const {
        return is(first) && !is(end);
    }

    // What stands in go.mod and go.work.

    void judge_module() {
        const auto root = find_up(m_ground.folder, "go.mod");
        if (root.empty() || is_in_temp_root(root)) {
            return;
        }
        const auto other = is("1.14") ? m_found.flags.text("modfile") : "";
        auto file =
            other.empty() ? read_as_go(root) : read_mod_file(beside(m_ground.folder, other), false);
        if (!other.empty()) {
            file.path = std::string(path_clean(m_ground.arena, m_ground.folder, other));
        }
        if (!file.is_readable) {
            refuse_file(file.path, "Go cannot read this file");
            return;
        }
        judge_lines(file);
        if (is("1.21")) {
            judge_go_line(file);
            judge_godebug(file);
            if (m_found.flags.text("mod") != "mod") {
                judge_dropped_toolchain(file);
            }
        } else {
            judge_compiled(file);
        }
    }

    void judge_workspace() {
        const auto work = read_mod_file(m_found.work, true);
        if (!work.is_readable) {
            if (m_found.work_setting) {
                refuse_setting(m_ground, *m_found.work_setting, "there is no such file", m_out);
            } else {
                refuse_file(m_found.work, "Go cannot read this file");
            }
            return;
        }
        judge_lines(work);
        if (is("1.21")) {
            judge_go_line(work);
            judge_godebug(work);
        }
        const auto root = find_up(m_ground.folder, "go.mod");
        const auto here = std::string(parent(root));
        bool listed = root.empty() || work.is_cut;
        std::set<std::string> seen;
        for (const auto& [folder, line] : used_folders(work)) {
            if (!seen.insert(folder).second) {
                refuse_line(work, line, "this module is there twice");
                continue;
            }
            const bool mine = !root.empty() && (native::same_path(folder, here) ||
                                                sys::same_file(folder.c_str(), here.c_str()));
            listed = listed || mine;
            judge_member(work, line, read_as_go(in_folder(folder, "go.mod")), mine);
        }
        if (!listed) {
            const auto name = short_of(root);
            refuse(
                Message(msg::would_fail_not_listed)
                    .with("work", short_of(m_found.work))
                    .with("where", name)
                    .with("folder", name == "go.mod" ? "." : name.substr(0, parent(name).size())));
        }
    }

    void judge_member(const ModFile& work, const ModLine& line, const ModFile& member, bool mine) {
        if (!member.is_readable) {
            refuse_line(work, line, "there is no go.mod in that folder");
            return;
        }
        judge_lines(member);
        const auto go = member.directive("go");
        const auto least = work.directive("go");
        const Gover asked(go.is_there() ? go.value : "1.16");
        const Gover given(least.is_there() ? least.value : "1.18");
        if (!is("1.21")) {
            if (mine) {
                judge_compiled(member);
            }
        } else if (asked > given && asked >= Gover("1.21")) {
            auto out = of_go_line(Refusal::Kind::member, member, go);
            out.least = given.text();
            out.work =
                least.is_there() ? place(work, least) : short_of(work.path) + " without a go line";
            m_out.push_back(std::move(out));
        }
    }

    /// Lines that the parser of that Go does not take.
    void judge_lines(const ModFile& file) {
        for (const auto& line : file.directives) {
            for (const auto& [word, since] : k_directives) {
                if (line.word == word && m_ground.version < Gover(since)) {
                    unreadable(file, line, since);
                }
            }
        }
        for (const auto* const word : {"go", "toolchain"}) {
            const auto second = file.directive(word, 1);
            if (second.is_there() && (is("1.21") || std::string_view(word) == "go")) {
                refuse_line(file, second, std::string("a second ") + word + " line");
            }
        }
        const auto go = file.directive("go");
        if (go.is_there()) {
            judge_form(file, go);
        }
        const auto toolchain = file.directive("toolchain");
        if (toolchain.is_there() && is("1.21") && toolchain.value != "default" &&
            toolchain.value != "go1" && !toolchain.value.starts_with("go1.")) {
            const bool bare = Gover(toolchain.value).valid();
            refuse(bad_line(file, toolchain, m_ground.folder, "toolchain name",
                            bare ? "go" + toolchain.value : "go1.22.5"));
        }
    }

    void judge_form(const ModFile& file, const ModLine& go) {
        const bool good = is_go_line_value(go.value, true) && Gover(go.value).valid();
        if (!good) {
            refuse(bad_line(file, go, m_ground.folder, "Go version", "1.22 or 1.22.5"));
        } else if (!is("1.21") && !is_go_line_value(go.value, false)) {
            unreadable(file, go, "1.21");
        }
    }

    void judge_go_line(const ModFile& file) {
        const auto go = file.directive("go");
        if (Gover(go.value) > m_ground.version) {
            m_out.push_back(of_go_line(Refusal::Kind::newer, file, go));
        }
    }

    /// Those of the main module, or of go.work; a member's are not looked at there.
    void judge_godebug(const ModFile& file) {
        const auto bad = bad_godebug(file, m_ground.version, m_ground.settings.goroot());
        if (bad && !bad->needs.empty()) {
            auto out = of_line(Refusal::Kind::newer, file, bad->line);
            out.needs = bad->needs;
            m_out.push_back(std::move(out));
        } else if (bad) {
            refuse_line(file, bad->line, bad->problem);
        }
    }

    /// The last patches of 1.19 and 1.20 compile nothing of a module that says `go 1.22` or later
    /// (work/exec.go of cmd/go); those before try it.
    void judge_compiled(const ModFile& file) {
        const auto go = file.directive("go");
        const bool refuses = is_between("1.19.13", "1.20") || is_between("1.20.12", "1.21");
        if (refuses && is_go_line_value(go.value, false) && Gover(go.value) > Gover("1.21")) {
            m_out.push_back(of_go_line(Refusal::Kind::newer, file, go));
        }
    }

    /// A toolchain line that `go mod tidy` would drop is an update that is needed first
    /// (commitRequirements of modload).
    void judge_dropped_toolchain(const ModFile& file) {
        const auto line = file.directive("toolchain");
        const auto go = file.directive("go");
        const auto language = go.is_there() ? go.value : std::string("1.16");
        if (line.is_there() &&
            (line.value == "go" + language || Gover::of_toolchain(line.value) < Gover("1.21"))) {
            refuse(Message(msg::would_fail_dropped)
                       .with("where", place(file, line))
                       .with("quote", line.text));
        }
    }

    // How it is said.

    void unreadable(const ModFile& file, const ModLine& line, std::string_view since) {
        if (since == "1.21" && m_said_old) {
            return; // One hint takes away both the toolchain line and the go line's new form.
        }
        m_said_old = m_said_old || since == "1.21";
        auto out = of_line(Refusal::Kind::unreadable, file, line);
        out.since = since;
        if (since == "1.21") {
            const auto minor = std::min(m_ground.version.minor(), 20);
            out.edit = std::string("go +latest ") + (file.workspace ? "work" : "mod") +
                       " edit -go=1." + std::to_string(minor) + " -toolchain=none";
        }
        m_out.push_back(std::move(out));
    }

    Refusal of_line(Refusal::Kind kind, const ModFile& file, const ModLine& line) {
        Refusal out;
        out.kind = kind;
        out.where = place(file, line);
        out.quote = line.text;
        return out;
    }

    Refusal of_go_line(Refusal::Kind kind, const ModFile& file, const ModLine& line) {
        auto out = of_line(kind, file, line);
        out.needs = line.value;
        out.go_mod = file.workspace ? "" : short_of(file.path);
        return out;
    }

    void refuse(Message message) {
        Refusal out;
        out.message = std::move(message);
        m_out.push_back(std::move(out));
    }
    void refuse_file(const std::string& path, std::string problem) {
        refuse(Message(msg::would_fail_file)
                   .with("where", short_of(path))
                   .with("problem", std::move(problem)));
    }
    void refuse_line(const ModFile& file, const ModLine& line, std::string problem) {
        refuse(Message(msg::would_fail_file)
                   .with("where", place(file, line))
                   .with("problem", std::move(problem))
                   .with("quote", line.text));
    }

    [[nodiscard]] std::string short_of(const std::string& path) const {
        return short_name(path, m_ground.folder);
    }
    [[nodiscard]] std::string place(const ModFile& file, const ModLine& line) const {
        return place_of(file, line, m_ground.folder);
    }

    // Where the files are.

    /// Go 1.21 to 1.23 shorten the path of a go.mod to a relative one before they read it; in a
    /// folder that was reached by a link that is another file.
    [[nodiscard]] ModFile read_as_go(const std::string& path) const {
        if (is_between("1.21", "1.24") && native::k_folder_variable != nullptr) {
            const auto name = relative_path(path, m_ground.folder);
            if (name.size() < path.size()) {
                auto out = read_mod_file(in_folder(m_ground.folder, name), false);
                out.path = path;
                return out;
            }
        }
        return read_mod_file(path, false);
    }

    [[nodiscard]] bool is_in_temp_root(const std::string& file) const {
        return is_temp_folder(parent(file), m_ground.variables, m_ground.arena);
    }

    const Ground& m_ground;
    std::vector<Refusal> m_out;
    BuildSettings m_found;
    bool m_said_old = false;
};

} // namespace

std::vector<Refusal> refusals(const Ground& ground) {
    return Examiner(ground).run();
}

std::string place_of(const ModFile& file, const ModLine& line, const std::string& folder) {
    return short_name(file.path, folder) + " line " + std::to_string(line.number);
}

Message bad_line(const ModFile& file, const ModLine& line, const std::string& folder,
                 std::string what, std::string example) {
    return Message(msg::would_fail_line)
        .with("where", place_of(file, line, folder))
        .with("what", std::move(what))
        .with("value", line.value)
        .with("quote", line.text)
        .with("example", std::move(example));
}

} // namespace govern::project
