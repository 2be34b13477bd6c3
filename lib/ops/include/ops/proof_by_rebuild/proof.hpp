#pragma once

#include "ops/context.hpp"
#include "ops/sdk/verify.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

// The proof of an SDK by a rebuild: its programs, built from its own source by itself, are the same
// bytes. (ops/rebuild.hpp is about a user's program that `exec --like --check` builds again.)

/// A program of the SDK, and whether the rebuilt one has the same bytes.
struct RebuiltProgram {
    std::string name; ///< `go`, `compile`
    std::string path; ///< relative to the GOROOT, with `/`
    bool identical = false;
    std::string difference; ///< how they differ, on one line
};

struct RebuildReport {
    SdkId built_by;
    std::vector<RebuiltProgram> programs; ///< in the order of their paths
    std::optional<std::uint64_t> sources; ///< files that took part
    double seconds = 0;                   ///< of the build
    bool recorded = false;                ///< the home now holds the date

    [[nodiscard]] std::uint64_t identical() const;
    [[nodiscard]] bool proved() const { return identical() == programs.size(); }
};

/// Whether what was built may be kept there: a folder that is new or empty, outside of the home;
/// msg::keep_refused. `folder` is absolute.
[[nodiscard]] Result<void> check_keep(Context& context, const std::string& folder);

/// Builds the programs of an installed SDK from its own source and compares them with the hash
/// lines of its receipt. `verified`: a verify() without differences. `keep`: an absolute folder for
/// what was built, or empty. An SDK for another platform is built by this machine's of the same
/// version, which is verified first. Programs that differ are returned, not an error. Writes in the
/// home's staging/ alone, in a home of others in the temporary folder. Errors: those of
/// k_proof_by_rebuild, of verify(), msg::interrupted.
[[nodiscard]] Result<RebuildReport> prove_by_rebuild(Context& context, const Verified& verified,
                                                     const std::string& keep);

/// msg::rebuild_differs with the programs.
[[nodiscard]] Error rebuild_differs_error(const SdkId& id, const RebuildReport& report);

} // namespace govern::ops
