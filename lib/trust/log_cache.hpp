#pragma once

#include "os/host.hpp"
#include "trust/tile.hpp"

#include <optional>
#include <string>

namespace govern::trust {

/// One database's files on disk: `tile/8/…` and `lookup/…` as in their addresses, `latest`, and
/// heads kept as evidence. Everything read is untrusted, and the caller proves it again. Writing
/// only helps the next run: if it fails (a read-only home), this is not reported.
class LogCache {
public:
    /// With `keeps` false it is only read; with an empty `cache_folder` there is none.
    LogCache(os::Host& host, const std::string& cache_folder, const std::string& database,
             bool keeps);

    /// Entries of exactly the tile's width, out of the full tile where only that is there.
    [[nodiscard]] std::optional<std::string> tile(const TileId& tile);
    /// For proved tiles only. Narrower ones of the same place are dropped.
    void save_tile(const TileId& tile, std::string_view entries);
    void remove_tile(const TileId& tile);

    [[nodiscard]] std::optional<std::string> lookup(const std::string& name);
    void save_lookup(const std::string& name, std::string_view answer);
    void remove_lookup(const std::string& name);

    /// The note of the last tree head; nothing if none was saved.
    [[nodiscard]] Result<std::optional<std::string>> latest();
    [[nodiscard]] std::string latest_path() const { return path("latest"); }
    /// Saves a larger head, unless another process has replaced `seen` (the head that this run
    /// compared with) since then.
    void save_latest(const std::optional<std::string>& seen, std::string_view note);

    /// Keeps a head as evidence and returns its path; what went wrong where that failed.
    [[nodiscard]] std::string save_evidence(const TreeHead& head);

private:
    [[nodiscard]] std::string path(std::string_view below) const;
    [[nodiscard]] std::optional<std::string> read(const std::string& file, std::size_t max_bytes);
    bool save(const std::string& file, std::string_view content, os::Durable durable);

    os::Host& m_host;
    std::string m_folder;
    bool m_keeps; ///< the folder is ours to write
};

} // namespace govern::trust
