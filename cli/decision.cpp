#include "cli/decision.hpp"

#include "base/messages/cli.hpp"
#include "core/sdk.hpp"
#include "resolve/choose.hpp"
#include "resolve/explain.hpp"

namespace govern::cli {

namespace {

std::unique_ptr<resolve::Decision> ask(Context& context, const std::string& argument, bool everything) {
    // About half a megabyte: on the heap, and without touching what is not used.
    std::unique_ptr<resolve::Decision> decision(new resolve::Decision);
    resolve::Question question;
    question.home = context.layout.home();
    question.program = "go";
    if (!argument.empty()) {
        question.arguments[0] = argument;
        question.argument_count = 1;
    }
    question.variables = resolve::variables_of(context.host.environment);
    question.everything = everything;
    resolve::choose(question, *decision);
    return decision;
}

Result<std::unique_ptr<resolve::Decision>> checked(std::unique_ptr<resolve::Decision> decision) {
    if (decision->error != resolve::Problem::none) {
        return Failure(resolve::to_error(*decision));
    }
    return decision;
}

} // namespace

Result<std::unique_ptr<resolve::Decision>> decide(Context& context, bool everything) {
    return checked(ask(context, "", everything));
}

Result<std::unique_ptr<resolve::Decision>> decide_as(Context& context, const std::string& argument) {
    return checked(ask(context, argument, false));
}

Decided decide_anyway(Context& context, bool everything) {
    Decided out{ask(context, "", everything), std::nullopt};
    if (out.decision->error != resolve::Problem::none) {
        out.error = resolve::to_error(*out.decision);
    }
    return out;
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

std::optional<Pinned> pinned_here(Context& context) {
    const auto decision = ask(context, "", false);
    const auto* decider = decision->decider;
    if (decider == nullptr || !decision->pinned || decision->system) {
        return std::nullopt;
    }
    if (decider->file.empty()) {
        return Pinned{decision->version, "GOVERN_VERSION of this shell"};
    }
    return Pinned{decision->version, std::string(decider->file) + " line " + std::to_string(decider->line)};
}

EndsUp end_up(Context& context, const resolve::Decision& decision) {
    (void)context;
    return {decision.system ? "system" : spec_name(decision.version), std::nullopt, ""};
}

Result<std::vector<std::string>> wanted_here(Context& context) {
    (void)context;
    return fail(msg::nothing_to_install);
}

Result<std::string> system_go(Context& context) {
    GOVERN_TRY_ASSIGN(const auto decision, decide_as(context, "+system"));
    return std::string(decision->program);
}

} // namespace govern::cli
