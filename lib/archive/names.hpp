#pragma once

#include "archive/unpack.hpp"
#include "fault.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace govern::archive {

/// Every name an archive holds, checked once, for all readers: what a name may be, and that no two
/// entries mean the same file or folder on any system. The case of letters outside ASCII is not
/// compared: where two such names are one file, the tree writer refuses to open the second.
class Names {
public:
    Names(std::string prefix, std::uint64_t longest, const Faults& faults)
        : m_prefix(std::move(prefix)), m_longest(longest), m_faults(faults) {}

    /// The name without the prefix, checked character by character. Empty for the prefix's own
    /// folder entry.
    [[nodiscard]] Result<std::string_view> check(std::string_view entry, bool is_folder) const;

    /// Takes a checked name as a file. Returns its folder, relative, without a trailing `/`; valid
    /// while this object lives.
    [[nodiscard]] Result<const std::string*> add_file(std::string_view name);
    [[nodiscard]] Result<const std::string*> add_folder(std::string_view name);

private:
    struct Seen {
        std::string name;
        bool folder;
    };
    std::string m_prefix;
    std::uint64_t m_longest;
    const Faults& m_faults;
    std::unordered_map<std::string, Seen> m_seen; // by name in lower case
    const std::string* m_last = nullptr;          // entries of one folder follow one another
    const std::string m_root;
};

} // namespace govern::archive
