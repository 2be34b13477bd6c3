// The programs that `tool` built, each in the folder of its SDK.

#include "base/path.hpp"
#include "names.hpp"
#include "store/store.hpp"

#include <algorithm>

namespace govern::store {

using Kind = os::FileInfo::Kind;

std::string Store::tool_path(const SdkId& id, std::string_view name) const {
    return path::join(m_layout.tools(id), std::string(name) + std::string(path::k_exe_suffix));
}

Result<std::vector<ToolFile>> Store::tools() const {
    std::vector<ToolFile> out;
    if (m_host.files.kind(m_layout.tools()) != Kind::directory) {
        return out;
    }
    GOVERN_TRY_ASSIGN(const auto sdks, installed());
    for (const auto& id : sdks) {
        GOVERN_TRY_ASSIGN(auto names, names_in(m_host.files, m_layout.tools(id)));
        std::sort(names.begin(), names.end());
        for (const auto& file : names) {
            if (!file.ends_with(path::k_exe_suffix)) {
                continue; // a running program that was renamed aside
            }
            auto name = file.substr(0, file.size() - path::k_exe_suffix.size());
            auto path = path::join(m_layout.tools(id), file);
            if (!is_tool_name_taken(name) && m_host.files.kind(path) == Kind::file) {
                out.push_back({id, std::move(name), std::move(path)});
            }
        }
    }
    return out;
}

Result<std::vector<SdkId>> Store::tools_without_sdk() const {
    std::vector<SdkId> out;
    if (m_host.files.kind(m_layout.tools()) != Kind::directory) {
        return out;
    }
    GOVERN_TRY_ASSIGN(const auto folders, names_in(m_host.files, m_layout.tools()));
    for (const auto& folder : folders) {
        auto id = parse_sdk_id(folder);
        if (!id || m_host.files.kind(m_layout.tools(*id)) != Kind::directory) {
            continue;
        }
        GOVERN_TRY_ASSIGN(const bool there, is_installed(*id));
        if (!there) {
            out.push_back(std::move(*id));
        }
    }
    return out;
}

Result<void> Store::publish_tool(const SdkId& id, std::string_view name, const std::string& built) {
    auto& files = m_host.files;
    const auto target = tool_path(id, name);
    // 0755 whatever the umask, and on the disk, before it gets its name.
    const auto ready = built + ".ready";
    GOVERN_TRY(files.install_program(built, ready));
    GOVERN_TRY(files.make_folders(m_layout.tools(id)));
    if (path::k_windows) { // where a running program can be renamed, and not be replaced
        GOVERN_TRY(files.remove(target));
    }
    GOVERN_TRY(files.rename(ready, target));
    return files.sync_folder(m_layout.tools(id));
}

Result<void> Store::remove_tool(const SdkId& id, std::string_view name) {
    GOVERN_TRY(m_host.files.remove(tool_path(id, name)));
    GOVERN_TRY_ASSIGN(const auto left, names_in(m_host.files, m_layout.tools(id)));
    return left.empty() ? m_host.files.remove_tree(m_layout.tools(id)) : Result<void>();
}

Result<void> Store::remove_tools(const SdkId& id) {
    const auto folder = m_layout.tools(id);
    if (m_host.files.kind(folder) != Kind::directory) {
        return {};
    }
    // What runs on Windows stays in staging for the next sweep.
    const auto trash = new_trash_path(id);
    GOVERN_TRY(m_host.files.make_folders(m_layout.staging()));
    GOVERN_TRY(m_host.files.move_folder(folder, trash));
    remove_trash(trash);
    return {};
}

} // namespace govern::store
