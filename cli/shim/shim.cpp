// A shim: the name under which a program of Go is found on PATH, which finds out which Go is meant
// here and becomes (POSIX) or starts (Windows) its program.
#include "shim.hpp"

#include "process.hpp"
#include "resolve/choose.hpp"
#include "resolve/messages.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/text.hpp"

namespace govern::shim {

namespace {

using resolve::Arena;
using resolve::Decision;
using resolve::Problem;
using resolve::Question;

/// A message of the catalogue as it is printed, with `*` for its one fact. Made at compile time, so
/// that the explanations stay out of the program.
struct Text {
    char pattern[192] = {};
    int exit = 0;

    constexpr explicit Text(const MessageSpec& spec) : exit(static_cast<int>(spec.exit)) {
        const auto fact = spec.text.find('{');
        const auto behind = spec.text.find('}') + 1; // 0: without a fact
        std::size_t size = 0;
        for (const std::string_view part :
             {std::string_view("error["), spec.code, std::string_view("]: "),
              spec.text.substr(0, fact), std::string_view(behind != 0 ? "*" : ""),
              behind != 0 ? spec.text.substr(behind) : std::string_view(),
              std::string_view("\nhint: "), spec.hint, std::string_view("\n")}) {
            for (const char c : part) {
                pattern[size++] = c;
            }
        }
    }
};

constexpr Text k_no_answer(msg::shim_no_answer);
constexpr Text k_place_unknown(msg::shim_place_unknown);
constexpr Text k_no_loader(msg::no_loader);

// A call touches only some pages of it. All zero, as no constructor runs before run().
alignas(4096) constinit Decision g_decision{
    resolve::AllZero{}}; // NOLINT(*-avoid-non-const-global-variables)

/// The name without `.exe`; on Windows in lower case, as names do not differ by it there.
std::string_view program_name(const std::string_view& file, Arena& arena) {
    auto name = resolve::slice(file, resolve::native::parent_length(file) + 1);
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

unsigned complain(const Text& text, const std::string_view& fact, Arena& arena) {
    write_error(resolve::compose(arena, text.pattern, fact));
    return static_cast<unsigned>(text.exit);
}

/// Leaves a failure to the govern beside us, which decides by the same code, explains it and, if
/// auto_install is set, installs. Returns its exit code; 0 means that the call is to be tried
/// again. If SDKs that need a loader find none, govern itself finds none either: `without_loader`
/// is such a program.
unsigned ask_govern(const Process& process, const Question& question, unsigned start_error,
                    const std::string_view& without_loader, Arena& arena) {
    const auto govern =
        resolve::compose(arena, "*/shims/govern*", question.home, resolve::native::k_exe_suffix);
    // A shim that goes by govern's name would ask itself for ever.
    if (question.program != "govern") {
        const auto answer = run_govern(process, govern, question, start_error, arena);
        if (answer.ran) {
            return answer.code;
        }
    }
    return without_loader.empty() ? complain(k_no_answer, govern, arena)
                                  : complain(k_no_loader, without_loader, arena);
}

/// `go1.22.5 download`: how golang.org/dl's program of that name fetches its SDK. Go itself has no
/// such command, and scripts that came with that program go on.
bool asks_for_download(const Question& question, const Decision& decision) {
    return decision.decider->source == resolve::Source::program_name &&
           question.argument_count != 0 && question.arguments[0] == "download";
}

} // namespace

unsigned run(Process& process) {
    auto& decision = g_decision;
    auto& arena = decision.arena;
    const auto file = own_file(process, arena);
    Question question;
    question.home = resolve::parent(resolve::parent(file));
    question.program = program_name(file, arena);
    question.variables = variables(process);
    first_arguments(process, question, arena);
    if (question.home.empty()) {
        return complain(k_place_unknown, {}, arena);
    }
    const auto mark = arena.mark();
    for (int tries = 0; tries < 2; tries++) {
        resolve::choose(question, decision);
        unsigned start_error = 0;
        std::string_view without_loader;
        if (decision.error == Problem::none) {
            if (asks_for_download(question, decision)) {
                return ask_govern(process, question, 0, {}, arena);
            }
            const auto started = start(process, decision);
            if (started.ran) {
                return started.code;
            }
            start_error = started.code;
            if (lacks_loader(decision.program, start_error)) {
                without_loader = decision.program;
            }
        } else {
            // A full arena must not leave us without an answer.
            arena.rewind(mark);
        }
        if (const unsigned code = ask_govern(process, question, start_error, without_loader, arena);
            code != 0) {
            return code;
        }
        decision.clear();
    }
    return complain(k_no_answer, question.home, arena);
}

} // namespace govern::shim
