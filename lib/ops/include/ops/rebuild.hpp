#pragma once

#include "ops/context.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// A fact that two programs record differently; nothing where one does not have it.
struct FactDifference {
    std::string name; ///< `-ldflags`, `go version`, `dep example.com/x`
    std::optional<std::string> first;
    std::optional<std::string> second;
};

/// How two files differ.
struct FileDifference {
    bool same = false;
    std::uint64_t offset = 0; ///< of the first byte that differs
    std::uint64_t first_size = 0;
    std::uint64_t second_size = 0;
    /// Of the first file, in its order: the sections whose bytes differ, or are not in the second.
    std::vector<std::string> sections;
    bool facts_known = false; ///< both are Go programs that can be read
    std::vector<FactDifference> facts;
};

/// Compares the files byte for byte; `first` and `second` are absolute.
[[nodiscard]] Result<FileDifference> compare_files(const std::string& first,
                                                   const std::string& second);

/// What two programs record differently: Go's version, the main package, modules and settings.
/// Nothing where one is not a Go program that can be read.
[[nodiscard]] std::optional<std::vector<FactDifference>> compare_facts(const std::string& first,
                                                                       const std::string& second);

/// The file that a command is to make again. While it runs, one of that name stands aside as
/// `OUT.before`; it comes back unless finish() compared a new one.
class Rebuild {
public:
    /// Both as the user gave them. msg::check_same_file, msg::check_not_a_file,
    /// msg::check_before_exists, or why OUT cannot be looked at
    static Result<Rebuild> prepare(Context& context, const std::string& file,
                                   const std::string& out);
    Rebuild(Rebuild&& other) noexcept;
    Rebuild(const Rebuild&) = delete;
    Rebuild& operator=(const Rebuild&) = delete;
    Rebuild& operator=(Rebuild&&) = delete;
    ~Rebuild();

    Result<void> set_aside();
    /// What the command left half done goes, and what stood aside comes back.
    Result<void> put_back();
    /// After a command that ended well: compares. The old file goes where both are the same, and
    /// comes back where they cannot be compared. msg::check_out_missing
    Result<FileDifference> finish();
    /// Where the old file stands after a finish() that found a difference; empty: there was none.
    [[nodiscard]] const std::string& before() const { return m_kept; }

private:
    Rebuild(Context& context, std::string file, std::string out);

    Result<FileDifference> finish_instead_of_link();

    Context* m_context;
    std::string m_file; ///< absolute
    std::string m_out;  ///< what m_link leads to, where OUT is a link
    std::string m_link; ///< else empty
    std::string m_before;
    std::string m_kept;
    bool m_aside = false;
};

} // namespace govern::ops
