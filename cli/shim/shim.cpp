// A shim: the name under which a program of Go is found on PATH, which finds out which Go is meant
// here and becomes (POSIX) or starts (Windows) its program.
#include "shim.hpp"

#include "auto_install.hpp"
#include "print.hpp"
#include "process.hpp"
#include "resolve/choose.hpp"
#include "resolve/describe.hpp"
#include "resolve/native.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

#include <new>

namespace govern::shim {

namespace {

using resolve::Arena;
using resolve::Decision;
using resolve::Facts;
using resolve::Problem;

constexpr auto k_problems = static_cast<std::size_t>(Problem::count_);

struct Texts {
    Text of[k_problems];
};

constexpr Texts make_texts() {
    Texts out;
    for (std::size_t i = 0; i < k_problems; i++) {
        out.of[i] = text_of(resolve::message_of(static_cast<Problem>(i)));
    }
    return out;
}

constexpr Texts k_texts = make_texts();
constexpr Text k_cannot_start = text_of(msg::cannot_start);
constexpr Text k_no_loader = text_of(msg::no_loader);
constexpr Text k_auto_installing = text_of(msg::auto_installing);
constexpr Text k_place_unknown = text_of(msg::shim_place_unknown);

// Of which a call touches some pages only; no constructor runs before run().
alignas(4096) char g_decision[sizeof(Decision)]; // NOLINT(*-avoid-non-const-global-variables)

/// The name without `.exe`; on Windows in lower case, as names do not differ by it there.
std::string_view program_name(const std::string_view& file, Arena& arena) {
    auto name = resolve::slice(file, resolve::native::parent_length(file));
    while (!name.empty() && resolve::native::is_separator(name.front())) {
        name.remove_prefix(1);
    }
    if (resolve::native::k_exe_suffix.empty()) {
        return name;
    }
    char* const out = arena.take(name.size());
    for (std::size_t i = 0; out != nullptr && i < name.size(); i++) {
        const char c = name[i];
        out[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    name = {out, out == nullptr ? 0 : name.size()};
    if (resolve::ends_with(name, resolve::native::k_exe_suffix)) {
        name.remove_suffix(resolve::native::k_exe_suffix.size());
    }
    return name;
}

bool is_missing_version(Problem problem) {
    return problem == Problem::not_installed || problem == Problem::default_not_installed ||
           problem == Problem::go_mod_not_installed;
}

/// True where the version that was missing may now be there.
bool install_missing(const Process& process, const resolve::Question& question,
                     Decision& decision) {
    if (!is_missing_version(decision.error) || !wants_auto_install(question, decision)) {
        return false;
    }
    Facts facts;
    resolve::describe(decision, facts);
    print(k_auto_installing, facts, decision.arena);
    return run_install(process, question.home, facts.get("install"), decision.arena);
}

unsigned complain(const Text& text, const Facts& facts, Arena& arena) {
    print(text, facts, arena);
    return static_cast<unsigned>(text.exit);
}

unsigned complain_about_start(Decision& decision, unsigned code) {
    Facts facts;
    resolve::describe(decision, facts);
    const bool there =
        resolve::sys::info(decision.program.data()).kind == resolve::sys::Info::Kind::file;
    if (there && is_loader_missing(code)) {
        return complain(k_no_loader, facts, decision.arena);
    }
    facts.add("reason", reason(code));
    return complain(k_cannot_start, facts, decision.arena);
}

} // namespace

unsigned run(Process& process) {
    auto& decision = *new (g_decision) Decision();
    auto& arena = decision.arena;
    const auto file = own_file(process, arena);
    const auto shims = resolve::slice(file, 0, resolve::native::parent_length(file));
    resolve::Question question;
    question.home = arena.copy(resolve::slice(shims, 0, resolve::native::parent_length(shims)));
    question.program = program_name(file, arena);
    question.variables = variables(process);
    first_arguments(process, question, arena);
    if (question.home.empty()) {
        return complain(k_place_unknown, {}, arena);
    }
    resolve::choose(question, decision);
    if (decision.error != Problem::none && install_missing(process, question, decision)) {
        decision.clear();
        resolve::choose(question, decision);
    }
    if (decision.error != Problem::none) {
        Facts facts;
        resolve::describe(decision, facts);
        return complain(k_texts.of[static_cast<std::size_t>(decision.error)], facts, arena);
    }
    const auto started = start(process, decision);
    return started.ran ? started.code : complain_about_start(decision, started.code);
}

} // namespace govern::shim
