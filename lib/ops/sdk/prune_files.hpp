#pragma once

#include "ops/sdk/prune.hpp"

namespace govern::ops {

/// Bytes of a block of the disk, as ext4, NTFS and APFS give them.
inline constexpr std::uint64_t k_disk_block = 4096;

/// What a folder with all its files takes on the disk, in whole blocks. Links are not followed;
/// what cannot be read counts nothing.
[[nodiscard]] std::uint64_t size_of_tree(const os::Files& files, const std::string& folder);
/// Bytes that a removed SDK still takes in staging/, as a running program of it does on Windows.
[[nodiscard]] std::uint64_t size_of_trash(Context& context, const SdkId& id);

/// Adds the files of a home that nothing needs: cached answers and archives that are 30 days old,
/// parts of downloads that are a week old, snapshots and logs of upgrades over 90 days, tools of
/// SDKs that are gone.
void add_files_to_prune(Context& context, PrunePlan& plan);
/// Removes an item's files; the bytes that came free.
[[nodiscard]] Result<std::uint64_t> remove_files(Context& context, const PruneItem& item);

} // namespace govern::ops
