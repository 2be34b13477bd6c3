#include "store/store.hpp"

#include "base/path.hpp"
#include "names.hpp"
#include "os/locks.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"
#include "store/messages.hpp"
#include "store/rebuilt.hpp"

#include <algorithm>

namespace govern::store {

namespace {

constexpr std::size_t k_max_receipt = 256 * 1024;

/// Files that are replaced together, and come back together. A kill leaves names for the sweep.
class Replacement {
public:
    /// `texts`: path and content; one without content is removed.
    Replacement(os::Files& files, std::vector<std::pair<std::string, std::string>> texts)
        : m_files(files), m_texts(std::move(texts)) {}
    ~Replacement() {
        for (const auto& [path, text] : m_texts) {
            (void)m_files.remove(prepared(path));
            (void)m_files.remove(former(path));
        }
    }
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;
    Replacement(Replacement&&) = delete;
    Replacement& operator=(Replacement&&) = delete;

    /// The slow steps: changes nothing yet.
    Result<void> prepare() {
        for (const auto& [path, text] : m_texts) {
            GOVERN_TRY(text.empty() ? Result<void>() : m_files.write_atomic(prepared(path), text));
            GOVERN_TRY(m_files.remove(former(path)));
            GOVERN_TRY_ASSIGN(const auto there, m_files.info(path));
            GOVERN_TRY(there ? m_files.link_or_copy(path, former(path)) : Result<void>());
        }
        return {};
    }
    Result<void> apply() {
        for (const auto& [path, text] : m_texts) {
            GOVERN_TRY(text.empty() ? m_files.remove(path) : m_files.rename(prepared(path), path));
        }
        return {};
    }
    Result<void> put_back() {
        for (const auto& [path, text] : m_texts) {
            GOVERN_TRY(m_files.kind(former(path)) ? m_files.rename(former(path), path)
                                                  : m_files.remove(path));
        }
        return {};
    }

private:
    static std::string prepared(const std::string& path) {
        return path + std::string(k_temporary) + "publish";
    }
    static std::string former(const std::string& path) {
        return path + std::string(k_temporary) + "former";
    }

