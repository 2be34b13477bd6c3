#include "base/command_line.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "config/config.hpp"
#include "core/platform.hpp"
#include "doctor/examination.hpp"

#include <algorithm>
#include <array>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_output = 4096;

/// `x86_64-w64-mingw32`; empty if it does not say.
std::string target_of(Examination& exam, const std::string& compiler) {
    os::Command command{
        compiler, {"-dumpmachine"}, exam.environment(), {}, std::chrono::seconds(10)};
    const auto answer = exam.context.host.processes.capture(command, k_max_output);
    return answer && answer->exit.code == 0 ? std::string(trim(answer->out)) : std::string();
}

/// True if code for this target can be linked into Go programs of this machine.
bool fits(std::string_view target, const Platform& platform) {
    struct Word {
        std::string_view go;
        std::array<std::string_view, 4> target;
    };
    constexpr std::array<Word, 7> words = {{
        {"amd64", {"x86_64", "amd64", "", ""}},
        {"386", {"i386", "i486", "i586", "i686"}},
        {"arm64", {"aarch64", "arm64", "", ""}},
        {"arm", {"arm", "", "", ""}},
        {"windows", {"mingw", "windows-gnu", "", ""}}, // Go links no objects of Visual C++
        {"linux", {"linux", "", "", ""}},
        {"darwin", {"apple-darwin", "", "", ""}},
    }};
    for (const auto& wanted : {platform.os, platform.arch}) {
        const auto* const word = std::find_if(words.begin(), words.end(),
                                              [&](const Word& one) { return one.go == wanted; });
        const bool known = word != words.end();
        if (known &&
            std::none_of(word->target.begin(), word->target.end(), [&](std::string_view part) {
                return !part.empty() && target.find(part) != target.npos;
            })) {
            return false;
        }
    }
    return true;
}

} // namespace

void examine_compiler(Examination& exam) {
    const auto cgo = config::go_variable(exam.context.host, "CGO_ENABLED");
    if (cgo == "0") {
        return;
    }
    const auto platform = build_platform();
    const auto variable = config::go_variable(exam.context.host, "CC");
    // cmd/dist: clang on darwin, gcc elsewhere; from Go 1.20 on nothing else is looked for.
    const auto name = !variable.empty() ? first_word(variable)
                                        : std::string(platform.os == "darwin" ? "clang" : "gcc");
    const auto path = path::is_absolute(name)
                          ? std::optional(name)
                          : exam.context.host.processes.find(name, exam.environment());
    if (!path || !exam.context.host.files.kind(*path)) {
        const bool asked_for = cgo == "1" || !variable.empty();
        exam.found(Message(msg::doctor_no_compiler)
                       .with("missing", path::is_absolute(name)
                                            ? "there is no C compiler " + name
                                            : "the C compiler " + name + " is not on PATH")
                       .with("setting", !cgo.empty()       ? "CGO_ENABLED is " + cgo
                                        : variable.empty() ? "CGO_ENABLED is not set"
                                                           : "CC is " + variable)
                       .with("effect",
                             asked_for
                                 ? "builds of packages that use cgo then fail"
                                 : "Go 1.20 and newer then builds without cgo and does not say so"),
                   Weight::note);
        return;
    }
    const auto target = target_of(exam, *path);
    exam.note(Message(msg::doctor_compiler)
                  .with("path", *path)
                  .with("target", target.empty() ? "it does not say for what" : target));
    if (!target.empty() && !fits(target, platform)) {
        exam.found(Message(msg::doctor_compiler_target)
                       .with("path", *path)
                       .with("target", target)
                       .with("platform", platform.os + '/' + platform.arch),
                   Weight::note);
    }
}

} // namespace govern::ops
