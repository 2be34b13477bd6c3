#pragma once

#include "core/layout.hpp"
#include "os/host.hpp"
#include "store/receipt.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace govern::store {

/// The last rebuild of an SDK from its own source, with every program the same bytes:
/// `receipts/ID.rebuilt`. It is told, and never evidence. Whatever replaces or removes the SDK
/// removes it.
struct Rebuilt {
    std::string time;     ///< RFC 3339 UTC
    std::string built_by; ///< `go1.22.5.linux-amd64`
    std::uint64_t programs = 0;
    std::uint64_t sources = 0; ///< files that took part; 0: not known
    double seconds = 0;

    [[nodiscard]] std::string date() const { return time.substr(0, time.find('T')); }
};

[[nodiscard]] std::string rebuilt_file(const Layout& layout, const SdkId& id);
/// Nothing where there is none, or where it is of other files than the receipt's.
[[nodiscard]] std::optional<Rebuilt> read_rebuilt(const os::Files& files, const Layout& layout,
                                                  const Receipt& receipt);
/// Bound to the receipt by its h1. The SDK's lock must be held.
[[nodiscard]] Result<void> write_rebuilt(os::Files& files, const Layout& layout,
                                         const Receipt& receipt, const Rebuilt& rebuilt);

/// The name under staging/ of the folder in which an SDK is rebuilt, and of the lock that guards
/// it. An install or a repair does not wait for a rebuild, so this is not the SDK's own lock.
[[nodiscard]] std::string rebuild_name(const SdkId& id);
/// The SDK of such a name.
[[nodiscard]] std::optional<SdkId> sdk_of_rebuild(std::string_view name);

} // namespace govern::store
