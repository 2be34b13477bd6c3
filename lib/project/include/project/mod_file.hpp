#pragma once

// For govern, not for the shim: go.mod and go.work as Go reads them, twice and differently.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace govern::project {

/// One line of a file. `value` is what stands behind the word, without a comment.
struct ModLine {
    std::uint32_t number = 0; ///< from 1; 0: there is no such line
    std::string text;         ///< without blanks around it
    std::string value;
    [[nodiscard]] bool is_there() const { return number != 0; }
};

/// A line that Go's parser takes for a directive: `word` is its own or that of its block.
struct Directive : ModLine {
    std::string word;
    bool in_block = false;
};

/// The words of which ModFile has the directives: those that are looked at.
inline constexpr std::array<std::string_view, 7> k_kept_words = {
    "go", "toolchain", "godebug", "use", "retract", "tool", "ignore"};
/// More directives of one word than any project has: the file is made to keep us busy.
inline constexpr std::size_t k_most_directives = 65536;

/// By the lines `go` and `toolchain` Go chooses a toolchain: the first that starts with the word,
/// anywhere in the file (gover.GoModLookup of cmd/go). By the directives it builds.
struct ModFile {
    std::string path; ///< empty if there is none
    bool workspace = false;
    bool is_readable = false;
    ModLine go, toolchain;
    std::vector<Directive> directives; ///< of each of k_kept_words the first k_most_directives
    bool is_cut = false;               ///< there are more of one word

    /// The directive of that word outside of a block, the first or (`nth` = 1) the second; one that
    /// is not there if there is none.
    [[nodiscard]] ModLine directive(std::string_view word, std::size_t nth = 0) const;
    /// `toolchain default`, for what Go chooses: never to switch for this file.
    [[nodiscard]] bool lifted() const { return toolchain.value == "default"; }
};
[[nodiscard]] ModFile read_mod_file(std::string path, bool workspace);

/// The folders that a go.work uses, absolute and clean, each as often as it stands there.
struct UsedFolder {
    std::string folder;
    ModLine line;
};
[[nodiscard]] std::vector<UsedFolder> used_folders(const ModFile& work);

} // namespace govern::project
