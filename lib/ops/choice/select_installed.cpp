#include "ops/choice/select_installed.hpp"

#include "base/text.hpp"
#include "core/select.hpp"
#include "ops/messages.hpp"
#include "trust/roots.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

/// How many installed versions a message names.
constexpr std::size_t k_named = 12;

const Version& version_of(const SdkId& id) {
    return id.version;
}

/// The newest match, as the list is sorted within a version.
const SdkId* newest(const std::vector<SdkId>& sdks, const Spec& spec) {
    const auto found = newest_match(sdks.begin(), sdks.end(), spec, version_of);
    return found == sdks.end() ? nullptr : &*found;
}

/// A release that existed when this program was made.
bool is_known(const Spec& spec) {
    const auto names = trust::embedded_versions("", "");
    return std::any_of(names.begin(), names.end(), [&](const auto& name) {
        Version version;
        return Version::parse(name, version) && spec.matches(version);
    });
}

/// `here`: the installed SDKs that run on this machine.
Error no_match(const std::vector<SdkId>& here, const Spec& spec, const std::string& text) {
    std::vector<std::string> names;
    for (const auto& id : here) {
        names.push_back(spec_name(id.version));
    }
    const auto near = is_known(spec) ? std::vector<std::string>() : nearest(text, names);
    if (names.size() > k_named) {
        names.resize(k_named);
        names.emplace_back("…");
    }
    return Error(msg::no_match_installed)
        .with("spec", text)
        .with("installed", join(names, ", "))
        .with("nearest", near.empty() ? "" : near.front())
        .with("hint", "govern install " + text);
}

/// The newest match among the installed SDKs that `accept` takes.
template <typename Accept>
Result<SdkId> newest_of(Context& context, const Spec& spec, const std::string& text,
                        const Accept& accept) {
    GOVERN_TRY_ASSIGN(auto sdks, context.store.installed());
    std::erase_if(sdks, [&](const SdkId& id) { return !accept(id); });
    if (const auto* id = newest(sdks, spec)) {
        return *id;
    }
    return fail(msg::no_match_installed, {{"spec", text}, {"hint", "govern list"}});
}

} // namespace

Result<SdkId> installed_match(Context& context, const Spec& spec, const std::string& text) {
    GOVERN_TRY_ASSIGN(const auto installed, context.store.installed());
    auto here = installed;
    std::erase_if(here, [&](const SdkId& id) {
        return !runs_on(context.host.machine.platform(), id.platform);
    });
    if (const auto* id = newest(here, spec)) {
        // Within a version the machine's own platform wins.
        const auto best = context.store.runnable(id->version);
        return best && *best ? **best : *id;
    }
    const auto elsewhere = std::find_if(installed.begin(), installed.end(), [&](const SdkId& id) {
        return spec.matches(id.version) && std::find(here.begin(), here.end(), id) == here.end();
    });
    if (elsewhere != installed.end()) {
        return fail(msg::other_platform, {{"name", elsewhere->text()},
                                          {"os", elsewhere->platform.os},
                                          {"arch", elsewhere->platform.arch}});
    }
    return Failure(no_match(here, spec, text));
}

Result<SdkId> installed_for(Context& context, const Spec& spec, const std::string& text,
                            const Platform& platform) {
    return newest_of(context, spec, text, [&](const SdkId& id) { return id.platform == platform; });
}

Result<SdkId> installed_elsewhere(Context& context, const Spec& spec, const std::string& text) {
    return newest_of(context, spec, text, [](const SdkId&) { return true; });
}

} // namespace govern::ops
