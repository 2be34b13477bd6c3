#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// libarchive as anybody's program uses it: another opinion of what an archive holds, and what packs
// test data.

namespace govern::test {

/// One compressed stream; `filter` by libarchive's name: `xz`, `zstd`, `bzip2`, `gzip`.
[[nodiscard]] std::string pack(std::string_view content, const std::string& filter);

struct ReferenceFile {
    std::string content;
    bool executable = false;
    std::int64_t mtime = 0;
};

/// All regular files of a tar or zip, in whatever libarchive recognises, by their names. Ends the
/// program where it cannot read one.
[[nodiscard]] std::map<std::string, ReferenceFile> read_by_libarchive(const std::string& bytes);

} // namespace govern::test
