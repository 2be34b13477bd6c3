#pragma once

#include "os/files.hpp"

namespace govern::os {

/// Files by W functions; the members are spread over files_windows.cpp, write_windows.cpp,
/// move_windows.cpp, move_folder_windows.cpp, tree_windows.cpp and lock_windows.cpp.
class WindowsFiles final : public Files {
public:
    explicit WindowsFiles(FileFaults faults) : m_faults(std::move(faults)) {}

    Result<std::optional<FileInfo>> info(const std::string& path) const override;
    Result<std::string> read(const std::string& path, std::size_t max_bytes) const override;
    Result<std::vector<std::string>> list(const std::string& folder) const override;
    Result<void> write_atomic(const std::string& path, std::string_view content,
                              Durable durable) override;
    Result<void> append(const std::string& path, std::string_view content, Whose whose) override;
    Result<void> make_folders(const std::string& path) override;
    Result<void> make_private_folder(const std::string& path) override;
    Result<std::unique_ptr<OutFile>> create(const std::string& path,
                                            std::optional<std::uint64_t> append_at) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> move_folder(const std::string& from, const std::string& to) override;
    Result<void> remove(const std::string& path) override;
    Result<void> remove_tree(const std::string& path) override;
    void discard_tree(const std::string& path) override;
    Result<void> link_or_copy(const std::string& from, const std::string& to) override;
    Result<void> install_program(const std::string& from, const std::string& to) override;
    Result<std::uint64_t> free_space(const std::string& path) const override;
    Result<void> sync_folder(const std::string& folder) override;
    Result<std::string> canonical(const std::string& path) const override;
    Result<std::unique_ptr<FileLock>> lock(const std::string& path, bool wait,
                                           std::string_view holder) override;
    std::string lock_holder(const std::string& path) const override;
    [[nodiscard]] Result<FolderAccess> folder_access(const std::string& folder) const override;
    [[nodiscard]] bool starts_programs(const std::string& folder) const override;
    Result<void> make_home(const std::string& folder) override;
    Result<std::string> close_home(const std::string& folder) override;
    Result<std::vector<std::string>> close_below(const std::string& folder) override;
    Result<void> open_to_readers(const std::string& path) override;

private:
    Result<void> remove_tree_within(const std::string& path, std::chrono::milliseconds patience);
    Result<void> replace_program(const std::string& temporary, const std::string& to);

    FileFaults m_faults;
};

} // namespace govern::os
