#pragma once

#include "core/platform.hpp"
#include "ops/context.hpp"
#include "ops/sdk/evidence.hpp"
#include "store/receipt.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

struct InstallRequest {
    std::vector<Spec> specs;  ///< what to install, in order; not system. With `from` one at most
    std::string from;         ///< --from: an archive or a mirror that is here, absolute; or empty
    bool from_mirror = false; ///< `from` is a mirror, a folder or a tar: any number of specs
    std::optional<Platform> platform; ///< --os/--arch; nothing: this machine's
    std::optional<SourceKind> source; ///< --source: ask no other kind
    EvidenceOptions evidence;
    bool complete = false;     ///< replace a module SDK by the official archive
    bool make_default = false; ///< --default, for the last one
    bool dry_run = false;
    bool prefer_module = false; ///< repair: a module SDK stays one where that can be had
    bool reinstall = false;     ///< repair: fetch and swap although it is there
    std::string program;        ///< the running govern, for shims/
    std::string command;        ///< for the history
    std::uint64_t change = 0;   ///< the change that it is a part of; 0: it is one of its own
};

struct InstallOutcome {
    store::Receipt receipt;
    bool was_there = false;      ///< nothing was fetched
    bool became_default = false; ///< then what that means here is to be said: ops::after_change
    bool dry_run = false;        ///< receipt holds id, source and url only
};

/// `from` and `from_mirror` for what lies at `path`, an archive or a mirror, told by its content.
void set_from(Context& context, InstallRequest& request, const std::string& path);
/// The same for the `file:` URL that a receipt names, or the mirror that it lies in; nothing if
/// that is gone.
void set_from_url(Context& context, InstallRequest& request, const std::string& url);

/// wanted_here() for an install from the mirror at `path`: msg::mirror_spec_needed where nothing
/// asks for a version.
[[nodiscard]] Result<std::vector<Spec>> wanted_from_mirror(Context& context,
                                                           const std::string& path);

/// Downloads, verifies and publishes what is asked for. Each version is there and verified
/// afterwards, or it is not there. Nothing is fetched before all of them are known to exist; two
/// are brought at a time. When one fails no other begins; those that were ready stay, and are in
/// `out` beside the error.
[[nodiscard]] Result<void> install(Context& context, const InstallRequest& request,
                                   std::vector<InstallOutcome>& out);

} // namespace govern::ops
