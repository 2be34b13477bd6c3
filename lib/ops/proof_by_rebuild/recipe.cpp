#include "proof_by_rebuild/recipe.hpp"

#include "base/text.hpp"
#include "ops/proof_by_rebuild/messages.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace govern::ops {

namespace {

// Targets whose programs were found to be the same bytes. Others may be as good, but a recipe that
// was never tried could accuse a genuine SDK.
constexpr std::array<std::string_view, 2> k_targets = {"linux-amd64", "windows-amd64"};

/// Nothing else ever reaches GOFLAGS: `-toolexec` there would start a program.
constexpr std::array<std::string_view, 3> k_known_flags = {"-trimpath", "-ldflags=-w",
                                                           "-gcflags=cmd/...=-dwarf=false"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& all, std::string_view one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

/// The rest of the one string literal of a Go source that begins so.
std::optional<std::string_view> only_literal(std::string_view source, std::string_view begin) {
    const auto at = source.find(begin);
    if (at == source.npos || source.find(begin, at + 1) != source.npos) {
        return std::nullopt;
    }
    const auto rest = source.substr(at + begin.size());
    const auto end = rest.find('"');
    return end == rest.npos ? std::nullopt : std::optional(rest.substr(0, end));
}

bool only_known_flags(std::string_view flags) {
    const auto all = split(flags, ' ');
    return std::all_of(all.begin(), all.end(),
                       [](std::string_view flag) { return is_one_of(k_known_flags, flag); });
}

/// The version in the `go` line.
std::string_view language(std::string_view go_mod) {
    for (const auto line : lines_of(go_mod)) {
        if (line.starts_with("go 1.")) {
            const auto version = trim(line.substr(3));
            const bool plain = version.find_first_not_of("0123456789.") == version.npos;
            return plain ? version : std::string_view();
        }
    }
    return {};
}

/// The stub in whose folder cmd/dist calls `go`. Its go line decides DefaultGODEBUG, and so each
/// program's build ID.
std::optional<std::string> stub_go_mod(std::string_view dist, std::string_view go_mod) {
    const bool bare = dist.find(R"("module bootstrap")") != dist.npos;
    const bool with_line = dist.find(R"("module bootstrap\n\ngo ")") != dist.npos;
    const auto version = language(go_mod);
    if (bare == with_line || (with_line && version.empty())) {
        return std::nullopt;
    }
    return bare ? "module bootstrap" : "module bootstrap\n\ngo " + std::string(version) + '\n';
}

} // namespace

Result<BuildRecipe> read_recipe(const SdkId& id, std::string_view dist, std::string_view go_mod) {
    const auto unknown = [&id](std::string why) {
        return fail(msg::rebuild_recipe_unknown, {{"name", id.text()}, {"why", std::move(why)}});
    };
    if (!is_one_of(k_targets, id.platform.text())) {
        return unknown("this was never tried for " + id.platform.text());
    }
    constexpr unsigned k_first_line = 21;
    if (id.version.minor() < k_first_line) {
        return unknown("releases before Go 1.21 cannot be rebuilt byte for byte");
    }
    const auto flags = only_literal(dist, R"("GOFLAGS=)");
    if (!flags || dist.find("CGO_ENABLED=0") == dist.npos) {
        return unknown("its src/cmd/dist does not say so as earlier ones do");
    }
    if (!only_known_flags(*flags)) {
        return unknown("its src/cmd/dist builds with other flags: " + std::string(*flags));
    }
    auto stub = stub_go_mod(dist, go_mod);
    if (!stub) {
        return unknown("its src/cmd/dist does not say which go.mod it writes");
    }
    return BuildRecipe{std::string(*flags), std::move(*stub)};
}

} // namespace govern::ops
