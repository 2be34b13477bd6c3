#include "base/path.hpp"
#include "base/text.hpp"
#include "names.hpp"
#include "os/machine.hpp"
#include "store/home_of_shims.hpp"
#include "store/messages.hpp"
#include "store/store.hpp"

#include <algorithm>
#include <set>

namespace govern::store {

namespace {

std::string exe(std::string_view name) {
    return std::string(name) + std::string(path::k_exe_suffix);
}

/// True if `copy` is already what copying `original` would make of it. Bytes are compared: two
/// releases may be equally long, and the copy of the older one may be the younger file, as a
/// package's files have the time of their commit.
bool is_current(os::Files& files, const std::string& original, const std::string& copy) {
    const auto from = files.info(original);
    const auto to = files.info(copy);
    if (!from || !*from || !to || !*to || (*to)->kind != os::FileInfo::Kind::file ||
        (*from)->size != (*to)->size || !(*to)->executable) {
        return false;
    }
    const auto size = static_cast<std::size_t>((*to)->size);
    const auto wanted = files.read(original, size);
    const auto present = files.read(copy, size);
    return wanted && present && *wanted == *present;
}

/// `go1.22.5` for `go1.22.5` or `go1.22.5.exe`; nothing for go, gofmt, govern and others.
std::optional<Version> version_of_shim(const std::string& file_name) {
    const auto stem = file_name.substr(0, file_name.size() - path::k_exe_suffix.size());
    Version version;
    if (exe(stem) != file_name || stem.size() < 3 || stem.substr(0, 2) != "go" ||
        !Version::parse(stem.substr(2), version) || toolchain_name(version) != stem) {
        return std::nullopt;
    }
    return version;
}

/// A file that was made of the same program as the shim `go` beside it.
bool is_copy_of_shim(os::Files& files, const std::string& shims, const std::string& file_name) {
    const auto shim = path::join(shims, exe("go"));
    return file_name.ends_with(path::k_exe_suffix) &&
           is_current(files, shim, path::join(shims, file_name));
}

} // namespace

bool Store::is_tool_name_taken(std::string_view name) {
    const auto lower = to_lower(name);
    // govern-shim stands beside the shims where an installer put both programs there.
    return lower == "go" || lower == "gofmt" || lower == "govern" || lower == "govern-shim" ||
           version_of_shim(exe(lower)) || lower.find(k_temporary) != lower.npos ||
           lower.ends_with(".exe") || !path::is_safe_name(name);
}

Result<std::vector<Store::ShimCopy>> Store::wanted_shims(const std::string& program) const {
    auto& files = m_host.files;
    const auto shims = m_layout.shims();
    const auto own_folder = path::parent(program);
    // The copy of govern in a home's shims/ has no govern-shim beside it: there, `go` is that
    // program.
    auto shim_program = path::join(own_folder, exe("govern-shim"));
    GOVERN_TRY_ASSIGN(const auto beside, files.info(shim_program));
    if (!beside) {
        const auto in_shims = path::join(own_folder, exe("go"));
        GOVERN_TRY_ASSIGN(const auto present, files.info(in_shims));
        if (!present || !home_of_shims(files, own_folder)) {
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
    GOVERN_TRY_ASSIGN(const auto all_tools, tools());
    std::set<std::string> names;
    for (const auto& tool : all_tools) {
        names.insert(tool.name);
    }
    for (const auto& name : names) {
        wanted.push_back({shim_program, exe(name)});
    }
    std::erase_if(wanted, [&](const ShimCopy& copy) {
        const auto target = path::join(shims, copy.name);
        return path::same_path(copy.from, target) || is_current(files, copy.from, target);
    });
    return wanted;
}

Result<std::vector<std::string>> Store::missing_shims(const std::string& program) const {
    GOVERN_TRY_ASSIGN(const auto wanted, wanted_shims(program));
    std::vector<std::string> names;
    for (const auto& copy : wanted) {
        names.push_back(copy.name);
    }
    return names;
}

Result<std::vector<std::string>> Store::stale_shims() const {
    GOVERN_TRY_ASSIGN(const auto sdks, installed());
    const auto present = m_host.files.list(m_layout.shims());
    GOVERN_TRY_ASSIGN(const auto all_tools, tools());
    std::vector<std::string> stale;
    for (const auto& name : present ? *present : std::vector<std::string>{}) {
        const auto version = version_of_shim(name);
        const bool is_old = version && std::none_of(sdks.begin(), sdks.end(), [&](const SdkId& id) {
                                return id.version.text() == version->text();
                            });
        const auto stem = name.substr(0, name.size() - path::k_exe_suffix.size());
        const bool has_tool = std::any_of(all_tools.begin(), all_tools.end(),
                                          [&](const ToolFile& tool) { return tool.name == stem; });
        if (is_old || (!has_tool && !is_tool_name_taken(stem) &&
                       is_copy_of_shim(m_host.files, m_layout.shims(), name))) {
            stale.push_back(name);
        }
    }
    return stale;
}

Result<void> Store::heal_shims(const std::string& program) {
    // Usually there is nothing to do: this must be quick and need no lock.
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
        GOVERN_TRY(
            m_host.files.install_program(copy.from, path::join(m_layout.shims(), copy.name)));
    }
    for (const auto& name : stale) {
        GOVERN_TRY(m_host.files.remove(path::join(m_layout.shims(), name)));
    }
    return {};
}

} // namespace govern::store
