#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace govern::os {

/// The arguments as one Windows command line that the C runtime and CommandLineToArgvW split into
/// the same arguments again (Microsoft, "Parsing C command-line arguments"). Text only, on any
/// system.
[[nodiscard]] std::string quote_arguments(const std::vector<std::string>& arguments);

/// True for a path that Windows would run as a batch file: `.bat` or `.cmd`, also with trailing
/// dots and spaces, which Windows drops (CVE-2024-43402).
[[nodiscard]] bool is_batch_file(std::string_view path);

} // namespace govern::os
