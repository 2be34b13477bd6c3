#include "log_cache.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "os/locks.hpp"

namespace govern::trust {

namespace {
constexpr std::size_t k_max_note = 64 * 1024;
} // namespace

LogCache::LogCache(os::Host& host, const std::string& cache_folder, const std::string& database,
                   bool keeps)
    : m_host(host),
      m_folder(cache_folder.empty() ? std::string() : path::join(cache_folder, database)),
      m_keeps(keeps && !m_folder.empty() && os::may_keep_in(host.files, cache_folder)) {}

std::string LogCache::path(std::string_view below) const {
    auto out = m_folder;
    for (const auto part : split(below, '/')) {
        out = path::join(out, part);
    }
    return out;
}

std::optional<std::string> LogCache::read(const std::string& file, std::size_t max_bytes) {
    if (m_folder.empty()) {
        return std::nullopt;
    }
    auto content = m_host.files.read(file, max_bytes);
    return content ? std::optional<std::string>(std::move(*content)) : std::nullopt;
}

bool LogCache::save(const std::string& file, std::string_view content, os::Durable durable) {
    return m_keeps && m_host.files.make_folders(std::string(path::parent(file))) &&
           m_host.files.write_atomic(file, content, durable);
}

std::optional<std::string> LogCache::tile(const TileId& tile) {
    TileId full = tile;
    full.width = 256;
    auto entries = read(path(full.path()), full.bytes());
    if (!entries && !tile.is_full()) {
        entries = read(path(tile.path()), tile.bytes());
    }
    if (!entries || entries->size() < tile.bytes()) {
        return std::nullopt;
    }
    entries->resize(tile.bytes());
    return entries;
}

void LogCache::save_tile(const TileId& tile, std::string_view entries) {
    if (!save(path(tile.path()), entries, os::Durable::no)) {
        return;
    }
    TileId full = tile;
    full.width = 256;
    const auto parts = path(full.path()) + ".p";
    if (tile.is_full()) {
        (void)m_host.files.remove_tree(parts);
        return;
    }
    const auto names = m_host.files.list(parts);
    for (const auto& name : names ? *names : std::vector<std::string>{}) {
        if (const auto width = parse_number(name); width && *width < tile.width) {
            (void)m_host.files.remove(path::join(parts, name));
        }
    }
}

void LogCache::remove_tile(const TileId& tile) {
    if (!m_keeps) {
        return;
    }
    TileId full = tile;
    full.width = 256;
    (void)m_host.files.remove(path(full.path()));
    (void)m_host.files.remove(path(tile.path()));
}

std::optional<std::string> LogCache::lookup(const std::string& name) {
    return read(path(name), k_max_note);
}

void LogCache::save_lookup(const std::string& name, std::string_view answer) {
    save(path(name), answer, os::Durable::no);
}

void LogCache::remove_lookup(const std::string& name) {
    if (m_keeps) {
        (void)m_host.files.remove(path(name));
    }
}

Result<std::optional<std::string>> LogCache::latest() {
    if (m_folder.empty()) {
        return std::optional<std::string>();
    }
    GOVERN_TRY_ASSIGN(const auto info, m_host.files.info(latest_path()));
    if (!info) {
        return std::optional<std::string>();
    }
    GOVERN_TRY_ASSIGN(auto note, m_host.files.read(latest_path(), k_max_note));
    return std::optional<std::string>(std::move(note));
}

void LogCache::save_latest(const std::optional<std::string>& seen, std::string_view note) {
    if (!m_keeps || !m_host.files.make_folders(m_folder)) {
        return;
    }
    const auto lock = os::wait_for_lock(m_host, path("latest.lock"), m_folder);
    if (!lock) {
        return;
    }
    const auto present = latest();
    if (present && *present == seen) {
        save(latest_path(), note, os::Durable::yes);
    }
}

std::string LogCache::save_evidence(const TreeHead& head) {
    // Named by content: the same contradiction met again adds no files.
    const auto file = path("fork-" + std::to_string(head.size) + '-' +
                           crypto::hex(head.root).substr(0, 8) + ".note");
    if (!m_keeps) {
        return m_folder.empty() ? "not saved"
                                : "not saved: " + m_folder + " belongs to another account";
    }
    const auto made = m_host.files.make_folders(m_folder);
    const auto written = made ? m_host.files.write_atomic(file, head.note) : made;
    return written ? file : "not saved: " + render(written.error()).text;
}

} // namespace govern::trust
