#include "cli/commands/exec_like.hpp"

#include "base/command_line.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/messages.hpp"
#include "cli/specs.hpp"
#include "ops/choice/select_installed.hpp"
#include "ops/like.hpp"
#include "ops/like/messages.hpp"
#include "ops/messages.hpp"
#include "ops/rebuild.hpp"
#include "ops/run.hpp"
#include "ops/sdk/install.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"

#include <algorithm>

namespace govern::cli {

namespace {

using nlohmann::json;

Result<std::optional<Platform>> read_target(const std::string& text) {
    if (text.empty()) {
        return std::nullopt;
    }
    const std::string example = "--target linux/arm64";
    const auto slash = text.find('/');
    const auto os = text.substr(0, slash);
    const auto arch = slash == text.npos ? std::string() : text.substr(slash + 1);
    if (os.empty() || arch.empty()) {
        return fail(msg::bad_platform,
                    {{"text", text}, {"why", "it is not GOOS/GOARCH"}, {"example", example}});
    }
    auto platform = read_platform(build_platform(), os, arch);
    if (!platform) {
        return Failure(std::move(platform.error().with("text", text).with("example", example)));
    }
    return platform;
}

/// The SDK of exactly that release; brought where it is missing and `install` says so.
Result<SdkId> sdk_of(Context& context, const Version& version, bool install) {
    const auto spec = exact_spec(version);
    auto found = ops::installed_match(context, spec, spec_name(version));
    if (found || !install || !found.error().is(msg::no_match_installed)) {
        return found;
    }
    ops::InstallRequest request;
    request.specs = {spec};
    request.command = "install " + spec_name(version);
    GOVERN_TRY_ASSIGN(request.program, context.host.machine.program());
    std::vector<ops::InstallOutcome> done;
    GOVERN_TRY(ops::install(context, request, done));
    return ops::installed_match(context, spec, spec_name(version));
}

/// `GOOS=windows GOARCH=amd64 GOFLAGS='-ldflags=-s -w'`, without what is only unset.
std::string settings_text(const ops::Likeness& like) {
    std::vector<std::string> out;
    for (const auto& [name, value] : like.variables) {
        if (value && !trim(*value).empty()) {
            out.push_back(name + '=' + *value);
        }
    }
    return printable(join(out, " "));
}

void say(Context& context, const ops::Likeness& like, const std::string& file) {
    context.host.reporter.status(Message(msg::like_settings)
                                     .with("file", file)
                                     .with("name", toolchain_name(like.version))
                                     .with("settings", settings_text(like)));
    for (const auto& one : like.said) {
        if (one.spec().code.empty()) {
            context.host.reporter.status(one);
        } else {
            context.host.reporter.warn(one);
        }
    }
}

json to_json(const ops::Likeness& like, const std::string& file) {
    auto variables = json::object();
    for (const auto& [name, value] : like.variables) {
        variables[name] = value ? json(*value) : json();
    }
    return {{"file", file},
            {"variables", std::move(variables)},
            {"flags", like.flags},
            {"kept_flags", like.kept}};
}

std::string value_text(const std::optional<std::string>& value) {
    return value ? '\'' + printable(*value) + '\'' : "not recorded";
}

/// `-ldflags: '-s -w', rebuilt not recorded`, one line each.
std::string facts_text(const ops::FileDifference& found) {
    std::string out;
    for (const auto& one : found.facts) {
        out += (out.empty() ? "" : "\n") + printable(one.name) + ": " + value_text(one.first) +
               ", rebuilt " + value_text(one.second);
    }
    return !out.empty()        ? out
           : found.facts_known ? "no recorded setting differs"
                               : "the settings of one of them cannot be read";
}

/// Where a stamp of the sources' version is all that was added.
std::string hint_of(const ops::FileDifference& found) {
    const bool stamped = std::any_of(found.facts.begin(), found.facts.end(), [](const auto& one) {
        return one.name == "vcs.revision" && !one.first;
    });
    return stamped ? "add -buildvcs=false to the command" : "";
}

json to_json(const ops::FileDifference& found, const ExecLike& typed) {
    auto facts = json::array();
    for (const auto& one : found.facts) {
        facts.push_back({{"name", one.name},
                         {"file", one.first ? json(*one.first) : json()},
                         {"out", one.second ? json(*one.second) : json()}});
    }
    return {{"file", typed.file},
            {"out", typed.check},
            {"same", found.same},
            {"offset", found.same ? json() : json(found.offset)},
            {"section", found.sections.empty() ? json() : json(found.sections.front())},
            {"sections", found.sections},
            {"settings", std::move(facts)}};
}

/// Compares what the command made, and says how it differs.
Result<void> check(Context& context, const ExecLike& typed, ops::Rebuild& rebuild,
                   Outcome& outcome) {
    GOVERN_TRY_ASSIGN(const auto found, rebuild.finish());
    outcome.data["check"] = to_json(found, typed);
    if (found.same) {
        context.host.reporter.status(Message(msg::check_same)
                                         .with("out", typed.check)
                                         .with("file", typed.file)
                                         .with("bytes", std::to_string(found.first_size)));
        return {};
    }
    Message message(msg::check_differs);
    message.with("out", typed.check)
        .with("file", typed.file)
        .with("offset", std::to_string(found.offset))
        .with("file_size", std::to_string(found.first_size))
        .with("out_size", std::to_string(found.second_size))
        .with("section",
              found.sections.empty() ? "none, but the headers" : printable(found.sections.front()))
        .with("facts", facts_text(found));
    if (found.sections.size() > 1) {
        message.with("sections", printable(join(found.sections, ", ")));
    }
    if (!rebuild.before().empty()) {
        message.with("before", rebuild.before());
    }
    if (auto hint = hint_of(found); !hint.empty()) {
        message.with("hint", std::move(hint));
    }
    outcome.error = std::move(message);
    return {};
}

} // namespace

Result<Outcome> run_like(Context& context, const ExecLike& typed, bool strict) {
    ops::LikeRequest request;
    request.file = typed.file;
    request.words = typed.command;
    GOVERN_TRY_ASSIGN(request.target, read_target(typed.target));
    GOVERN_TRY_ASSIGN(const auto like, ops::likeness_of(context, request));
    const auto with_spec = [&typed](Error error) {
        if (error.is(msg::batch_refused)) {
            error.with("spec",
                       "--like " + word_to_type(typed.file, path::k_windows).value_or("FILE"));
        }
        return Failure(std::move(error));
    };
    if (const auto there = ops::require_program(context, typed.command); !there) {
        return with_spec(there.error());
    }
    std::optional<ops::Rebuild> rebuild;
    if (!typed.check.empty()) {
        GOVERN_TRY_ASSIGN(auto prepared, ops::Rebuild::prepare(context, typed.file, typed.check));
        rebuild.emplace(std::move(prepared));
    }
    GOVERN_TRY_ASSIGN(const auto id, sdk_of(context, like.version, typed.install));
    GOVERN_TRY_ASSIGN(const auto toolchain, ops::toolchain_of(context, id));
    const bool fits = ops::warn_of_toolchain(context, toolchain, like.variables);
    if (strict && !fits) {
        return Outcome{"", {}, 1};
    }
    say(context, like, typed.file);
    ops::RunOptions options;
    options.capture = context.globals.json;
    options.variables = like.variables;
    if (rebuild) {
        GOVERN_TRY(rebuild->set_aside());
    }
    const auto ran = ops::run(context, toolchain, typed.command, options);
    if (!ran) {
        return with_spec(ran.error());
    }
    Outcome outcome;
    outcome.exit = static_cast<int>(ran->code);
    outcome.data = {{"version", toolchain.spec()},
                    {"exit", ran->code},
                    {"stdout", ran->out},
                    {"stderr", ran->err},
                    {"like", to_json(like, typed.file)}};
    if (!rebuild) {
        return outcome;
    }
    if (ran->code == 0 && !ran->interrupted) {
        GOVERN_TRY(check(context, typed, *rebuild, outcome));
    } else {
        GOVERN_TRY(rebuild->put_back());
        outcome.exit = outcome.exit == 0 ? static_cast<int>(Exit::interrupted) : outcome.exit;
    }
    return outcome;
}

} // namespace govern::cli
