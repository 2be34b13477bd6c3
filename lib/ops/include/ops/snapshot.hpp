#pragma once

#include "core/version.hpp"
#include "ops/context.hpp"

#include <cstdint>
#include <future>
#include <map>
#include <optional>
#include <string>

namespace govern::ops {

/// What was there before a change, by name, without secrets: `default`, `PATH`, `go version`,
/// `go env GOFLAGS`, `module example.org/x`, `CC`, `CC target`, `GOBIN dlv`, and `failed: go env`
/// where something could not be had.
using Snapshot = std::map<std::string, std::string>;

/// Gathers a snapshot beside the change itself: what the change alters at once, the rest on a
/// thread of its own by the old SDK's `go`, without the network, 10 s at most.
/// Writes state/snapshots/ID.json, which its owner alone can read. What fails is recorded in it, or
/// said; it never fails the change.
class SnapshotTaker {
public:
    SnapshotTaker(Context& context, std::uint64_t id, const Version& before);
    SnapshotTaker(const SnapshotTaker&) = delete;
    SnapshotTaker& operator=(const SnapshotTaker&) = delete;
    ~SnapshotTaker();

    /// Returns when nothing of it runs any more: for a time that is measured next.
    void wait() const;

private:
    Context& m_context;
    std::uint64_t m_id;
    Snapshot m_taken;
    std::future<Snapshot> m_rest;
};

/// Nothing where the change has none; msg::no_permission where another account owns it.
[[nodiscard]] Result<std::optional<Snapshot>> read_snapshot(Context& context, std::uint64_t id);

} // namespace govern::ops
