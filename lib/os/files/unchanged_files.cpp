#include "os/unchanged_files.hpp"

#include "os/messages.hpp"

namespace govern::os {

namespace {

class NoLock final : public FileLock {};

class UnchangedFiles final : public Files {
public:
    explicit UnchangedFiles(Files& files) : m_files(files) {}

    Result<std::optional<FileInfo>> info(const std::string& path) const override {
        return m_files.info(path);
    }
    Result<std::string> read(const std::string& path, std::size_t max_bytes) const override {
        return m_files.read(path, max_bytes);
    }
    Result<std::vector<std::string>> list(const std::string& folder) const override {
        return m_files.list(folder);
    }
    Result<std::uint64_t> free_space(const std::string& path) const override {
        return m_files.free_space(path);
    }
    Result<std::string> canonical(const std::string& path) const override {
        return m_files.canonical(path);
    }
    std::string lock_holder(const std::string& path) const override {
        return m_files.lock_holder(path);
    }
    Result<FolderAccess> folder_access(const std::string& folder) const override {
        return m_files.folder_access(folder);
    }
    bool starts_programs(const std::string& folder) const override {
        return m_files.starts_programs(folder);
    }

    Result<std::unique_ptr<FileLock>> lock(const std::string& path, bool wait,
                                           std::string_view holder) override {
        if (m_files.kind(path)) {
            return m_files.lock(path, wait, holder);
        }
        return std::unique_ptr<FileLock>(std::make_unique<NoLock>());
    }

    Result<void> write_atomic(const std::string& path, std::string_view /*content*/,
                              Durable /*durable*/) override {
        return refusal("write", path);
    }
    Result<void> append(const std::string& path, std::string_view /*content*/,
                        Whose /*whose*/) override {
        return refusal("write", path);
    }
    Result<void> make_folders(const std::string& path) override {
        return is_folder(path) ? Result<void>() : refusal("make the folder", path);
    }
    Result<void> make_private_folder(const std::string& path) override {
        return refusal("make the folder", path);
    }
    Result<std::unique_ptr<OutFile>> create(const std::string& path,
                                            std::optional<std::uint64_t> /*append_at*/) override {
        return refusal("write", path);
    }
    Result<void> rename(const std::string& from, const std::string& /*to*/) override {
        return refusal("rename", from);
    }
    Result<void> move_folder(const std::string& from, const std::string& /*to*/) override {
        return refusal("rename", from);
    }
    Result<void> remove(const std::string& path) override { return without(path); }
    Result<void> remove_tree(const std::string& path) override { return without(path); }
    void discard_tree(const std::string& /*path*/) override {}
    Result<void> link_or_copy(const std::string& /*from*/, const std::string& to) override {
        return refusal("create", to);
    }
    Result<void> install_program(const std::string& /*from*/, const std::string& to) override {
        return refusal("write", to);
    }
    Result<void> sync_folder(const std::string& /*folder*/) override { return {}; }
    Result<void> make_home(const std::string& folder) override { return make_folders(folder); }
    Result<std::string> close_home(const std::string& folder) override {
        return refusal("set the rights of", folder);
    }
    Result<std::vector<std::string>> close_below(const std::string& folder) override {
        return refusal("set the rights of", folder);
    }
    Result<void> open_to_readers(const std::string& path) override {
        return refusal("set the rights of", path);
    }

private:
    static Failure refusal(std::string_view action, const std::string& path) {
        return fail(msg::no_permission, {{"action", std::string(action)},
                                         {"path", path},
                                         {"reason", "this run only looks: it changes nothing"}});
    }
    [[nodiscard]] bool is_folder(const std::string& path) const {
        const auto real = m_files.canonical(path);
        return real && m_files.kind(*real) == FileInfo::Kind::directory;
    }
    [[nodiscard]] Result<void> without(const std::string& path) const {
        return m_files.kind(path) ? refusal("remove", path) : Result<void>();
    }

    Files& m_files;
};

} // namespace

std::unique_ptr<Files> unchanged_files(Files& files) {
    return std::make_unique<UnchangedFiles>(files);
}

} // namespace govern::os
