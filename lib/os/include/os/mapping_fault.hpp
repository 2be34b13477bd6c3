#pragma once

#include <string>

namespace govern::os {

/// What a mapped page does that the disk cannot deliver (an I/O error, a file cut short): the
/// system ends the process without a word, since no code could go on. From now on it ends with
/// `text` on stderr and with `exit_code` instead. The last call counts.
void explain_mapping_faults(std::string text, int exit_code);

} // namespace govern::os
