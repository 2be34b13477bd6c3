#pragma once

#include "archive/unpack.hpp"
#include "ops/context.hpp"
#include "os/tree_writer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// A Go that lies outside the home, as it was found. Nothing in it is proved.
struct SourceTree {
    struct File {
        std::string from; ///< below the root, with `/`, as it lies there
        std::string name; ///< in the GOROOT, with `/`: the module cache has `_go.mod` for go.mod
        std::uint64_t size = 0;
        bool executable = false;
        bool doubtful = false; ///< at a place where no known release has a file
    };

    std::string root;              ///< absolute, links resolved
    std::string version_line;      ///< the first line of VERSION
    std::optional<SdkId> id;       ///< nothing: not a release, or the platform is not told
    std::vector<File> files;       ///< that may belong to the release
    std::vector<std::string> odd;  ///< links and the like where a release has files
    std::vector<std::string> left; ///< entries that no hash covers; folders with a `/` at the end
    std::string open_to_others;    ///< a path in it that others may write; empty: none
    std::uint64_t bytes = 0;       ///< of `files`
};

/// True for a folder with VERSION and bin/go (bin/go.exe).
[[nodiscard]] bool is_goroot(const os::Files& files, const std::string& folder);

/// Reads VERSION and the names: fast, and enough to say what the tree claims to be.
[[nodiscard]] Result<SourceTree> claim_of_tree(const os::Files& files, const std::string& root);
/// Lists all files that may belong to the release. Errors: msg::adopt_too_many; folders that cannot
/// be listed.
[[nodiscard]] Result<void> list_tree(const os::Files& files, SourceTree& tree);

/// Reads the tree's files on all processors and hashes what was read, in the order of `files`. With
/// `into` each is written there too, and `staged` is that tree's folder: then the hashes are of the
/// bytes that were written. Errors: msg::adopt_changed, msg::interrupted, those of the writer.
[[nodiscard]] Result<std::vector<archive::UnpackedFile>> take_tree(Context& context,
                                                                   const SourceTree& tree,
                                                                   os::TreeWriter* into,
                                                                   const std::string& staged);

} // namespace govern::ops
