#include "base/messages/store.hpp"
#include "os/machine.hpp"
#include "os/path.hpp"
#include "store/store.hpp"

#include <algorithm>

namespace govern::store {

namespace {

std::string exe(std::string_view name) { return std::string(name) + std::string(os::k_exe_suffix); }

/// True where `copy` is already what copying `original` would make of it.
bool is_current(os::Files& files, const std::string& original, const std::string& copy) {
    const auto from = files.info(original);
    const auto to = files.info(copy);
    return from && *from && to && *to && (*to)->kind == os::FileInfo::Kind::file &&
           (*from)->size == (*to)->size && (*to)->mtime_ns >= (*from)->mtime_ns && (*to)->executable;
}

/// `go1.22.5` for `go1.22.5` or `go1.22.5.exe`; nothing for go, gofmt, govern and others.
std::optional<Version> version_of_shim(const std::string& file_name) {
    const auto stem = file_name.substr(0, file_name.size() - os::k_exe_suffix.size());
    Version version;
    if (exe(stem) != file_name || stem.size() < 3 || stem.substr(0, 2) != "go" ||
        !Version::parse(stem.substr(2), version) || toolchain_name(version) != stem) {
        return std::nullopt;
    }
    return version;
}

} // namespace

Result<void> Store::heal_shims(const std::string& program) {
    auto& files = m_host.files;
    const auto shims = m_layout.shims();
    const auto own_folder = os::parent(program);
    // The copy of govern in shims/ has no govern-shim beside it: there, `go` is that program.
    auto shim_program = os::join(own_folder, exe("govern-shim"));
    GOVERN_TRY_ASSIGN(const auto beside, files.info(shim_program));
    if (!beside) {
        const auto in_home = os::join(shims, exe("go"));
        GOVERN_TRY_ASSIGN(const auto present, files.info(in_home));
        if (!present || !os::same_path(own_folder, shims)) {
            return fail(msg::shim_program_missing, {{"path", shim_program}});
        }
        shim_program = in_home;
    }
    GOVERN_TRY_ASSIGN(const auto sdks, installed());
    std::vector<std::pair<std::string, std::string>> wanted = {
        {shim_program, exe("go")}, {shim_program, exe("gofmt")}, {program, exe("govern")}};
    for (const auto& id : sdks) {
        wanted.emplace_back(shim_program, exe(toolchain_name(id.version)));
    }
    const auto missing = [&](const auto& pair) {
        const auto target = os::join(shims, pair.second);
        return !os::same_path(pair.first, target) && !is_current(files, pair.first, target);
    };
    auto present = files.list(shims);
    std::vector<std::string> stale;
    for (const auto& name : present ? *present : std::vector<std::string>{}) {
        const auto version = version_of_shim(name);
        if (version && std::none_of(sdks.begin(), sdks.end(), [&](const SdkId& id) {
                return id.version.text() == version->text();
            })) {
            stale.push_back(name);
        }
    }
    // Nothing to do is the usual case, and must be quick and need no lock.
    if (stale.empty() && std::none_of(wanted.begin(), wanted.end(), missing)) {
        return {};
    }
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    GOVERN_TRY(files.make_folders(shims));
    for (const auto& pair : wanted) {
        if (missing(pair)) {
            GOVERN_TRY(files.install_program(pair.first, os::join(shims, pair.second)));
        }
    }
    for (const auto& name : stale) {
        // Decided under the lock once more: another process may have installed it meanwhile.
        const auto version = version_of_shim(name);
        GOVERN_TRY_ASSIGN(const auto now, installed());
        if (std::none_of(now.begin(), now.end(), [&](const SdkId& id) { return id.version == *version; })) {
            GOVERN_TRY(files.remove(os::join(shims, name)));
        }
    }
    return {};
}

} // namespace govern::store
