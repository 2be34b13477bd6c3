#pragma once

#include "mirror/content.hpp"
#include "mirror/folder.hpp"
#include "sources/source.hpp"

#include <string>

namespace govern::ops {

/// An archive that lies unfinished in the mirror, proved.
struct Brought {
    Proved proved;
    sources::Offer offer;
    std::string part;
};

/// Brings an SDK from the first of these offers that has it. `log`: the proof.
[[nodiscard]] Result<Brought> bring(Context& context, const MirrorFolder& folder,
                                    const sources::SdkChoice& choice, sources::Sources& sources,
                                    const ComingProof& log);

/// Gives a downloaded archive its place and removes what else the download left.
[[nodiscard]] Result<void> settle(Context& context, MirrorFolder& folder, const Brought& brought,
                                  std::string_view below);

/// Where an SDK comes from. `probe`: an exact SPEC must really be published, which costs a small
/// request; otherwise bring() finds out. Errors: those of sources::find_release.
[[nodiscard]] Result<sources::SdkChoice> find_published(Context& context, const Spec& spec,
                                                        const Platform& platform,
                                                        sources::Sources& sources, bool probe);

} // namespace govern::ops
