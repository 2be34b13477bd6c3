#include "ops/choice/decision.hpp"

#include "core/sdk.hpp"
#include "ops/account/look_up_go.hpp"
#include "ops/choice/links.hpp"
#include "ops/messages.hpp"
#include "project/explain.hpp"
#include "project/messages.hpp"
#include "project/truth.hpp"
#include "resolve/choose.hpp"
#include "shell/render.hpp"

namespace govern::ops {

namespace {

resolve::Question question_of(Context& context, const os::Environment& environment,
                              std::string_view name = "go") {
    resolve::Question question;
    question.home = context.layout.home();
    question.program = name;
    question.variables = project::variables_of(environment);
    return question;
}

std::unique_ptr<resolve::Decision> answer(resolve::Question question) {
    // Large: on the heap, and without touching what is not used.
    std::unique_ptr<resolve::Decision> decision(new resolve::Decision);
    // The decision names the argument that decided, and outlives the caller's.
    for (std::size_t i = 0; i < question.argument_count; ++i) {
        question.arguments[i] = decision->arena.copy(question.arguments[i]);
    }
    resolve::choose(question, *decision);
    return decision;
}

std::unique_ptr<resolve::Decision> ask(Context& context, const os::Environment& environment,
                                       bool everything) {
    auto question = question_of(context, environment);
    question.everything = everything;
    return answer(question);
}

Result<std::unique_ptr<resolve::Decision>> checked(Context& context,
                                                   std::unique_ptr<resolve::Decision> decision) {
    if (decision->error != resolve::Problem::none) {
        return Failure(error_of(context, *decision));
    }
    return decision;
}

/// What chooses a Go that can run in the place of this wish.
std::string way_out(Context& context, const resolve::Candidate* wish) {
    using resolve::Source;
    const auto installed = context.store.installed();
    const bool any = installed && !installed->empty();
    if (wish == nullptr || wish->source == Source::path) { // the first one becomes the default
        return any ? "govern default latest" : "govern install latest";
    }
    if (wish->source == Source::variable) {
        return remove_variable(context)("GOVERN_VERSION");
    }
    if (wish->source == Source::default_file) {
        return "govern default latest";
    }
    if (wish->source == Source::argument) {
        return "the same command with a version in place of system";
    }
    return wish->file.empty() ? "" : "govern pin latest";
}

} // namespace

Error error_of(Context& context, const resolve::Decision& decision) {
    auto out = project::to_error(decision);
    using resolve::Problem;
    const bool impossible = out.is(msg::not_a_go_number);
    if (impossible) { // nothing that is typed on a command line is taken back by a command
        out.with("command", "");
    }
    const auto* wish = decision.culprit != nullptr ? decision.culprit : decision.decider;
    if (decision.error == Problem::no_system || decision.error == Problem::nothing_chosen ||
        decision.error == Problem::loop || impossible) {
        if (auto command = way_out(context, wish); !command.empty()) {
            const auto installed = context.store.installed();
            const bool any = installed && !installed->empty();
            const bool needs_one =
                !any && command.starts_with("govern ") && command != "govern install latest";
            out.with("first", needs_one ? "govern install latest" : "");
            out.with("command", std::move(command));
        }
    }
    if (decision.error == Problem::link_gone) {
        add_way_out_of_link(context, std::string(wish->value), out);
    }
    // A link's name is an error in a file, where others would miss the link.
    const bool in_file = wish != nullptr && decision.error == Problem::malformed_file &&
                         wish->source != resolve::Source::default_file;
    if (in_file && context.store.link(wish->value)) {
        const std::string name(wish->value);
        out.with("advice", "go +" + name + " …, or in this shell: govern use " + name);
    }
    return out;
}

std::string chosen_name(const resolve::Decision& decision) {
    if (decision.system) {
        return "system";
    }
    return decision.is_link() ? std::string(decision.decider->value) : spec_name(decision.version);
}

bool warn_if_unverified(Context& context, const resolve::Decision& decision) {
    if (!decision.is_link()) {
        return false;
    }
    context.host.reporter.warn(
        unverified({std::string(decision.decider->value), std::string(decision.sdk)}));
    return true;
}

Result<std::unique_ptr<resolve::Decision>> decide(Context& context) {
    return decide(context, context.host.environment);
}

Result<std::unique_ptr<resolve::Decision>> decide(Context& context,
                                                  const os::Environment& environment) {
    return checked(context, ask(context, environment, false));
}

Result<std::unique_ptr<resolve::Decision>> decide_as(Context& context,
                                                     const std::string& argument) {
    return checked(context, decide_call(context, "go", {argument}));
}

namespace {

Decided with_error(Context& context, std::unique_ptr<resolve::Decision> decision) {
    Decided out{std::move(decision), std::nullopt};
    if (out.decision->error != resolve::Problem::none) {
        out.error = error_of(context, *out.decision);
    }
    return out;
}

} // namespace

Decided decide_anyway(Context& context, bool everything) {
    return with_error(context, ask(context, context.host.environment, everything));
}

Decided decide_anyway(Context& context, const os::Environment& environment) {
    return with_error(context, ask(context, environment, false));
}

std::unique_ptr<resolve::Decision> decide_call(Context& context, const std::string& name,
                                               const std::vector<std::string>& arguments) {
    auto question = question_of(context, context.host.environment, name);
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

std::vector<Pinned> pinned_here(Context& context) {
    std::vector<Pinned> out;
    const auto decision = ask(context, context.host.environment, false);
    const auto* decider = decision->decider;
    if (decider != nullptr && !decision->system && !decision->is_link() &&
        (decision->pinned || is_floor(*decider))) {
        out.push_back({decision->version, decider->file.empty()
                                              ? "GOVERN_VERSION of this shell"
                                              : std::string(decider->file) + " line " +
                                                    std::to_string(decider->line)});
    }
    if (decision->error == resolve::Problem::none) {
        const auto truth = end_up(context, *decision);
        if (truth.kind == project::Truth::Kind::switches && truth.link.empty()) {
            out.push_back({truth.version, truth.because});
        }
    }
    return out;
}

project::Truth end_up(Context& context, resolve::Decision& decision) {
    return end_up(context, context.host.environment, decision);
}

project::Truth end_up(Context& context, const os::Environment& environment,
                      resolve::Decision& decision) {
    const auto question = question_of(context, environment);
    // A choice that no file makes asks for no folder, but what Go does then depends on it.
    if (decision.folder.empty()) {
        resolve::find_folder(question, decision);
    }
    return project::truth_of(question, decision, remove_variable(context));
}

std::string folder_for_go(Context& context) {
    const std::unique_ptr<resolve::Decision> decision(new resolve::Decision);
    resolve::find_folder(question_of(context, context.host.environment), *decision);
    return std::string(decision->folder);
}

project::RemoveVariable remove_variable(Context& context) {
    return [&context](std::string_view name) {
        return shell::removal_to_type(name, calling_shell(context.host, context.host.account));
    };
}

namespace {

/// The line of go.mod that asks for the newest version that nothing installed meets: the default is
/// older, or without a default the system's Go runs, whose version is unknown.
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

/// A go line that names a release asks for it or a newer one; that very release is brought.
Spec to_install(const Spec& spec) {
    const bool release = spec.version.has_patch() || spec.version.is_prerelease();
    return spec.kind == Spec::Kind::partial && release ? exact_spec(spec.version) : spec;
}

} // namespace

Result<std::vector<Spec>> wanted_here(Context& context) {
    auto here = decide_anyway(context, false);
    const auto& decision = *here.decision;
    if (const auto* culprit = decision.culprit; here.error && culprit != nullptr) {
        if (here.error->exit() != Exit::not_installed || culprit->spec.kind == Spec::Kind::system ||
            decision.error == resolve::Problem::link_gone) {
            return Failure(*here.error);
        }
        return std::vector<Spec>{to_install(culprit->spec)};
    }
    if (here.error && decision.error != resolve::Problem::nothing_chosen) {
        return Failure(*here.error); // of no wish: a removed SDK that was handed over, a loop
    }
    if (here.error) {
        return fail(msg::nothing_to_install);
    }
    const auto truth = end_up(context, *here.decision);
    if (truth.kind == project::Truth::Kind::downloads) {
        return std::vector<Spec>{exact_spec(truth.version)};
    }
    // A line of a version file means its newest published patch; go.mod is a floor that is met.
    const auto* decider = decision.decider;
    const bool by_file = decider != nullptr && (decider->source == resolve::Source::go_version ||
                                                decider->source == resolve::Source::tool_versions);
    if (by_file && !decision.system) {
        if (truth.failure) {
            context.host.reporter.warn(*truth.failure);
        }
        return std::vector<Spec>{to_install(decider->spec)};
    }
    // Go may not switch here, but the default gives way to what is installed.
    // The system's version is not known, and so below any floor.
    const auto runs = truth.kind == project::Truth::Kind::unknown ? Version() : truth.version;
    if (const auto* floor = unmet_floor(decision);
        floor != nullptr && (truth.failure || floor->spec.version > runs)) {
        return std::vector<Spec>{to_install(floor->spec)};
    }
    if (truth.failure) {
        return Failure(*truth.failure);
    }
    for (std::size_t i = 0; i < decision.candidate_count; ++i) {
        const auto& line = decision.candidates[i];
        // Where a pin or `system` decides, the lines have no verdict.
        const bool lifted =
            line.source == resolve::Source::toolchain_line && line.value == "default";
        if (is_floor(line) && (lifted || !decision.system)) {
            const auto who = decision.system ? "the system's Go" : "go" + truth.text();
            context.host.reporter.status(
                Message(lifted ? msg::go_mod_lifted : msg::go_mod_already_met)
                    .with("file", std::string(line.file))
                    .with("wanted", std::string(line.value))
                    .with("version", who));
            return std::vector<Spec>{};
        }
    }
    return fail(msg::nothing_to_install);
}

Result<std::string> system_go(Context& context) {
    auto decision = decide_call(context, "go", {"+system"});
    if (decision->error != resolve::Problem::none) {
        return Failure(
            error_of(context, *decision).with("asker", "")); // no file or variable asks for it
    }
    return std::string(decision->program);
}

} // namespace govern::ops
