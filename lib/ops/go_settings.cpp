#include "go_settings.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "ops/choice/decision.hpp"
#include "ops/context.hpp"
#include "resolve/choose.hpp"

#include <algorithm>
#include <chrono>

namespace govern::ops {

namespace {

constexpr std::chrono::seconds k_patience(10);
constexpr std::size_t k_max_output = 64 * 1024;

struct KnownGo {
    std::string root;
    std::string program;
    std::optional<Version> version; ///< nothing if it is not ours to know
};

/// In the order in which they are asked, without repetition.
std::vector<KnownGo> known_gos(Context& context) {
    auto& host = context.host;
    std::vector<KnownGo> out;
    const auto add = [&out](KnownGo go) {
        const bool is_known = std::any_of(out.begin(), out.end(), [&](const KnownGo& other) {
            return path::same_path(other.root, go.root);
        });
        if (!is_known) {
            out.push_back(std::move(go));
        }
    };
    const auto here = decide_anyway(context, false);
    const auto path = host.environment.raw("PATH").value_or("");
    const std::string of_system(
        resolve::find_on_path(path, "go", resolve::Shims::skip, here.decision->arena));
    if (!of_system.empty()) {
        const auto real = host.files.canonical(of_system).value_or(of_system);
        add({std::string(path::parent(path::parent(real))), of_system, std::nullopt});
    }
    if (!here.error && !here.decision->system) {
        add({std::string(here.decision->sdk), std::string(here.decision->program),
             here.decision->is_link() ? std::nullopt : std::optional(here.decision->version)});
    }
    for (const auto& id : context.store.installed().value_or(std::vector<SdkId>())) {
        if (runs_on(host.machine.platform(), id.platform)) {
            add({context.layout.sdk(id), context.layout.sdk_go(id), id.version});
        }
    }
    return out;
}

/// Go 1.21 moved the default from the program into go.env; before 1.13 there was no default.
bool may_have_a_proxy_built_in(const KnownGo& go) {
    Version first;
    Version end;
    (void)Version::parse("1.13", first);
    (void)Version::parse("1.21", end);
    return !go.version || (*go.version >= first && *go.version < end);
}

/// Empty if it does not say.
std::string built_in_proxy(os::Host& host, const KnownGo& go) {
    os::Command command{go.program, {"env", "GOPROXY"}, host.environment, go.root, k_patience};
    command.environment.set("GOTOOLCHAIN", "local"); // it must not fetch another Go to answer
    const auto answer = host.processes.capture(command, k_max_output);
    if (!answer || answer->exit.code != 0 || answer->exit.timed_out) {
        return {};
    }
    const auto text = trim(answer->out);
    return text.find('\n') == text.npos ? std::string(text) : std::string();
}

} // namespace

config::GoSettings find_go_settings(Context& context) {
    std::vector<std::string> goroots;
    for (const auto& go : known_gos(context)) {
        goroots.push_back(go.root);
    }
    auto out = config::go_settings(context.host, context.config, goroots);
    if (!out.gosumdb.empty()) {
        out.gosumdb_way_out =
            out.gosumdb_origin == "environment"
                ? remove_variable(context)("GOSUMDB")
                : "delete the line GOSUMDB=" + out.gosumdb + " of " + out.gosumdb_origin;
    }
    return out;
}

void ask_for_proxy(Context& context, config::GoSettings& settings) {
    const auto gos = known_gos(context);
    for (auto go = gos.begin(); go != gos.end() && settings.goproxy.empty(); ++go) {
        if (may_have_a_proxy_built_in(*go)) {
            settings.goproxy = built_in_proxy(context.host, *go);
            settings.goproxy_origin = settings.goproxy.empty() ? "" : go->program + " env GOPROXY";
        }
    }
}

} // namespace govern::ops
