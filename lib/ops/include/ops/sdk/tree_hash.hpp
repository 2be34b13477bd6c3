#pragma once

#include "archive/unpack.hpp"
#include "base/result.hpp"
#include "core/sdk.hpp"
#include "ops/context.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// True for the folders that a module zip, and so the log's h1, leaves out: api, doc, misc, test
/// and .github. `name` is relative to the GOROOT, with `/`.
[[nodiscard]] bool outside_h1(std::string_view name);

/// The hash lines of an SDK's files: `hex  NAME`, sorted. A receipt keeps them.
struct TreeHashes {
    std::string lines; ///< by the names of the module zip; their own SHA-256 is the h1
    std::string extra; ///< of files outside the h1, by their names in the GOROOT; may be empty
    std::string h1;    ///< `h1:` and base64
};
[[nodiscard]] TreeHashes hash_tree_lines(const SdkId& id,
                                         const std::vector<archive::UnpackedFile>& files);

/// How a tree differs from its hash lines. Paths are relative to the GOROOT, with `/`; `.` is the
/// GOROOT itself.
struct TreeDifferences {
    std::vector<std::string> changed;
    std::vector<std::string> missing;
    std::vector<std::string> added;
    /// This account may not read it, so nothing is known of it.
    std::vector<std::string> unreadable;
    /// Same bytes, but others may write, setuid, or a program without x.
    std::vector<std::string> mode;
    /// Belongs neither to the home's owner nor to root, who may change it at any time.
    std::vector<std::string> owner;
    [[nodiscard]] std::size_t count() const {
        return changed.size() + missing.size() + added.size() + unreadable.size() + mode.size() +
               owner.size();
    }
    [[nodiscard]] bool none() const { return count() == 0; }
    /// `changed src/a.go, missing VERSION`: the first ten.
    [[nodiscard]] std::string text() const;
};

/// One file as hash lines have it.
struct ExpectedFile {
    std::string path; ///< relative to the GOROOT, with `/`
    std::string hex;  ///< SHA-256
};
/// The files of a receipt's hash lines (TreeHashes::lines and ::extra).
[[nodiscard]] std::vector<ExpectedFile> expected_files(const SdkId& id, const std::string& lines,
                                                       const std::string& extra);

/// Hashes every file of an installed SDK on all processors and looks for files that nobody expects.
/// A link counts as changed, whatever it leads to. Errors: msg::interrupted; folders that cannot be
/// listed although this account may.
[[nodiscard]] Result<TreeDifferences> compare_tree(Context& context, const SdkId& id,
                                                   std::vector<ExpectedFile> expected);

} // namespace govern::ops
