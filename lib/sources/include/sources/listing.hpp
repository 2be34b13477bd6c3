#pragma once

#include "base/result.hpp"
#include "core/sdk.hpp"
#include "crypto/sha256.hpp"
#include "os/files.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::sources {

/// An archive of a listing. `name` holds nothing but `a-z 0-9 . -` and begins with its version.
struct ListedArchive {
    std::string name;
    Platform platform; ///< GOARCH, not armv6l
    std::optional<crypto::Sha256Digest> sha256;
    std::uint64_t size = 0; ///< bytes; 0 if it is not said
};

struct ListedRelease {
    Version version;
    std::vector<ListedArchive> archives;

    /// The archive for a platform: of its official name, else (darwin to Go 1.4.2 has one for each
    /// of two system versions) the last one listed.
    [[nodiscard]] const ListedArchive* find(const Platform& platform) const;
};

/// The Go download site's `?mode=json&include=all` (golang.org/x/website internal/dl). Untrusted.
struct Listing {
    std::vector<ListedRelease> releases; ///< newest first by Go's order, each version once
    std::size_t ignored = 0;             ///< rows that were malformed

    [[nodiscard]] const ListedRelease* find(const Version& version) const;
    [[nodiscard]] const ListedArchive* find(const SdkId& sdk) const;
};

/// Larger bodies are refused before they are read.
inline constexpr std::size_t k_max_listing = 16 * 1024 * 1024;

/// In bytes. A larger archive is refused, whatever a listing says.
inline constexpr std::uint64_t k_largest_archive = 1ULL << 30;

/// Rows that do not fit are ignored and counted. A text that is not a listing, such as a web page
/// or one without a single release, is msg::not_a_listing with `url` and `why`.
[[nodiscard]] Result<Listing> parse_listing(std::string_view json, const std::string& url);

/// Every version that the listings in the cache name, however old they are and whichever address
/// they are of. Asks nobody. They tell which releases exist and are never evidence; a damaged one
/// is passed over.
[[nodiscard]] std::vector<Version> cached_versions(const os::Files& files,
                                                   const std::string& cache_folder);

} // namespace govern::sources
