#pragma once

#include "cli/context.hpp"

#include <string>
#include <vector>

namespace govern::cli {

/// Lines for a file that a CI host reads.
struct HostFile {
    std::string variable; ///< that names the file; empty where an option did
    std::string path;
    std::string lines; ///< UTF-8
};

/// Appends to each file: all of it or nothing, as far as that shows before the first is written.
/// A last line that an earlier step left open is ended. msg::ci_file_utf16 where the file is
/// UTF-16: the host reads UTF-8, so text of ours behind that would be lost.
[[nodiscard]] Result<void> append_to(Context& context, const std::vector<HostFile>& files);

} // namespace govern::cli
