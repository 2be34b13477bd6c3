#pragma once

#include "archive/unpack.hpp"
#include "ops/context.hpp"
#include "store/receipt.hpp"

#include <string>
#include <vector>

namespace govern::ops {

/// Whether an installed SDK is as it was installed, as far as shows without reading it: its
/// receipt, every file there with its size, and `bin/go` unchanged by its time (where that alone
/// differs, by its hash). An SDK without a fitting file of sizes is held against the number of its
/// files and their total. Errors: msg::tree_differs; what cannot be listed.
[[nodiscard]] Result<void> quick_check(Context& context, const SdkId& id);

/// The lines `SIZE NAME` of what was unpacked, by the names on disk.
[[nodiscard]] std::string size_lines(const std::vector<archive::UnpackedFile>& files,
                                     bool of_module_zip);
/// The content of receipts/ID.sizes: the SHA-256 of the receipt's own text, then the lines.
[[nodiscard]] std::string size_file(const store::Receipt& receipt, const std::string& lines);

} // namespace govern::ops
