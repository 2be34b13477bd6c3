#include "ops/decision.hpp"

#include "base/messages/ops.hpp"
#include "core/sdk.hpp"
#include "resolve/choose.hpp"
#include "resolve/explain.hpp"
#include "resolve/truth.hpp"

namespace govern::ops {

namespace {

resolve::Question question_of(Context& context, std::string_view name = "go") {
    resolve::Question question;
    question.home = context.layout.home();
    question.program = name;
    question.variables = resolve::variables_of(context.host.environment);
    return question;
}

std::unique_ptr<resolve::Decision> answer(const resolve::Question& question) {
    // Large: on the heap, and without touching what is not used.
    std::unique_ptr<resolve::Decision> decision(new resolve::Decision);
    resolve::choose(question, *decision);
    return decision;
}

std::unique_ptr<resolve::Decision> ask(Context& context, bool everything) {
    auto question = question_of(context);
    question.everything = everything;
    auto decision = answer(question);
    // A choice that no file makes asks for no folder, but what Go does then depends on it.
    if (decision->folder.empty()) {
        decision->folder = context.host.current_folder;
    }
    return decision;
}

Result<std::unique_ptr<resolve::Decision>> checked(std::unique_ptr<resolve::Decision> decision) {
    if (decision->error != resolve::Problem::none) {
        return Failure(resolve::to_error(*decision));
    }
    return decision;
}

std::string spec_text_of(const Spec& spec) {
    switch (spec.kind) {
    case Spec::Kind::latest:
        return "latest";
    case Spec::Kind::partial:
        return std::string(spec.version.text());
    default:
        return spec_name(spec.version);
    }
}

} // namespace

Result<std::unique_ptr<resolve::Decision>> decide(Context& context, bool everything) {
    return checked(ask(context, everything));
}

Result<std::unique_ptr<resolve::Decision>> decide_as(Context& context,
                                                     const std::string& argument) {
    return checked(decide_call(context, "go", {argument}));
}

Decided decide_anyway(Context& context, bool everything) {
    Decided out{ask(context, everything), std::nullopt};
    if (out.decision->error != resolve::Problem::none) {
        out.error = resolve::to_error(*out.decision);
    }
    return out;
}

std::unique_ptr<resolve::Decision> decide_call(Context& context, const std::string& name,
                                               const std::vector<std::string>& arguments) {
    auto question = question_of(context, name);
    for (const auto& argument : arguments) {
        if (question.wants_argument()) {
            question.arguments[question.argument_count++] = argument;
        }
    }
    return answer(question);
}

os::Environment environment_of(Context& context, const resolve::Decision& decision) {
    auto out = context.host.environment;
    for (std::size_t i = 0; i < decision.change_count; ++i) {
        const auto& change = decision.changes[i];
        if (change.set) {
            out.set(change.name, std::string(change.value));
        } else {
            out.unset(change.name);
        }
    }
    return out;
}

namespace {

bool is_floor(const resolve::Candidate& line) {
    return line.source == resolve::Source::go_line ||
           line.source == resolve::Source::toolchain_line;
}

} // namespace

std::optional<Pinned> pinned_here(Context& context) {
    const auto decision = ask(context, false);
    const auto* decider = decision->decider;
    if (decider == nullptr || decision->system || !(decision->pinned || is_floor(*decider))) {
        return std::nullopt;
    }
    if (decider->file.empty()) {
        return Pinned{decision->version, "GOVERN_VERSION of this shell"};
    }
    return Pinned{decision->version,
                  std::string(decider->file) + " line " + std::to_string(decider->line)};
}

EndsUp end_up(Context& context, resolve::Decision& decision) {
    const auto truth = resolve::truth_of(question_of(context), decision);
    EndsUp out;
    out.version = truth.kind == resolve::Truth::Kind::unknown ? "system" : spec_name(truth.version);
    out.failure = truth.failure;
    out.switched_by = truth.because;
    out.downloads = truth.kind == resolve::Truth::Kind::downloads;
    return out;
}

namespace {

/// The line of go.mod that asks for most of what nothing installed meets: the default does not, or
/// without one the system's Go runs, which nobody asks.
const resolve::Candidate* unmet_floor(const resolve::Decision& decision) {
    const resolve::Candidate* out = nullptr;
    for (std::size_t i = 0; i < decision.candidate_count; ++i) {
        const auto& line = decision.candidates[i];
        const bool unmet = line.verdict == resolve::Verdict::unmet ||
                           line.verdict == resolve::Verdict::not_installed;
        if (is_floor(line) && unmet && (out == nullptr || line.spec.version > out->spec.version)) {
            out = &line;
        }
    }
    return out;
}

} // namespace

Result<std::vector<std::string>> wanted_here(Context& context) {
    auto here = decide_anyway(context, false);
    const auto& decision = *here.decision;
    if (const auto* culprit = decision.culprit; here.error && culprit != nullptr) {
        if (here.error->exit() != Exit::not_installed || culprit->spec.kind == Spec::Kind::system) {
            return Failure(*here.error);
        }
        return std::vector<std::string>{spec_text_of(culprit->spec)};
    }
    if (here.error) {
        return fail(msg::nothing_to_install);
    }
    const auto truth = end_up(context, *here.decision);
    if (truth.downloads) {
        return std::vector<std::string>{truth.version};
    }
    // A line of a version file means its newest published patch; go.mod is a floor that is met.
    const auto* decider = decision.decider;
    const bool by_file = decider != nullptr && (decider->source == resolve::Source::go_version ||
                                                decider->source == resolve::Source::tool_versions);
    if (by_file && !decision.system) {
        if (truth.failure) {
            context.host.reporter.warn(*truth.failure);
        }
        return std::vector<std::string>{spec_text_of(decider->spec)};
    }
    // Go may not switch here, but the default gives way to what is installed.
    Version runs; // stays empty, and so below any floor, for the system's
    (void)Version::parse(truth.version, runs);
    if (const auto* floor = unmet_floor(decision);
        floor != nullptr && (truth.failure || floor->spec.version > runs)) {
        return std::vector<std::string>{spec_text_of(floor->spec)};
    }
    if (truth.failure) {
        return Failure(*truth.failure);
    }
    for (std::size_t i = 0; i < decision.candidate_count; ++i) {
        const auto& line = decision.candidates[i];
        const bool lifted = line.verdict == resolve::Verdict::lifted || line.value == "default";
        if (is_floor(line) && (lifted || !decision.system)) {
            const auto who = decision.system ? "the system's Go" : "go" + truth.version;
            context.host.reporter.status(
                Message(lifted ? msg::go_mod_lifted : msg::go_mod_already_met)
                    .with("file", std::string(line.file))
                    .with("wanted", std::string(line.value))
                    .with("version", who));
            return std::vector<std::string>{};
        }
    }
    return fail(msg::nothing_to_install);
}

Result<std::string> system_go(Context& context) {
    auto decision = decide_call(context, "go", {"+system"});
    if (decision->error != resolve::Problem::none) {
        return Failure(
            resolve::to_error(*decision).with("asker", "")); // which is nobody's file or variable
    }
    return std::string(decision->program);
}

} // namespace govern::ops
