#include "base/messages/store.hpp"
#include "os/machine.hpp"
#include "os/path.hpp"
#include "store/store.hpp"

#include <algorithm>
#include <cstdint>

namespace govern::store {

namespace {

std::string exe(std::string_view name) {
    return std::string(name) + std::string(os::k_exe_suffix);
}

/// Reading more than this at each start is felt: govern itself is taken by its size and time.
constexpr std::uint64_t k_small = 256 * 1024;

/// True where `copy` is already what copying `original` would make of it. A shim's bytes are
/// compared: two releases may be equally long, and an older one's copy may be the younger file.
bool is_current(os::Files& files, const std::string& original, const std::string& copy) {
    const auto from = files.info(original);
    const auto to = files.info(copy);
    if (!from || !*from || !to || !*to || (*to)->kind != os::FileInfo::Kind::file ||
        (*from)->size != (*to)->size || !(*to)->executable) {
        return false;
    }
    if ((*to)->size > k_small) {
        return (*to)->mtime_ns >= (*from)->mtime_ns;
    }
    const auto size = static_cast<std::size_t>((*to)->size);
    const auto wanted = files.read(original, size);
    const auto present = files.read(copy, size);
    return wanted && present && *wanted == *present;
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

Result<std::vector<Store::ShimCopy>> Store::wanted_shims(const std::string& program) {
    auto& files = m_host.files;
    const auto shims = m_layout.shims();
    const auto own_folder = os::parent(program);
    // The copy of govern in a home's shims/ has no govern-shim beside it: there, `go` is that
    // program.
    auto shim_program = os::join(own_folder, exe("govern-shim"));
    GOVERN_TRY_ASSIGN(const auto beside, files.info(shim_program));
    if (!beside) {
        const Layout own_home{std::string(os::parent(own_folder))};
        const auto in_shims = os::join(own_folder, exe("go"));
        GOVERN_TRY_ASSIGN(const auto present, files.info(in_shims));
        GOVERN_TRY_ASSIGN(const auto sdks_there, files.info(own_home.sdks()));
        if (!present || !sdks_there || !os::same_path(own_folder, own_home.shims())) {
            return fail(msg::shim_program_missing, {{"path", shim_program}});
        }
        shim_program = in_shims;
    }
    GOVERN_TRY_ASSIGN(const auto sdks, installed());
    std::vector<ShimCopy> wanted = {
        {shim_program, exe("go")}, {shim_program, exe("gofmt")}, {program, exe("govern")}};
    for (const auto& id : sdks) {
        wanted.push_back({shim_program, exe(toolchain_name(id.version))});
    }
    std::erase_if(wanted, [&](const ShimCopy& copy) {
        const auto target = os::join(shims, copy.name);
        return os::same_path(copy.from, target) || is_current(files, copy.from, target);
    });
    return wanted;
}

Result<std::vector<std::string>> Store::missing_shims(const std::string& program) {
    GOVERN_TRY_ASSIGN(const auto wanted, wanted_shims(program));
    std::vector<std::string> names;
    for (const auto& copy : wanted) {
        names.push_back(copy.name);
    }
    return names;
}

Result<std::vector<std::string>> Store::stale_shims() {
    GOVERN_TRY_ASSIGN(const auto sdks, installed());
    const auto present = m_host.files.list(m_layout.shims());
    std::vector<std::string> stale;
    for (const auto& name : present ? *present : std::vector<std::string>{}) {
        const auto version = version_of_shim(name);
        if (version && std::none_of(sdks.begin(), sdks.end(), [&](const SdkId& id) {
                return id.version.text() == version->text();
            })) {
            stale.push_back(name);
        }
    }
    return stale;
}

Result<void> Store::heal_shims(const std::string& program) {
    // Nothing to do is the usual case, and must be quick and need no lock.
    GOVERN_TRY_ASSIGN(auto missing, wanted_shims(program));
    GOVERN_TRY_ASSIGN(auto stale, stale_shims());
    if (missing.empty() && stale.empty()) {
        return {};
    }
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    GOVERN_TRY(m_host.files.make_folders(m_layout.shims()));
    // Decided under the lock once more: another process may have changed what is installed.
    GOVERN_TRY_ASSIGN(missing, wanted_shims(program));
    GOVERN_TRY_ASSIGN(stale, stale_shims());
    for (const auto& copy : missing) {
        GOVERN_TRY(m_host.files.install_program(copy.from, os::join(m_layout.shims(), copy.name)));
    }
    for (const auto& name : stale) {
        GOVERN_TRY(m_host.files.remove(os::join(m_layout.shims(), name)));
    }
    return {};
}

} // namespace govern::store
