#include "log_cache.hpp"

#include "base/text.hpp"
#include "os/path.hpp"

namespace govern::trust {

namespace {
constexpr std::size_t k_max_note = 64 * 1024;
} // namespace

LogCache::LogCache(os::Host& host, const std::string& cache_folder, const std::string& database)
    : m_host(host), m_folder(os::join(cache_folder, database)) {}

std::string LogCache::path(std::string_view below) const {
    auto out = m_folder;
    for (const auto part : split(below, '/')) {
        out = os::join(out, part);
    }
    return out;
}

std::optional<std::string> LogCache::read(const std::string& file, std::size_t max_bytes) {
    auto content = m_host.files.read(file, max_bytes);
    return content ? std::optional<std::string>(std::move(*content)) : std::nullopt;
}

bool LogCache::save(const std::string& file, std::string_view content, os::Durable durable) {
    return m_host.files.make_folders(std::string(os::parent(file))) &&
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
            (void)m_host.files.remove(os::join(parts, name));
        }
    }
}

void LogCache::remove_tile(const TileId& tile) {
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
    (void)m_host.files.remove(path(name));
}

Result<std::optional<std::string>> LogCache::latest() {
    GOVERN_TRY_ASSIGN(const auto info, m_host.files.info(latest_path()));
    if (!info) {
        return std::optional<std::string>();
    }
    GOVERN_TRY_ASSIGN(auto note, m_host.files.read(latest_path(), k_max_note));
    return std::optional<std::string>(std::move(note));
}

void LogCache::save_latest(const std::optional<std::string>& seen, std::string_view note) {
    if (!m_host.files.make_folders(m_folder)) {
        return;
    }
    const auto lock = m_host.files.lock(path("latest.lock"), os::LockMode::exclusive, true,
                                        "govern: saving a tree head");
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
    const auto made = m_host.files.make_folders(m_folder);
    const auto written = made ? m_host.files.write_atomic(file, head.note) : made;
    return written ? file : "not saved: " + render(written.error()).text;
}

} // namespace govern::trust
