#pragma once

#include "base/result.hpp"
#include "os/range_file.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace govern::archive {

/// Where a file's content lies in a plain tar.
struct TarMember {
    std::uint64_t offset = 0;
    std::uint64_t size = 0; ///< bytes
};

/// The regular files of a plain tar by their names, found by jumping from header to header: no
/// content is read. Untrusted. What is not a regular file is left out; of two with one name the
/// last counts, as for tar itself. msg::archive_damaged, with `what`.
[[nodiscard]] Result<std::map<std::string, TarMember, std::less<>>>
index_tar(os::RangeFile& file, const std::string& what);

} // namespace govern::archive
