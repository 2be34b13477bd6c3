#include "backups.hpp"

#include "os/clock.hpp"
#include "os/path.hpp"
#include "store/store.hpp"

#include <algorithm>

namespace govern::ops {

Result<std::unique_ptr<os::FileLock>> lock_changes(os::Host& host, const Layout& layout) {
    GOVERN_TRY_ASSIGN(const auto home, host.files.info(layout.home()));
    if (!home) {
        return nullptr; // nothing was ever recorded
    }
    GOVERN_TRY_ASSIGN(const auto access, os::folder_access(layout.home()));
    if (!access.writable) {
        return Failure(store::home_read_only_error(layout.home(), access.owner));
    }
    GOVERN_TRY(host.files.make_folders(layout.locks()));
    return host.files.lock(os::join(layout.locks(), "setup.lock"), os::LockMode::exclusive, true,
                           "setup");
}

Result<std::string> Backups::keep(std::string_view name, std::string_view content) {
    GOVERN_TRY(m_host.files.make_folders(m_folder));
    GOVERN_TRY(m_stored.hide_folder(m_folder));
    auto stamp = os::format_utc(m_host.clock.unix_seconds());
    std::erase_if(stamp, [](char c) { return c == ':' || c == '-'; });
    for (int i = 1;; ++i) {
        const auto prefix = i == 1 ? stamp : stamp + '-' + std::to_string(i);
        const auto path = os::join(m_folder, prefix + '-' + std::string(name));
        GOVERN_TRY_ASSIGN(const auto info, m_host.files.info(path));
        if (!info) {
            GOVERN_TRY(m_host.files.write_atomic(path, content));
            return path;
        }
    }
}

Result<std::string> Backups::keep_once(std::string_view name, std::string_view content) {
    const auto files = m_host.files.list(m_folder);
    for (const auto& file : files ? *files : std::vector<std::string>()) {
        auto path = os::join(m_folder, file);
        const bool named = file.ends_with('-' + std::string(name));
        const auto text = named ? m_host.files.read(path, content.size()) : Result<std::string>();
        if (named && text && *text == content) {
            return path;
        }
    }
    return keep(name, content);
}

} // namespace govern::ops
