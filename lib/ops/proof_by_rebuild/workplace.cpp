#include "proof_by_rebuild/workplace.hpp"

#include "base/path.hpp"
#include "os/locks.hpp"
#include "os/machine.hpp"
#include "store/rebuilt.hpp"

#include <utility>

namespace govern::ops {

namespace {

constexpr std::string_view k_temporary = "govern-rebuild-";
constexpr std::string_view k_lock = "lock"; ///< in a temporary folder, held while it is in use

bool is_our_own(const os::Files& files, const std::string& folder) {
    const auto access = files.folder_access(folder);
    return files.kind(folder) == os::FileInfo::Kind::directory && access && access->owned_by_us &&
           !access->others_may_write;
}

/// Removes what killed rebuilds of this account left in the temporary folder: nobody sweeps there.
void sweep(Context& context, const std::string& folder) {
    auto& files = context.host.files;
    for (const auto& name : files.list(folder).value_or(std::vector<std::string>())) {
        const auto path = path::join(folder, name);
        const auto lock_file = path::join(path, k_lock);
        if (!name.starts_with(k_temporary) || !is_our_own(files, path) || !files.kind(lock_file)) {
            continue;
        }
        auto lock = files.lock(lock_file, false, "clean-up");
        if (lock && *lock) {
            lock->reset(); // Windows removes no file that is open
            files.discard_tree(path);
        }
    }
}

} // namespace

Workplace::Workplace(Context& context, std::string path, std::unique_ptr<os::FileLock> lock,
                     std::optional<TemporaryFolder> temporary)
    : m_context(&context), m_path(std::move(path)), m_temporary(std::move(temporary)),
      m_lock(std::move(lock)) {}

Workplace::Workplace(Workplace&& other) noexcept
    : m_context(other.m_context), m_path(std::exchange(other.m_path, {})),
      m_temporary(std::move(other.m_temporary)), m_lock(std::move(other.m_lock)) {}

Workplace::~Workplace() {
    if (!m_path.empty() && in_home()) {
        (void)m_context->host.files.remove_tree(m_path);
    }
}

Result<Workplace> Workplace::make(Context& context, const SdkId& id) {
    return context.store.require_writable() ? in_staging(context, id) : in_temporary(context);
}

Result<Workplace> Workplace::in_staging(Context& context, const SdkId& id) {
    const auto name = store::rebuild_name(id);
    auto& files = context.host.files;
    GOVERN_TRY_ASSIGN(auto lock,
                      os::wait_for_lock(context.host,
                                        path::join(context.layout.locks(), name + ".lock"),
                                        toolchain_name(id.version)));
    const auto path = path::join(context.layout.staging(), name);
    GOVERN_TRY(files.remove_tree(path));
    GOVERN_TRY(files.make_folders(path));
    return Workplace(context, path, std::move(lock), std::nullopt);
}

Result<Workplace> Workplace::in_temporary(Context& context) {
    sweep(context, system_temporary_folder(context));
    GOVERN_TRY_ASSIGN(auto folder, TemporaryFolder::make(context, k_temporary));
    auto path = folder.path();
    GOVERN_TRY_ASSIGN(auto lock,
                      context.host.files.lock(path::join(path, k_lock), true,
                                              os::lock_holder_name(context.host.machine)));
    return Workplace(context, std::move(path), std::move(lock), std::move(folder));
}

} // namespace govern::ops
