#pragma once

#include "core/platform.hpp"
#include "core/provenance.hpp"
#include "core/spec.hpp"
#include "ops/context.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace govern::ops {

struct MirrorRequest {
    std::string folder;              ///< absolute
    std::vector<Spec> specs;         ///< not system; may be empty with `prune`
    std::vector<Platform> platforms; ///< of each SPEC; at least one
    bool official = false;           ///< also the site's archives and a listing of them
    bool prune = false;              ///< of these platforms, nothing but `specs` stays
    bool dry_run = false;
};

struct MirroredSdk {
    SdkId id;
    bool was_there = false; ///< nothing was fetched
    bool healed = false;    ///< it was there, and damaged
    std::string url;        ///< redacted; empty where nothing was fetched
    std::string file;       ///< of the module zip, absolute
    std::uint64_t bytes = 0;
    std::string h1;
};

struct MirrorOutcome {
    std::vector<MirroredSdk> sdks;
    std::vector<std::string> archives; ///< of the site, by name
    std::vector<std::string> pruned;   ///< paths
    std::string database;
    std::uint64_t head = 0; ///< size of the tree that the mirror serves
};

/// Makes a folder a GOPROXY for golang.org/toolchain, its checksum database included. Everything is
/// proved before it takes its place, each file by one rename; what is there is proved again, and
/// fetched again where it is damaged. One run at a time. Nothing is written into the home. What was
/// done is in `out` beside an error. Errors: msg::mirror_foreign, msg::mirror_in_home,
/// those of sources::find_release, of trust::Log and of downloads.
[[nodiscard]] Result<void> fill_mirror(Context& context, const MirrorRequest& request,
                                       MirrorOutcome& out);

struct MirrorCheck {
    /// What puts an entry right.
    enum class Remedy {
        run,    ///< a run that names versions: it belongs to the mirror
        rights, ///< any run that is not --check: what it holds is right
        prune,  ///< --prune takes it out: no listed version needs it
        by_hand ///< govern did not make it, and does not remove it
    };
    struct Item {
        std::string file; ///< below the folder, with `/`
        std::string why;
        Remedy remedy = Remedy::run;
    };
    std::vector<SdkId> sdks; ///< all that is listed
    std::vector<std::string> archives;
    std::vector<Item> damaged;
    std::vector<std::string> files; ///< all that belongs to it, below the folder
    std::string database;
    std::uint64_t head = 0;
};
/// Proves everything in a mirror by the checksum database's copy in it: each file that a server
/// would hand out is proved, or among the damaged. Writes nothing and asks nobody.
[[nodiscard]] Result<MirrorCheck> check_mirror(Context& context, const std::string& folder);
[[nodiscard]] bool any_needs(const MirrorCheck& check, MirrorCheck::Remedy remedy);
/// By what puts most of it right: msg::mirror_damaged, msg::mirror_unlisted, msg::mirror_unmanaged.
[[nodiscard]] Error mirror_damaged_error(const std::string& folder, const MirrorCheck& check);

/// Whether the tar may lie there: msg::mirror_tar_inside, those of
/// os::user_target.
[[nodiscard]] Result<void> check_tar_place(Context& context, const std::string& folder,
                                           const std::string& tar);

struct PackedMirror {
    std::uint64_t bytes = 0;
    bool into_stream = false; ///< into a device or pipe, such as /dev/stdout
};
/// Checks a mirror, then writes all that belongs to it into one tar, which `install --from` reads.
/// msg::mirror_damaged; what does not belong to it is left out, and said.
[[nodiscard]] Result<PackedMirror> pack_mirror(Context& context, const std::string& folder,
                                               const std::string& tar);

} // namespace govern::ops
