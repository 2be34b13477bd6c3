#include "known.hpp"

#include "core/sdk.hpp"
#include "trust/roots.hpp"

#include <tuple>

namespace govern::sources {

void add_embedded(Known& known, const Platform& platform) {
    for (const auto& [os, arch, has] :
         {std::tuple{std::string(), std::string(), false}, {platform.os, platform.arch, true}}) {
        for (const auto& text : trust::embedded_versions(os, arch)) {
            Version version;
            if (Version::parse(text, version)) {
                known[version] = has || known[version];
            }
        }
    }
}

void add_catalogue(Known& known, const Catalogue& catalogue) {
    for (const auto& release : catalogue.releases) {
        const auto [entry, is_new] =
            known.emplace(release.version, release.has_platform || !catalogue.complete);
        entry->second = entry->second || release.has_platform;
    }
}

std::string wanted_text(const Spec& spec) {
    switch (spec.kind) {
    case Spec::Kind::exact:
        return toolchain_name(spec.version);
    case Spec::Kind::partial:
        return "Go " + spec_name(spec);
    case Spec::Kind::oldstable:
        return "the release line before the newest";
    case Spec::Kind::latest:
    case Spec::Kind::system:
        break;
    }
    return "a release";
}

} // namespace govern::sources