    os::Files& m_files;
    std::vector<std::pair<std::string, std::string>> m_texts;
};

} // namespace

Result<std::vector<SdkId>> Store::installed() const {
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

Result<std::vector<std::string>> Store::unknown_folders() const {
    GOVERN_TRY_ASSIGN(const auto known, installed());
    GOVERN_TRY_ASSIGN(auto folders, names_in(m_host.files, m_layout.sdks()));
    std::erase_if(folders, [&](const std::string& folder) {
        return std::any_of(known.begin(), known.end(),
                           [&](const SdkId& id) { return id.text() == folder; });
    });
    std::sort(folders.begin(), folders.end());
    return folders;
}

/// The entry as the shims see it: an SDK may be on another disk, behind a link.
Result<std::optional<os::FileInfo>> Store::followed(const std::string& path) const {
    GOVERN_TRY_ASSIGN(const auto info, m_host.files.info(path));
    if (!info || info->kind != os::FileInfo::Kind::link) {
        return info;
    }
    const auto target = m_host.files.canonical(path);
    return target ? m_host.files.info(*target) : std::nullopt;
}

Result<bool> Store::is_installed(const SdkId& id) const {
    GOVERN_TRY_ASSIGN(const auto receipt, m_host.files.info(m_layout.receipt(id)));
    if (!receipt) {
        return false;
    }
    GOVERN_TRY_ASSIGN(const auto folder, followed(m_layout.sdk(id)));
    return folder && folder->kind == os::FileInfo::Kind::directory;
}

Result<bool> Store::has_go(const SdkId& id) const {
    GOVERN_TRY_ASSIGN(const bool present, is_installed(id));
    if (!present) {
        return false;
    }
    GOVERN_TRY_ASSIGN(const auto go, followed(m_layout.sdk_go(id)));
    return go && go->kind == os::FileInfo::Kind::file;
}

Result<Receipt> Store::receipt(const SdkId& id) const {
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

Result<std::optional<SdkId>> Store::runnable(const Version& version) const {
    std::optional<SdkId> broken;
    for (const auto& platform : runnable_platforms(m_host.machine.platform())) {
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
    const auto path = path::join(m_layout.locks(), id.text() + ".lock");
    return os::wait_for_lock(m_host, path, toolchain_name(id.version));
}

std::string Store::staging_path(const SdkId& id, std::string_view suffix) const {
    return path::join(m_layout.staging(), id.text() + std::string(suffix));
}

Result<std::string> Store::fresh_staging(const SdkId& id) {
    const auto path = staging_path(id, "");
    // Also the entries that a killed run moved aside: the holder of this SDK's lock owns all of it.
    GOVERN_TRY_ASSIGN(const auto names, names_in(m_host.files, m_layout.staging()));
    for (const auto& name : names) {
        if (name.starts_with(id.text() + ".trash-")) {
            remove_trash(path::join(m_layout.staging(), name));
        }
    }
    GOVERN_TRY(m_host.files.remove_tree(path));
    GOVERN_TRY(m_host.files.make_folders(path));
    return path;
}

std::string Store::new_trash_path(const SdkId& id) const {
    return staging_path(id, ".trash-" + std::to_string(m_host.machine.process_id()) + '-' +
                                std::to_string(m_host.clock.steady().time_since_epoch().count()));
}

Result<std::string> Store::move_aside(const SdkId& id) {
    const auto path = m_layout.sdk(id);
    GOVERN_TRY_ASSIGN(const auto there, m_host.files.info(path));
    if (!there) {
        return std::string();
    }
    const auto trash = new_trash_path(id);
    const auto moved = m_host.files.move_folder(path, trash);
    if (moved) {
        return trash;
    }
    if (!moved.error().is(msg::other_volume)) {
        return Failure(moved.error());
    }
    // A folder of a container image's lower layer, or of another volume: without its receipts it
    // counts for nobody, and goes where it is.
    GOVERN_TRY(remove_receipts(id));
    GOVERN_TRY(m_host.files.remove_tree(path));
    return std::string();
}

Result<std::string> Store::kept_path(const SdkId& id) const {
    for (int number = 1;; ++number) {
        auto path = m_layout.sdk(id) + ".kept-" + std::to_string(number);
        GOVERN_TRY_ASSIGN(const auto there, m_host.files.info(path));
        if (!there) {
            return path;
        }
    }
}

Result<void> Store::publish(const Receipt& receipt, const std::string& hash_lines,
                            const std::string& extra_lines, const std::string& staged,
                            const std::string& sizes) {
    auto& files = m_host.files;
    const auto& id = receipt.id;
    Replacement texts(files, {{m_layout.hash_lines(id), hash_lines},
                              {m_layout.extra_lines(id), extra_lines},
                              {m_layout.sizes(id), sizes},
                              {rebuilt_file(m_layout, id), ""}, // it was of the old files
                              {m_layout.receipt(id), to_json(receipt)}});
    std::string trash;
    // A folder counts only while its receipt exists. So the old receipt goes only if its folder is
    // replaced, and the new receipt comes before the new folder. The old SDK is away for a few
    // renames only: every slow step comes before.
    const auto done = [&]() -> Result<void> {
        GOVERN_TRY(texts.prepare());
        GOVERN_TRY_ASSIGN(const auto receipted, files.info(m_layout.receipt(id)));
        GOVERN_TRY_ASSIGN(const auto in_the_way, files.info(m_layout.sdk(id)));
        if (in_the_way && !receipted) { // No kill of ours leaves one: it is somebody's.
            GOVERN_TRY_ASSIGN(const auto kept, kept_path(id));
            GOVERN_TRY(files.move_folder(m_layout.sdk(id), kept));
            m_host.reporter.warn(
                Message(msg::kept_aside).with("path", m_layout.sdk(id)).with("kept", kept));
        }
        GOVERN_TRY_ASSIGN(trash, move_aside(id));
        GOVERN_TRY(texts.apply());
        if (trash.empty()) {
            GOVERN_TRY(files.sync_folder(m_layout.receipts()));
        }
        return files.rename(staged, m_layout.sdk(id));
    }();
    if (!done) {
        if (!trash.empty() && texts.put_back() && files.move_folder(trash, m_layout.sdk(id))) {
            trash.clear();
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
    GOVERN_TRY(m_host.files.remove(m_layout.sizes(id)));
    GOVERN_TRY(m_host.files.remove(rebuilt_file(m_layout, id)));
    return m_host.files.remove(m_layout.extra_lines(id));
}

Result<DefaultChange> Store::remove(const SdkId& id, const ChangeNote& note,
                                    const std::function<Result<void>()>& allowed) {
    std::string trash;
    DefaultChange change;
    {
        GOVERN_TRY_ASSIGN(const auto lock, state_lock());
        GOVERN_TRY(allowed());
        GOVERN_TRY_ASSIGN(const auto current, default_version());
        change.before = current;
        change.after = current;
        change.from = current ? spec_name(*current) : "";
        bool was_default = false;
        if (current && *current == id.version) {
            GOVERN_TRY_ASSIGN(const auto run, runnable(*current));
            was_default = run == id;
        }
        GOVERN_TRY_ASSIGN(trash, move_aside(id));
        if (was_default) {
            auto cleared = change_default(std::nullopt, note);
            if (!cleared) {
                if (!trash.empty()) {
                    (void)m_host.files.move_folder(trash, m_layout.sdk(id));
                }
                return Failure(std::move(cleared).error());
            }
            change = *cleared;
        }
    }
    GOVERN_TRY(remove_receipts(id));
    remove_trash(trash);
    GOVERN_TRY(remove_tools(id));
    return change;
}

void Store::remove_trash(const std::string& trash) {
    if (!trash.empty()) {
        // What is in use on Windows stays for the next sweep; the version is gone all the same.
        m_host.files.discard_tree(trash);
    }
}

Result<void> Store::require_one_volume(const SdkId& id) {
    auto& files = m_host.files;
    const auto from = staging_path(id, ".trash-probe");
    const auto to = path::join(m_layout.sdks(), id.text() + std::string(k_temporary) + "probe");
    GOVERN_TRY(files.write_atomic(from, "", os::Durable::no));
    const auto renamed = files.rename(from, to);
    GOVERN_TRY(files.remove(renamed ? to : from));
    if (!renamed && renamed.error().is(msg::other_volume)) {
        return fail(msg::places_apart, {{"from", m_layout.staging()}, {"to", m_layout.sdks()}});
    }
    return renamed;
}

} // namespace govern::store
