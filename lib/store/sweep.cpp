#include "base/path.hpp"
#include "names.hpp"
#include "store/rebuilt.hpp"
#include "store/store.hpp"

#include <limits>

namespace govern::store {

namespace {

constexpr std::string_view k_aside = ".exe.old-"; ///< Files::remove, install_program, install.ps1
constexpr std::int64_t k_second = 1'000'000'000;
constexpr std::int64_t k_hour = 3600;
constexpr std::int64_t k_week = 7 * 24 * k_hour;

/// The lock that guards an entry of staging/: the SDK's for `ID` and `ID.trash-…`, one of its own
/// for what a rebuild works in. Empty for any other name.
std::string lock_of_staging(const std::string& name) {
    if (sdk_of_rebuild(name)) {
        return name;
    }
    const auto id = parse_sdk_id(name.substr(0, name.find(".trash-")));
    return id ? id->text() : std::string();
}

/// The SDK whose lock guards a file of downloads/: `ARCHIVE.part` or its `.state`.
std::optional<SdkId> owner_of_part(std::string_view name) {
    for (const std::string_view end : {".state", ".part"}) {
        const bool ends = name.ends_with(end);
        if (!ends && end == ".part") {
            return std::nullopt;
        }
        name.remove_suffix(ends ? end.size() : 0);
    }
    return sdk_of_archive_name(name);
}

/// The names in a folder of our own: a link leads to somebody else's.
std::vector<std::string> names_in_own(const os::Files& files, const std::string& folder) {
    if (files.kind(folder) != os::FileInfo::Kind::directory) {
        return {};
    }
    return names_in(files, folder).value_or(std::vector<std::string>());
}

/// What writing left under a temporary name, and programs moved aside that run no more, last
/// changed at `older_than` (Unix seconds) or before.
void remove_temporaries(os::Files& files, const std::string& folder, std::int64_t older_than,
                        bool folders_below) {
    for (const auto& name : names_in_own(files, folder)) {
        const auto path = path::join(folder, name);
        const bool temporary =
            name.find(k_temporary) != name.npos || name.find(k_aside) != name.npos;
        if (!temporary && !folders_below) {
            continue;
        }
        const auto info = files.info(path).value_or(std::nullopt);
        if (info && info->kind == os::FileInfo::Kind::directory && folders_below) {
            remove_temporaries(files, path, older_than, true);
        } else if (info && info->kind == os::FileInfo::Kind::file && temporary &&
                   info->mtime_ns / k_second <= older_than) {
            (void)files.remove(path);
        }
    }
}

} // namespace

std::unique_ptr<os::FileLock> Store::try_lock(const std::string& name) {
    auto lock = m_host.files.lock(path::join(m_layout.locks(), name + ".lock"), false, "clean-up");
    return lock ? std::move(*lock) : nullptr;
}

void Store::sweep() {
    sweep_staging();
    sweep_receipts();
    sweep_temporaries();
    sweep_downloads();
}

/// Downloads that nobody came back to.
void Store::sweep_downloads() {
    auto& files = m_host.files;
    const auto older_than = m_host.clock.unix_seconds() - k_week;
    if (files.kind(m_layout.cache()) != os::FileInfo::Kind::directory) {
        return;
    }
    for (const auto& name : names_in_own(files, m_layout.downloads())) {
        const auto id = owner_of_part(name);
        const auto path = path::join(m_layout.downloads(), name);
        const auto is_old = [&] {
            const auto info = files.info(path).value_or(std::nullopt);
            return info && info->kind == os::FileInfo::Kind::file &&
                   info->mtime_ns / k_second <= older_than;
        };
        const auto lock = id && is_old() ? try_lock(id->text()) : nullptr;
        if (lock && is_old()) {
            (void)files.remove(path);
        }
    }
}

void Store::sweep_staging() {
    for (const auto& name : names_in_own(m_host.files, m_layout.staging())) {
        const auto guard = lock_of_staging(name);
        if (const auto lock = guard.empty() ? nullptr : try_lock(guard)) {
            m_host.files.discard_tree(path::join(m_layout.staging(), name));
        }
    }
}

void Store::sweep_receipts() {
    auto& files = m_host.files;
    for (const auto& name : names_in_own(files, m_layout.receipts())) {
        const auto real_name = name.substr(0, name.find(k_temporary));
        const bool temporary = real_name != name;
        const auto id = parse_sdk_id(real_name.substr(0, real_name.rfind('.')));
        if (!id || (!temporary && is_installed(*id).value_or(true))) {
            continue;
        }
        const auto folder = files.info(m_layout.sdk(*id));
        const auto lock = temporary || (folder && !*folder) ? try_lock(id->text()) : nullptr;
        const auto still = files.info(m_layout.sdk(*id));
        if (lock && (temporary || (still && !*still))) {
            (void)files.remove(path::join(m_layout.receipts(), name));
        }
    }
}

void Store::sweep_temporaries() {
    constexpr auto k_any_age = std::numeric_limits<std::int64_t>::max();
    auto& files = m_host.files;
    if (const auto lock = try_lock("state")) { // which their writers take
        remove_temporaries(files, m_layout.state(), k_any_age, false);
        remove_temporaries(files, m_layout.shims(), k_any_age, false);
        remove_temporaries(files, m_layout.links(), k_any_age, false);
    }
    if (const auto lock = try_lock("vuln")) { // which `audit --update` takes
        remove_temporaries(files, m_layout.vulnerabilities(), k_any_age, false);
    }
    // What require_one_volume made, whose locks its writers hold: only what is old.
    const auto an_hour_ago = m_host.clock.unix_seconds() - k_hour;
    remove_temporaries(files, m_layout.sdks(), an_hour_ago, false);
    // The rest of the cache has no lock.
    remove_temporaries(files, m_layout.cache(), an_hour_ago, true);
}

} // namespace govern::store
