#include "base/text.hpp"
#include "config/config.hpp"
#include "core/platform.hpp"
#include "examination.hpp"
#include "os/path.hpp"

#include <algorithm>
#include <array>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_file = 1U << 20U;
constexpr std::size_t k_max_output = 4096;

/// A variable as Go reads it: the environment, then the GOENV file.
std::string go_variable(Examination& exam, const std::string& name) {
    if (auto value = exam.environment().get(name)) {
        return *value;
    }
    const auto file = config::goenv_file(exam.environment());
    const auto text =
        file.empty() ? Result<std::string>() : exam.context.host.files.read(file, k_max_file);
    for (const auto line : split(text ? std::string_view(*text) : std::string_view(), '\n')) {
        if (line.starts_with(name + '=')) {
            return std::string(trim(line.substr(name.size() + 1)));
        }
    }
    return {};
}

/// The first word of CC, which may hold options and be quoted.
std::string first_word(std::string_view command) {
    command = trim(command);
    if (!command.empty() && (command[0] == '"' || command[0] == '\'')) {
        return std::string(command.substr(1, command.find(command[0], 1) - 1));
    }
    return std::string(command.substr(0, command.find(' ')));
}

/// `x86_64-w64-mingw32`; empty where it does not say.
std::string target_of(Examination& exam, const std::string& compiler) {
    os::Command command{
        compiler, {"-dumpmachine"}, exam.environment(), {}, std::chrono::seconds(10)};
    const auto answer = exam.context.host.processes.capture(command, k_max_output);
    return answer && answer->exit.code == 0 ? std::string(trim(answer->out)) : std::string();
}

/// Whether code for this target can be linked into Go programs of this machine.
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
    const auto cgo = go_variable(exam, "CGO_ENABLED");
    if (cgo == "0") {
        return;
    }
    const auto platform = build_platform();
    const auto variable = go_variable(exam, "CC");
    // cmd/dist: clang on darwin, gcc elsewhere; from Go 1.20 on nothing else is looked for.
    const auto name = !variable.empty() ? first_word(variable)
                                        : std::string(platform.os == "darwin" ? "clang" : "gcc");
    const auto path =
        os::is_absolute(name) ? std::optional(name) : os::find_in_path(name, exam.environment());
    const auto info =
        path ? exam.context.host.files.info(*path) : Result<std::optional<os::FileInfo>>();
    if (!info || !*info) {
        const bool asked_for = cgo == "1" || !variable.empty();
        exam.found(
            Message(msg::doctor_no_compiler)
                .with("missing", os::is_absolute(name)
                                     ? "there is no C compiler " + name
                                     : "the C compiler " + name + " is not on PATH")
                .with("setting", !cgo.empty()       ? "CGO_ENABLED is " + cgo
                                 : variable.empty() ? "CGO_ENABLED is not set"
                                                    : "CC is " + variable)
                .with("effect",
                      asked_for ? "builds of packages that use cgo then fail"
                                : "Go 1.20 and newer then builds without cgo and does not say so"));
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
                       .with("platform", platform.os + '/' + platform.arch));
    }
}

} // namespace govern::ops
