#pragma once

#include "base/result.hpp"
#include "os/range_file.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace govern::archive {

/// Where a file's content lies in a plain tar.
struct TarMember {
    std::uint64_t offset = 0;
    std::uint64_t size = 0; ///< bytes
};

struct TarIndex {
    std::map<std::string, TarMember, std::less<>> members;
    /// msg::archive_damaged, with `what`: the tar can be read no further, and the content of the
    /// member that stands last in it may be cut short.
    std::optional<Error> damage;
};

/// The regular files of a plain tar by their names, found by jumping from header to header: no
/// content is read. Untrusted. What is not a regular file is left out; of two with one name the
/// last counts, as for tar itself. Fails only where the file cannot be read.
[[nodiscard]] Result<TarIndex> index_tar(os::RangeFile& file, const std::string& what);

} // namespace govern::archive
