#pragma once

#include "mirror/folder.hpp"
#include "ops/mirror/mirror.hpp"
#include "trust/log.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// The folders whose files a server hands out, in the order in which a tar has them: whoever reads
/// it looks at the small ones first.
inline constexpr const char* k_served[] = {"sumdb", "golang.org", k_archives.data()};

/// The files, but for tiles, of a mirror of these SDKs and official archives.
[[nodiscard]] std::set<std::string> own_files(const std::string& database,
                                              const std::vector<SdkId>& sdks,
                                              const std::vector<std::string>& archives);

/// Of these files of the mirror, and of the folders that lead to them, what not every account may
/// read: a server may run as another one. Folders come before what is in them.
struct Closed {
    std::string name;
    bool is_folder;
};
[[nodiscard]] std::vector<Closed> closed_to_readers(Context& context, const MirrorFolder& folder,
                                                    const std::vector<std::string>& files);

/// Opens all that belongs to a mirror, tiles included, to every account. What its owner added stays
/// as it is. Warns where that is refused: a stick whose mount gives the modes can be read all the
/// same.
void open_to_readers(Context& context, const MirrorFolder& folder, const std::string& database);

/// The tiles that nothing in `proved` leads to, whose names are as in trust::LogCopy. What is not
/// a tile there is one of them.
[[nodiscard]] std::vector<std::string>
stray_tiles_in(Context& context, const MirrorFolder& folder, const std::string& database,
               const std::map<std::string, std::string>& proved);

/// The SDKs that the list lacks although the mirror's own copy of the log proves their zips, which
/// a killed run may leave; with what VERSION says.
struct Unlisted {
    SdkId id;
    std::string version_file;
};
[[nodiscard]] Result<std::vector<Unlisted>> proved_but_unlisted(Context& context,
                                                                const MirrorFolder& folder);

/// Whether what no listed version needs may be removed there: whose the rest is, is not known.
[[nodiscard]] bool is_prunable(std::string_view name, const std::string& database);

/// Removes all that a mirror of `sdks` does not serve: what is unfinished, what its lists lack, and
/// kept heads that the log never signed. Of the official archives those of `unwanted` go too. With
/// `dry_run` it is only said. Beside golang.org/toolchain and the database nothing is touched.
[[nodiscard]] Result<void> prune_files(Context& context, MirrorFolder& folder,
                                       const std::vector<SdkId>& sdks,
                                       const std::vector<SdkId>& unwanted, bool dry_run,
                                       MirrorOutcome& out);

} // namespace govern::ops
