#pragma once

#include "ops/context.hpp"
#include "os/process.hpp"
#include "proof_by_rebuild/recipe.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// Source files that take part in a build.
struct BuildSources {
    std::uint64_t files = 0;                           ///< each counted once
    std::uint64_t compiled = 0;                        ///< as often as it is compiled
    std::map<std::string, std::uint64_t> by_package{}; ///< files of a package
};

/// `go build` of commands of the Go project by an installed SDK, with nothing of the caller's
/// environment and nothing written outside of `folder`.
class GoBuild {
public:
    GoBuild(Context& context, const SdkId& builder, const SdkId& target, BuildRecipe recipe,
            std::string folder);

    Result<void> prepare();
    /// What the build of these packages will take; nothing where `go list` does not tell.
    /// msg::interrupted
    Result<std::optional<BuildSources>> list(const std::vector<std::string>& packages);
    /// Builds them into out(), with progress. msg::rebuild_failed, rebuild_broken_off,
    /// rebuild_no_space, interrupted
    Result<void> build(const std::vector<std::string>& packages,
                       const std::optional<BuildSources>& sources);
    /// The folder of what was built.
    [[nodiscard]] std::string out() const;

private:
    [[nodiscard]] os::Environment environment() const;
    Result<os::Captured> call(const std::vector<std::string>& words,
                              const std::vector<std::string>& packages,
                              const std::function<void(os::Output, std::string_view)>& tee);
    void count(std::string_view piece, const BuildSources& sources);
    [[nodiscard]] std::uint64_t count_of_linked() const;
    void report(std::uint64_t done, std::uint64_t total);
    Error failure(const os::Captured& done, const std::optional<BuildSources>& sources) const;

    Context& m_context;
    SdkId m_builder;
    SdkId m_target;
    BuildRecipe m_recipe;
    std::string m_folder;
    std::string m_line; ///< of what `go build` says, as far as it came
    std::atomic<std::uint64_t> m_compiled = 0;
};

} // namespace govern::ops
