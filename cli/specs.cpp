#include "cli/specs.hpp"

#include "base/messages/cli.hpp"
#include "base/messages/ops.hpp"
#include "base/text.hpp"
#include "core/sdk.hpp"
#include "os/machine.hpp"
#include "trust/roots.hpp"

#include <algorithm>

namespace govern::cli {

namespace {

struct Complaint {
    std::string why;
    std::string hint;
};

Complaint complaint(SpecError error, const std::string& text) {
    switch (error) {
    case SpecError::empty:
        return {"it is empty", "for example: govern install 1.22.5"};
    case SpecError::leading_zero:
        return {"a number begins with 0", "write it without the zero"};
    case SpecError::too_long:
        return {"it is too long", "for example: govern install 1.22.5"};
    case SpecError::semver_range:
        return {"ranges are not understood",
                "write the line (1.22: its newest patch) or an exact version (1.22.5)"};
    case SpecError::setup_go_alias:
        return {"that is setup-go's word", "write latest"};
    case SpecError::path_or_url:
        return {"it is a path or an address; only releases can be named", "for example: 1.22.5"};
    case SpecError::none:
    case SpecError::not_a_version:
        break;
    }
    const auto near = nearest(text, {"latest", "oldstable", "system"});
    return {"the marked character does not fit",
            near.empty() ? "exact 1.22.5 or 1.23rc1, partial 1.22, latest, oldstable, system"
                         : "did you mean: " + near.front()};
}

} // namespace

Result<Spec> read_spec(const std::string& text) {
    const auto parsed = parse_spec(text);
    if (parsed.error == SpecError::none) {
        return parsed.spec;
    }
    auto [why, hint] = complaint(parsed.error, text);
    return fail(msg::malformed_spec, {{"text", text},
                                      {"why", std::move(why)},
                                      {"caret", std::string(parsed.offset, ' ') + '^'},
                                      {"hint", std::move(hint)}});
}

Result<Spec> read_release_spec(const std::string& text, const std::string& command) {
    GOVERN_TRY_ASSIGN(const auto spec, read_spec(text));
    if (spec.kind == Spec::Kind::system) {
        return fail(msg::spec_not_here, {{"spec", text}, {"command", command}});
    }
    return spec;
}

Result<std::optional<Platform>> read_platform(const std::string& os, const std::string& arch) {
    if (os.empty() && arch.empty()) {
        return std::nullopt;
    }
    const auto [own_os, own_arch] = os::machine_platform();
    const auto text = (os.empty() ? own_os : os) + '-' + (arch.empty() ? own_arch : arch);
    auto platform = parse_platform(text);
    if (!platform) {
        return fail(msg::bad_platform,
                    {{"text", text}, {"why", "lower-case letters and digits only"}});
    }
    platform->arch = go_arch(platform->arch);
    return platform;
}

namespace {

/// A release that existed when this program was made.
bool is_known(const Spec& spec) {
    const auto names = trust::embedded_versions("", "");
    return std::any_of(names.begin(), names.end(), [&](const auto& name) {
        Version version;
        return Version::parse(name, version) && spec.matches(version);
    });
}

} // namespace

Result<SdkId> installed_match(Context& context, const Spec& spec, const std::string& text) {
    GOVERN_TRY_ASSIGN(const auto installed, context.store.installed());
    const auto [own_os, own_arch] = os::machine_platform();
    const auto platforms = runnable_platforms({own_os, own_arch});
    const auto runs_here = [&](const SdkId& id) {
        return std::find(platforms.begin(), platforms.end(), id.platform) != platforms.end();
    };
    std::optional<Version> newest_line;
    std::vector<std::string> names;
    const SdkId* elsewhere = nullptr;
    for (const auto& id : installed) {
        if (!runs_here(id)) {
            elsewhere = elsewhere == nullptr && spec.matches(id.version) ? &id : elsewhere;
            continue;
        }
        names.push_back(spec_name(id.version));
        if (!spec.matches(id.version)) {
            continue;
        }
        if (spec.kind == Spec::Kind::oldstable) {
            newest_line = newest_line ? newest_line : id.version;
            if (id.version.same_line(*newest_line)) {
                continue;
            }
        }
        // The list is sorted; within a version the machine's own platform wins.
        const auto best = context.store.runnable(id.version);
        return best && *best ? **best : id;
    }
    if (elsewhere != nullptr) {
        return fail(msg::other_platform, {{"name", elsewhere->text()},
                                          {"os", elsewhere->platform.os},
                                          {"arch", elsewhere->platform.arch}});
    }
    auto hint = "govern install " + text;
    if (const auto near = nearest(text, names); !near.empty() && !is_known(spec)) {
        hint += ", or did you mean " + near.front() + '?';
    }
    if (names.size() > 12) {
        names.resize(12);
        names.emplace_back("…");
    }
    return fail(msg::no_match_installed,
                {{"spec", text}, {"installed", join(names, ", ")}, {"hint", std::move(hint)}});
}

namespace {

template <typename Accept>
Result<SdkId> first_installed(Context& context, const Spec& spec, const std::string& text,
                              Accept accept) {
    GOVERN_TRY_ASSIGN(const auto installed, context.store.installed());
    for (const auto& id : installed) {
        if (spec.matches(id.version) && accept(id)) {
            return id;
        }
    }
    return fail(msg::no_match_installed, {{"spec", text}, {"hint", "govern list"}});
}

} // namespace

Result<SdkId> installed_for(Context& context, const Spec& spec, const std::string& text,
                            const Platform& platform) {
    return first_installed(context, spec, text,
                           [&](const SdkId& id) { return id.platform == platform; });
}

Result<SdkId> installed_elsewhere(Context& context, const Spec& spec, const std::string& text) {
    return first_installed(context, spec, text, [](const SdkId&) { return true; });
}

} // namespace govern::cli
