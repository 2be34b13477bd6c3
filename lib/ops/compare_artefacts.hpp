#pragma once

#include "ops/context.hpp"
#include "temporary_folder.hpp"

#include <map>
#include <string>
#include <string_view>

namespace govern::ops {

/// A path below a folder against a pattern: `*` and `?` within a name, `**` any folders.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view path);

/// The files and links in the current folder that a pattern names: what each run makes of the files
/// is taken away, and all are as they were again.
class Artefacts {
public:
    /// Copies those that are there into the temporary folder.
    static Result<Artefacts> find(Context& context, std::string pattern);

    /// Before a run: notes what is there.
    Result<void> begin();
    /// After it: copies what it made or changed, and puts everything back. The copies' paths by
    /// the names below the current folder; none are kept unless `keep`.
    Result<std::map<std::string, std::string>> end(bool keep);

private:
    struct State {
        os::FileInfo::Kind kind = os::FileInfo::Kind::file;
        std::uint64_t size = 0;
        std::int64_t mtime_ns = 0;
        bool executable = false;
        bool unsafe_mode = false;
        std::uint32_t owner = 0;
        bool operator==(const State&) const = default;
    };

    Artefacts(Context& context, std::string pattern, TemporaryFolder folder)
        : m_context(context), m_pattern(std::move(pattern)), m_folder(std::move(folder)) {}
    [[nodiscard]] std::string absolute(const std::string& name) const;
    Result<std::map<std::string, State>> look() const;
    Result<std::string> copy_away(const std::string& name);
    Result<void> put_back(const std::string& name, const std::string& original);
    Result<void> put_back_all(const std::map<std::string, State>& now);

    Context& m_context;
    std::string m_pattern;
    TemporaryFolder m_folder;
    std::map<std::string, std::string> m_originals; ///< copies of what was there at first
    std::map<std::string, State> m_before;          ///< the last run
    unsigned m_copies = 0;
};

} // namespace govern::ops
