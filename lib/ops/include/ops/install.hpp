#pragma once

#include "core/platform.hpp"
#include "ops/context.hpp"
#include "ops/evidence.hpp"
#include "store/receipt.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

struct InstallRequest {
    std::vector<Spec> specs;          ///< what to install, in order; not system
    std::optional<Platform> platform; ///< --os/--arch; nothing: this machine's
    std::string source;               ///< --source: "official", "proxy" or empty
    EvidenceOptions evidence;
    bool complete = false;     ///< replace a module SDK by the official archive
    bool make_default = false; ///< --default, for the last one
    bool dry_run = false;
    bool reinstall = false; ///< repair: fetch and swap although it is there
    std::string program;    ///< the running govern, for shims/
    std::string command;    ///< for the history line
};

struct InstallOutcome {
    store::Receipt receipt;
    bool was_there = false; ///< nothing was fetched
    bool became_default = false;
    bool dry_run = false; ///< receipt holds id, source and url only
};

/// Downloads, verifies and publishes what is asked for. Each version is there and verified
/// afterwards, or it is not there. Nothing is fetched before all of them are known to exist; two
/// are brought at a time. When one fails no other begins; those that were ready stay, and are in
/// `out` beside the error.
[[nodiscard]] Result<void> install(Context& context, const InstallRequest& request,
                                   std::vector<InstallOutcome>& out);

} // namespace govern::ops
