#pragma once

#include "core/layout.hpp"
#include "core/version.hpp"
#include "os/host.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace govern::store {

/// A change on trial: `upgrade --live` writes it to state/pending before it switches, and removes
/// it once the check has passed or the old state is back.
struct Pending {
    std::uint64_t id = 0; ///< of its row in the history
    Version from;         ///< what was chosen before
    Version to;           ///< what is tried
    /// The version file that was changed, and its bytes before and with the change; empty: the
    /// default was.
    std::string file;
    std::string before;
    std::string after;
};

/// Nothing where no change is on trial, or where the file cannot be read as one.
[[nodiscard]] std::optional<Pending> read_pending(os::Host& host, const Layout& layout);
[[nodiscard]] Result<void> write_pending(os::Host& host, const Layout& layout,
                                         const Pending& pending);
[[nodiscard]] Result<void> remove_pending(os::Host& host, const Layout& layout);

/// Versions that failed as candidates of an upgrade, with the id of the last such upgrade.
class FailedUpgrades {
public:
    FailedUpgrades(os::Host& host, const Layout& layout);

    /// The upgrade in which it failed; nothing where it did not.
    [[nodiscard]] std::optional<std::uint64_t> find(const Version& version) const;
    /// Sets the mark, or takes it away with nothing. The upgrade's lock must be held.
    [[nodiscard]] Result<void> mark(const Version& version, std::optional<std::uint64_t> id);

private:
    os::Host& m_host;
    const Layout& m_layout;
    std::vector<std::pair<Version, std::uint64_t>> m_marks;
};

} // namespace govern::store
