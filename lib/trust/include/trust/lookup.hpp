#pragma once

#include "core/sdk.hpp"
#include "trust/note.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace govern::trust {

/// The answer of `/lookup/golang.org/toolchain@VERSION`.
struct Lookup {
    std::uint64_t record = 0; ///< its number in the log, below the head's size
    std::string text;         ///< the record's lines, what the log hashes
    std::string h1;           ///< `h1:…` of the toolchain that was asked for
    TreeHead head;            ///< signature checked
};

/// Reads and checks an answer: number, record, blank line, signed note; see record_h1 and
/// open_tree_head for the errors, which all name `from`.
[[nodiscard]] Result<Lookup> parse_lookup(std::string_view answer, const SdkId& sdk,
                                          const VerifierKey& key, const std::string& from);

/// The `h1:` in a record's text. It must hold exactly one `h1:` line of that toolchain and the one
/// line of its go.mod (whose content, and so whose hash, is the same for every toolchain); it may
/// also hold lines with other kinds of hashes for the same version. Anything else is
/// msg::log_wrong_record.
[[nodiscard]] Result<std::string> record_h1(std::string_view text, const SdkId& sdk,
                                            const std::string& from);

} // namespace govern::trust
