#include "core/release.hpp"

#include "core/spec.hpp"

namespace govern {

std::optional<Version> exact_release(std::string_view spec) {
    const auto parsed = parse_spec(spec);
    const bool exact = parsed.error == SpecError::none && parsed.spec.kind == Spec::Kind::exact;
    return exact ? std::optional(parsed.spec.version) : std::nullopt;
}

std::optional<Version> release_named(std::string_view go_version) {
    Version version;
    if (!go_version.starts_with("go") || !Version::parse(go_version.substr(2), version) ||
        version.is_language_version()) {
        return std::nullopt;
    }
    return version;
}

} // namespace govern
