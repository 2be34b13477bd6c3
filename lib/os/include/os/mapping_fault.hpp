#pragma once

#include <string>

namespace govern::os {

/// What a mapped page does that the disk cannot deliver (an I/O error, a file cut short): the
/// system ends the process without a word, since no code could go on. For the file at `path` it
/// ends with `text` on stderr and with `exit_code` instead. To be called before the file is mapped;
/// the last call for a path counts.
void explain_mapping_faults(const std::string& path, std::string text, int exit_code);

} // namespace govern::os
