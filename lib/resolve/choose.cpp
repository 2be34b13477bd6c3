#include "child.hpp"
#include "chooser.hpp"
#include "core/link_name.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

namespace govern::resolve {

namespace {
constexpr std::size_t k_max_folder = 16 * 1024;
} // namespace

void choose(const Question& question, Decision& decision) {
    Chooser(question, decision).run();
}

void find_folder(const Question& question, Decision& decision) {
    Chooser(question, decision).find_folder();
}

void Chooser::run() {
    m_decision.asked_program = m_question.program;
    by_name();
    if (open()) {
        by_argument();
    }
    if (open()) {
        by_variable();
    }
    if (open()) {
        find_folder();
        by_files();
    }
    if (open()) {
        by_default_and_floor();
    }
    if (m_decision.error == Problem::none) {
        find_program();
    }
    if (m_decision.error == Problem::none) {
        prepare_child(m_question, m_decision);
    }
    if (m_arena.full()) {
        m_decision.error = Problem::too_long;
        m_decision.culprit = nullptr;
    }
}

Candidate& Chooser::add(Source source) {
    const bool room = m_decision.candidate_count < Decision::k_max_candidates;
    auto& out = m_decision.candidates[room ? m_decision.candidate_count++
                                           : Decision::k_max_candidates +
                                                 m_decision.spares++ % Decision::k_spares];
    out = {};
    out.source = source;
    return out;
}

void Chooser::fail(Problem error, Candidate& culprit, Verdict verdict) {
    culprit.verdict = verdict;
    if (!decided()) {
        m_decision.error = error;
        m_decision.culprit = &culprit;
    }
}

void Chooser::take(Candidate& candidate, const Installed& sdk) {
    candidate.verdict = Verdict::chosen;
    m_decision.decider = &candidate;
    m_decision.version = sdk.version;
    m_decision.platform = sdk.platform;
    m_decision.sdk = sdk.sdk;
    m_decision.program = sdk.go;
}

void Chooser::decide(Candidate& candidate) {
    if (decided()) {
        candidate.verdict = Verdict::lost;
        return;
    }
    m_decision.pinned =
        candidate.source >= Source::argument && candidate.source <= Source::tool_versions;
    if (candidate.spec.kind == Spec::Kind::system) {
        take_system(candidate, Problem::no_system);
        return;
    }
    Installed sdk;
    if (find_installed(m_question.home, candidate.spec, m_arena, sdk)) {
        take(candidate, sdk);
    } else {
        fail(Problem::not_installed, candidate, Verdict::not_installed);
    }
}

bool Chooser::decide_link(Candidate& candidate) {
    const auto name = trimmed(candidate.value);
    std::string_view text;
    Installed sdk;
    if (!is_link_name(name) ||
        read_file(compose(m_arena, "*/links/+*", m_question.home, name).data(), m_arena, text) !=
            sys::Opened::yes ||
        !cut_line(text, sdk.sdk)) {
        return false;
    }
    candidate.value = name;
    sdk.go = compose(m_arena, "*/bin/go*", sdk.sdk, native::k_exe_suffix);
    if (decided()) {
        candidate.verdict = Verdict::lost;
    } else if (sys::is_file(sdk.go.data())) {
        m_decision.pinned = true;
        take(candidate, sdk);
    } else {
        m_decision.gone = sdk.sdk;
        fail(Problem::link_gone, candidate, Verdict::not_installed);
    }
    return true;
}

void Chooser::take_system(Candidate& candidate, Problem otherwise) {
    const auto go = find_on_path(get("PATH"), "go", Shims::skip, m_arena);
    if (go.empty()) {
        fail(otherwise, candidate, Verdict::absent);
        return;
    }
    candidate.verdict = Verdict::chosen;
    m_decision.decider = &candidate;
    m_decision.system = true;
    m_decision.program = go;
}

void Chooser::by_name() {
    const auto name = m_question.program;
    Spec spec;
    if (!starts_with(name, "go") || !Version::parse(slice(name, 2), spec.version)) {
        return;
    }
    auto& candidate = add(Source::program_name);
    candidate.set(0, name, name);
    candidate.spec = spec;
    m_decision.asked_program = "go";
    decide(candidate);
}

/// `go +1.22.5 build`; one called as go1.22.5 passes everything on.
void Chooser::by_argument() {
    if (m_decision.candidate_count != 0 || m_question.argument_count == 0) {
        return;
    }
    const auto text = m_question.arguments[0];
    if (text.size() < 2 || !starts_with(text, "+")) {
        return;
    }
    m_decision.dropped = 1;
    auto& candidate = add(Source::argument);
    const auto value = slice(text, 1);
    candidate.set(0, text, value);
    read_argument_or_variable(value, candidate, true, Problem::malformed_argument);
}

void Chooser::by_variable() {
    const auto value = get("GOVERN_VERSION");
    if (value.empty()) {
        return;
    }
    auto& candidate = add(Source::variable);
    candidate.set(0, value, value);
    read_argument_or_variable(value, candidate, false, Problem::malformed_variable);
}

/// `value` is complete; the candidate keeps a shortened form.
void Chooser::read_argument_or_variable(const std::string_view& value, Candidate& candidate,
                                        bool oldstable_too, Problem error) {
    std::size_t stopped = 0;
    if (read_spec(value, candidate.spec, stopped) &&
        (oldstable_too || candidate.spec.kind != Spec::Kind::oldstable)) {
        decide(candidate);
    } else if (!decide_link(candidate)) {
        fail(error, candidate, Verdict::malformed);
    }
}

/// $PWD if it is this folder.
std::string_view Chooser::name_of_folder(const char* folder) {
    if (native::k_folder_variable == nullptr) {
        return {};
    }
    const auto named = get(native::k_folder_variable);
    return native::is_absolute(named) && sys::same_file(m_arena.copy(named).data(), folder)
               ? named
               : std::string_view();
}

/// The folder in which Go is after `-C`: behind a link, `..` is another folder than the text says.
std::string_view Chooser::moved(const std::string_view& from, const std::string_view& to) {
    const auto path =
        native::is_absolute(to) ? m_arena.copy(to) : compose(m_arena, "*/*", from, to);
    const auto named = name_of_folder(path.data());
    if (!named.empty()) {
        return named;
    }
    char* const buffer = m_arena.take(k_max_folder);
    const auto size = buffer == nullptr ? 0 : sys::folder_after(path.data(), buffer, k_max_folder);
    return size == 0 ? path : std::string_view(buffer, size);
}

/// Go's own rule for the current folder, and a first `-C DIR` moves it.
void Chooser::find_folder() {
    auto folder = m_question.folder;
    if (folder.empty()) {
        folder = name_of_folder(".");
    }
    if (folder.empty()) {
        const auto mark = m_arena.mark();
        if (char* const buffer = m_arena.take(k_max_folder)) {
            folder = {buffer, sys::current_folder(buffer, k_max_folder)};
            m_arena.rewind(mark + folder.size() + 1);
        }
    }
    // A current folder that was deleted has no files: what is left is the default.
    if (!folder.empty()) {
        auto to = change_folder_argument();
        // Windows itself takes `..` for text.
        if (native::k_folder_variable != nullptr && !to.empty()) {
            folder = moved(folder, to);
            to = {};
        }
        m_decision.folder = path_clean(m_arena, folder, to.empty() ? "." : to);
    }
}

namespace {

bool is_folder_flag(const std::string_view& argument) {
    return is(argument, "-C") || is(argument, "--C");
}

/// A word of Go's command that another one follows, as in `mod tidy`.
bool is_group(const std::string_view& word) {
    return is(word, "mod") || is(word, "work");
}

} // namespace

bool Question::wants_argument() const {
    if (argument_count == 0 || argument_count == k_arguments) {
        return argument_count == 0;
    }
    const auto& last = arguments[argument_count - 1];
    if (starts_with(last, "-")) {
        return is_folder_flag(last);
    }
    if (argument_count == 1) {
        return true;
    }
    const auto& before = arguments[argument_count - 2];
    return starts_with(before, "+") || is_group(before);
}

/// Go's own rule: `-C DIR` is the first flag, before or after the words of the command.
std::string_view Chooser::change_folder_argument() {
    auto at = m_decision.dropped;
    const auto next = [&] {
        return at < m_question.argument_count ? m_question.arguments[at++] : std::string_view();
    };
    if (!asks_for_go()) {
        return {};
    }
    auto flag = next();
    // The command's word, or two of them.
    for (bool more = true; more && !starts_with(flag, "-");) {
        more = is_group(flag);
        flag = next();
    }
    if (!starts_with(flag, "-")) {
        return {};
    }
    const auto name = slice(flag, starts_with(flag, "--") ? 2 : 1);
    if (is(name, "C")) {
        return next();
    }
    return starts_with(name, "C=") ? slice(name, 2) : std::string_view();
}

void Chooser::by_files() {
    for (Upwards at(m_arena, m_decision.folder); at.valid() && open(); at.ascend()) {
        for (const auto source : {Source::go_version, Source::tool_versions}) {
            if (!open()) {
                break;
            }
            const bool go_version = source == Source::go_version;
            const auto path = at.file(go_version ? ".go-version" : ".tool-versions");
            const auto wish = go_version ? read_go_version(path.data(), m_arena)
                                         : read_tool_versions(path.data(), m_arena);
            if (Candidate* const candidate = add_file(source, path, wish)) {
                if (candidate->verdict != Verdict::malformed) {
                    decide(*candidate);
                }
            }
        }
    }
}

Candidate* Chooser::add_file(Source source, const std::string_view& path, const FileWish& wish) {
    if (!wish.found) {
        return nullptr;
    }
    auto& candidate = add(source);
    static_cast<Line&>(candidate) = wish;
    candidate.file = m_arena.copy(path);
    candidate.spec = wish.spec;
    // The default alone may be a link: a project's file must mean the same everywhere.
    if (wish.error != Problem::none &&
        (source != Source::default_file || !decide_link(candidate))) {
        fail(wish.error, candidate, Verdict::malformed);
    }
    return &candidate;
}

void Chooser::find_program() {
    // The go of an SDK is there, or it would not count as installed; the system's was found on
    // PATH.
    if (asks_for_go()) {
        return;
    }
    // The gofmt that belongs to that go, or the tool that it built; with `system` and a link what
    // lies beside that go, else the first one on PATH.
    auto& program = m_decision.program;
    const auto& sdk = m_decision.sdk;
    const bool no_sdk = m_decision.version.empty();
    const bool beside = no_sdk || is(m_decision.asked_program, "gofmt");
    program = compose(m_arena, "*/**",
                      beside ? parent(program)
                             : compose(m_arena, "*/tools*", m_question.home,
                                       slice(sdk, native::parent_length(sdk))),
                      m_decision.asked_program, native::k_exe_suffix);
    if (sys::is_file(program.data())) {
        return;
    }
    if (no_sdk) {
        program = find_on_path(get("PATH"), m_decision.asked_program, Shims::skip, m_arena);
        if (!program.empty()) {
            return;
        }
    }
    m_decision.error = Problem::no_program;
}

} // namespace govern::resolve
