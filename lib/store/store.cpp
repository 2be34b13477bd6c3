#include "store/store.hpp"

#include "base/messages/os.hpp"
#include "base/messages/store.hpp"
#include "names.hpp"
#include "os/machine.hpp"
#include "os/path.hpp"

#include <algorithm>

namespace govern::store {

namespace {
constexpr std::size_t k_max_receipt = 256 * 1024;
} // namespace

Result<std::vector<SdkId>> Store::installed() {
    GOVERN_TRY_ASSIGN(const auto folders, names_in(m_host.files, m_layout.sdks()));
    GOVERN_TRY_ASSIGN(auto receipts, names_in(m_host.files, m_layout.receipts()));
    std::sort(receipts.begin(), receipts.end());
    std::vector<SdkId> out;
    for (const auto& folder : folders) {
        auto id = parse_sdk_id(folder);
        if (!id || !std::binary_search(receipts.begin(), receipts.end(), folder + ".json")) {
            continue;
        }
        GOVERN_TRY_ASSIGN(const auto info, followed(m_layout.sdk(*id)));
        if (info && info->kind == os::FileInfo::Kind::directory) {
            out.push_back(std::move(*id));
        }
    }
    std::sort(out.begin(), out.end(), [](const SdkId& a, const SdkId& b) {
        return a.version != b.version ? a.version > b.version
                                      : a.platform.text() < b.platform.text();
    });
    return out;
}

Result<std::vector<std::string>> Store::unknown_folders() {
    GOVERN_TRY_ASSIGN(const auto known, installed());
    GOVERN_TRY_ASSIGN(auto folders, names_in(m_host.files, m_layout.sdks()));
    std::erase_if(folders, [&](const std::string& folder) {
        return std::any_of(known.begin(), known.end(),
                           [&](const SdkId& id) { return id.text() == folder; });
    });
    std::sort(folders.begin(), folders.end());
    return folders;
}

/// What the shims see there: an SDK may lie on another disk, behind a link.
Result<std::optional<os::FileInfo>> Store::followed(const std::string& path) {
    GOVERN_TRY_ASSIGN(const auto info, m_host.files.info(path));
    if (!info || info->kind != os::FileInfo::Kind::link) {
        return info;
    }
    const auto target = m_host.files.canonical(path);
    return target ? m_host.files.info(*target) : std::nullopt;
}

Result<bool> Store::is_installed(const SdkId& id) {
    GOVERN_TRY_ASSIGN(const auto receipt, m_host.files.info(m_layout.receipt(id)));
    if (!receipt) {
        return false;
    }
    GOVERN_TRY_ASSIGN(const auto folder, followed(m_layout.sdk(id)));
    return folder && folder->kind == os::FileInfo::Kind::directory;
}

Result<bool> Store::has_go(const SdkId& id) {
    GOVERN_TRY_ASSIGN(const bool present, is_installed(id));
    if (!present) {
        return false;
    }
    GOVERN_TRY_ASSIGN(const auto go, followed(m_layout.sdk_go(id)));
    return go && go->kind == os::FileInfo::Kind::file;
}

Result<Receipt> Store::receipt(const SdkId& id) {
    GOVERN_TRY_ASSIGN(const bool present, is_installed(id));
    if (!present) {
        return fail(
            msg::not_installed,
            {{"name", id.text()}, {"home", m_layout.home()}, {"spec", spec_name(id.version)}});
    }
    const auto path = m_layout.receipt(id);
    GOVERN_TRY_ASSIGN(const auto text, m_host.files.read(path, k_max_receipt));
    auto receipt = receipt_from_json(text, path);
    if (!receipt) {
        receipt.error().with("spec", spec_name(id.version));
        return receipt;
    }
    if (!(receipt->id == id)) {
        return fail(msg::receipt_malformed, {{"path", path},
                                             {"why", "it is another SDK's: " + receipt->id.text()},
                                             {"spec", spec_name(id.version)}});
    }
    return receipt;
}

Result<std::optional<SdkId>> Store::runnable(const Version& version) {
    const auto [os_name, arch] = os::machine_platform();
    std::optional<SdkId> broken;
    for (const auto& platform : runnable_platforms({os_name, arch})) {
        const SdkId id{version, platform};
        GOVERN_TRY_ASSIGN(const bool whole, has_go(id));
        if (whole) {
            return id;
        }
        GOVERN_TRY_ASSIGN(const bool present, is_installed(id));
        if (present && !broken) {
            broken = id;
        }
    }
    return broken;
}

Result<std::unique_ptr<os::FileLock>> Store::lock(const SdkId& id) {
    const auto path = os::join(m_layout.locks(), id.text() + ".lock");
    const auto holder = "process " + std::to_string(os::process_id()) + " of " + os::user_name();
    GOVERN_TRY_ASSIGN(auto lock, m_host.files.lock(path, os::LockMode::exclusive, false, holder));
    if (!lock) {
        auto other = m_host.files.lock_holder(path);
        m_host.reporter.status(Message(msg::waiting_for_lock)
                                   .with("name", toolchain_name(id.version))
                                   .with("holder", other.empty() ? "another process" : other));
        GOVERN_TRY_ASSIGN(lock, m_host.files.lock(path, os::LockMode::exclusive, true, holder));
    }
    return lock;
}

std::string Store::staging_path(const SdkId& id, std::string_view suffix) const {
    return os::join(m_layout.staging(), id.text() + std::string(suffix));
}

Result<std::string> Store::fresh_staging(const SdkId& id) {
    const auto path = staging_path(id, "");
    // Also what a killed run moved aside: whoever holds this SDK's lock owns all of it.
    GOVERN_TRY_ASSIGN(const auto names, names_in(m_host.files, m_layout.staging()));
    for (const auto& name : names) {
        if (name.starts_with(id.text() + ".trash-")) {
            remove_trash(os::join(m_layout.staging(), name));
        }
    }
    GOVERN_TRY(m_host.files.remove_tree(path));
    GOVERN_TRY(m_host.files.make_folders(path));
    return path;
}

Result<std::string> Store::move_aside(const SdkId& id) {
    const auto path = m_layout.sdk(id);
    GOVERN_TRY_ASSIGN(const auto there, m_host.files.info(path));
    if (!there) {
        return std::string();
    }
    const auto trash =
        staging_path(id, ".trash-" + std::to_string(os::process_id()) + '-' +
                             std::to_string(m_host.clock.steady().time_since_epoch().count()));
    GOVERN_TRY(m_host.files.move_folder(path, trash));
    return trash;
}

Result<std::string> Store::kept_path(const SdkId& id) {
    for (int number = 1;; ++number) {
        auto path = m_layout.sdk(id) + ".kept-" + std::to_string(number);
        GOVERN_TRY_ASSIGN(const auto there, m_host.files.info(path));
        if (!there) {
            return path;
        }
    }
}

Result<void> Store::publish(const Receipt& receipt, const std::string& hash_lines,
                            const std::string& extra_lines, const std::string& staged) {
    auto& files = m_host.files;
    const auto& id = receipt.id;
    const std::vector<std::pair<std::string, std::string>> texts = {
        {m_layout.hash_lines(id), hash_lines},
        {m_layout.extra_lines(id), extra_lines},
        {m_layout.receipt(id), to_json(receipt)}};
    const auto prepared = [](const std::string& path) {
        return path + std::string(k_temporary) + "publish";
    };
    std::string trash;
    // While an old receipt stands, a folder counts; while none stands, none does. So: the old
    // receipt goes only if its folder is replaced, and the new one comes before the new folder.
    // What is replaced is away for a few renames only: all that takes time is done before.
    const auto done = [&]() -> Result<void> {
        for (const auto& [path, text] : texts) {
            GOVERN_TRY(text.empty() ? Result<void>() : files.write_atomic(prepared(path), text));
        }
        GOVERN_TRY_ASSIGN(const auto receipted, files.info(m_layout.receipt(id)));
        GOVERN_TRY_ASSIGN(const auto in_the_way, files.info(m_layout.sdk(id)));
        if (in_the_way && !receipted) { // No kill of ours leaves one: it is somebody's.
            GOVERN_TRY_ASSIGN(const auto kept, kept_path(id));
            GOVERN_TRY(files.move_folder(m_layout.sdk(id), kept));
            m_host.reporter.warn(
                Message(msg::kept_aside).with("path", m_layout.sdk(id)).with("kept", kept));
        }
        GOVERN_TRY_ASSIGN(trash, move_aside(id));
        for (const auto& [path, text] : texts) {
            GOVERN_TRY(text.empty() ? files.remove(path) : files.rename(prepared(path), path));
        }
        if (trash.empty()) {
            GOVERN_TRY(files.sync_folder(m_layout.receipts()));
        }
        return files.rename(staged, m_layout.sdk(id));
    }();
    if (!done) {
        for (const auto& [path, text] : texts) {
            (void)files.remove(prepared(path));
        }
        if (!is_installed(id).value_or(true)) {
            (void)remove_receipts(id);
        }
        remove_trash(trash);
        return done;
    }
    GOVERN_TRY(files.sync_folder(m_layout.receipts()));
    GOVERN_TRY(files.sync_folder(m_layout.sdks()));
    remove_trash(trash);
    return {};
}

Result<void> Store::remove_receipts(const SdkId& id) {
    GOVERN_TRY(m_host.files.remove(m_layout.receipt(id)));
    GOVERN_TRY(m_host.files.remove(m_layout.hash_lines(id)));
    return m_host.files.remove(m_layout.extra_lines(id));
}

Result<bool> Store::remove(const SdkId& id, const std::string& command,
                           const std::function<Result<void>()>& allowed) {
    std::string trash;
    bool was_default = false;
    {
        GOVERN_TRY_ASSIGN(const auto lock, state_lock());
        GOVERN_TRY(allowed());
        GOVERN_TRY_ASSIGN(const auto current, default_version());
        if (current && *current == id.version) {
            GOVERN_TRY_ASSIGN(const auto run, runnable(*current));
            was_default = run == id;
        }
        GOVERN_TRY_ASSIGN(trash, move_aside(id));
        if (auto cleared = was_default ? change_default(std::nullopt, command) : Result<void>();
            !cleared) {
            (void)m_host.files.move_folder(trash, m_layout.sdk(id));
            return Failure(std::move(cleared).error());
        }
    }
    GOVERN_TRY(remove_receipts(id));
    remove_trash(trash);
    return was_default;
}

void Store::remove_trash(const std::string& trash) {
    if (!trash.empty()) {
        // What is in use on Windows stays for the next sweep; the version is gone all the same.
        m_host.files.discard_tree(trash);
    }
}

Message home_shared_error(const std::string& home, const os::FolderAccess& access) {
    Message error(msg::home_shared);
    error.with("home", home);
    if (access.owned_by_us) {
        error.with("command", "govern --home \"" + home + "\" doctor --fix");
    } else {
        error.with("owner", access.owner);
    }
    return error;
}

Message home_read_only_error(const std::string& home, const std::string& owner) {
    Message error(msg::home_read_only);
    error.with("home", home).with("user", os::user_name());
    if (owner == os::user_name()) { // whose rights are not what is missing
        return std::move(
            error.with("reason", "its file system is read-only, or refuses it otherwise"));
    }
    return std::move(error.with("owner", owner));
}

Result<void> Store::require_writable() {
    const auto& home = m_layout.home();
    auto made = os::make_home(home);
    if (!made && !made.error().is(msg::no_permission)) {
        return made;
    }
    if (!made) {
        return Failure(home_read_only_error(home, ""));
    }
    GOVERN_TRY_ASSIGN(const auto access, os::folder_access(home));
    if (!access.writable) {
        return Failure(home_read_only_error(home, access.owner));
    }
    if (access.others_may_write) {
        return Failure(home_shared_error(home, access));
    }
    for (const auto& folder :
         {m_layout.sdks(), m_layout.receipts(), m_layout.shims(), m_layout.staging(),
          m_layout.downloads(), m_layout.state(), m_layout.locks()}) {
        GOVERN_TRY(m_host.files.make_folders(folder));
    }
    return {};
}

} // namespace govern::store
