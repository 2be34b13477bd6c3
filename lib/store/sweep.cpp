#include "names.hpp"
#include "os/path.hpp"
#include "store/store.hpp"

#include <limits>

namespace govern::store {

namespace {

constexpr std::string_view k_aside = ".exe.old-"; ///< Files::remove, install_program, install.ps1
constexpr std::int64_t k_second = 1'000'000'000;
constexpr std::int64_t k_hour = 3600;
constexpr std::int64_t k_week = 7 * 24 * k_hour;

/// The SDK whose lock guards an entry of staging/: `ID` or `ID.trash-…`.
std::optional<SdkId> owner_of_staging(const std::string& name) {
    return parse_sdk_id(name.substr(0, name.find(".trash-")));
}

/// The SDK whose lock guards a file of downloads/: `ARCHIVE.part` or its `.state`. An archive is
/// `ID.tar.gz`, `v0.0.1-ID.zip`, or one of older names: `goX.Y.Z.OS-armv6l`,
/// `goX.Y.Z.OS-ARCH-MORE`.
std::optional<SdkId> owner_of_part(std::string_view name) {
    constexpr std::string_view module_mark = "v0.0.1-";
    for (const std::string_view end : {".state", ".part"}) {
        const bool ends = name.ends_with(end);
        if (!ends && end == ".part") {
            return std::nullopt;
        }
        name.remove_suffix(ends ? end.size() : 0);
    }
    for (const std::string_view end : {".tar.gz", ".zip"}) {
        name.remove_suffix(name.ends_with(end) ? end.size() : 0);
    }
    name.remove_prefix(name.starts_with(module_mark) ? module_mark.size() : 0);
    const auto dash = name.find('-');
    if (dash == name.npos) {
        return std::nullopt;
    }
    const auto arch = name.substr(dash + 1, name.find('-', dash + 1) - dash - 1);
    return parse_sdk_id(std::string(name.substr(0, dash + 1)) + go_arch(arch));
}

/// What writing left under a temporary name, and programs moved aside that run no more, last
/// changed at `older_than` (Unix seconds) or before.
void remove_temporaries(os::Files& files, const std::string& folder, std::int64_t older_than,
                        bool folders_below) {
    const auto names = names_in(files, folder);
    for (const auto& name : names ? *names : std::vector<std::string>{}) {
        const auto path = os::join(folder, name);
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
    auto lock = m_host.files.lock(os::join(m_layout.locks(), name + ".lock"),
                                  os::LockMode::exclusive, false, "clean-up");
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
    const auto names = names_in(files, m_layout.downloads());
    for (const auto& name : names ? *names : std::vector<std::string>{}) {
        const auto id = owner_of_part(name);
        const auto path = os::join(m_layout.downloads(), name);
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
    // Only what bears a name that we make, in a folder of our own: a link leads to somebody else's.
    const auto folder = m_host.files.info(m_layout.staging()).value_or(std::nullopt);
    if (!folder || folder->kind != os::FileInfo::Kind::directory) {
        return;
    }
    const auto staged = names_in(m_host.files, m_layout.staging());
    for (const auto& name : staged ? *staged : std::vector<std::string>{}) {
        const auto id = owner_of_staging(name);
        if (const auto lock = id ? try_lock(id->text()) : nullptr) {
            m_host.files.discard_tree(os::join(m_layout.staging(), name));
        }
    }
}

void Store::sweep_receipts() {
    auto& files = m_host.files;
    const auto receipts = names_in(files, m_layout.receipts());
    for (const auto& name : receipts ? *receipts : std::vector<std::string>{}) {
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
            (void)files.remove(os::join(m_layout.receipts(), name));
        }
    }
}

void Store::sweep_temporaries() {
    constexpr auto k_any_age = std::numeric_limits<std::int64_t>::max();
    auto& files = m_host.files;
    if (const auto lock = try_lock("state")) { // which their writers take
        remove_temporaries(files, m_layout.state(), k_any_age, false);
        remove_temporaries(files, m_layout.shims(), k_any_age, false);
    }
    // The cache has no lock: only what is old.
    remove_temporaries(files, m_layout.cache(), m_host.clock.unix_seconds() - k_hour, true);
}

} // namespace govern::store
