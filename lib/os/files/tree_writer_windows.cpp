#include "os/tree_writer.hpp"

#include "base/path.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <algorithm>

namespace govern::os {

namespace {

// FILETIME counts 100 ns since 1601-01-01 (MS-DTYP 2.3.3).
constexpr std::int64_t k_seconds_1601_to_1970 = 11'644'473'600;

class WindowsFile final : public TreeFile {
public:
    WindowsFile(Handle file, std::string path, const NewFile& attributes)
        : m_file(std::move(file)), m_path(std::move(path)), m_attributes(attributes) {}

    Result<void> write(std::span<const std::byte> bytes) override {
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        if (const DWORD error = write_all(m_file.get(), text); error != 0) {
            return file_failure("write", m_path, error);
        }
        return {};
    }

    Result<void> finish() override {
        FILE_BASIC_INFO info{}; // zero: not changed
        info.LastWriteTime.QuadPart = (m_attributes.mtime + k_seconds_1601_to_1970) * 10'000'000;
        if (SetFileInformationByHandle(m_file.get(), FileBasicInfo, &info, sizeof info) == 0) {
            return file_failure("set the time of", m_path, GetLastError());
        }
        m_file.close();
        return {};
    }

private:
    Handle m_file;
    std::string m_path;
    NewFile m_attributes;
};

// Windows opens files by whole paths only. The long form of the folder's path is made once.
class WindowsFolder final : public TreeFolder {
public:
    WindowsFolder(std::wstring long_form, std::string path)
        : m_long(std::move(long_form)), m_path(std::move(path)) {}

    Result<void> write_file(std::string_view name, std::span<const std::byte> content,
                            const NewFile& attributes) override {
        GOVERN_TRY_ASSIGN(WindowsFile file, create(name, attributes));
        GOVERN_TRY(file.write(content));
        return file.finish();
    }

    Result<std::unique_ptr<TreeFile>> create_file(std::string_view name,
                                                  const NewFile& attributes) override {
        GOVERN_TRY_ASSIGN(WindowsFile file, create(name, attributes));
        return std::make_unique<WindowsFile>(std::move(file));
    }

private:
    Result<WindowsFile> create(std::string_view name, const NewFile& attributes) {
        const std::wstring long_form = m_long + L'\\' + to_utf16(name);
        std::string path = path::join(m_path, name);
        Handle file(CreateFileW(long_form.c_str(), GENERIC_WRITE, k_share_all, nullptr, CREATE_NEW,
                                FILE_ATTRIBUTE_NORMAL, nullptr));
        if (!file) {
            return file_failure("create", path, GetLastError());
        }
        return WindowsFile(std::move(file), std::move(path), attributes);
    }

    std::wstring m_long;
    std::string m_path;
};

class WindowsTree final : public TreeWriter {
public:
    explicit WindowsTree(std::string root) : m_root(std::move(root)), m_long(long_path(m_root)) {}

    Result<std::unique_ptr<TreeFolder>> folder(const std::string& path) override {
        std::wstring long_form = m_long;
        if (!path.empty()) {
            long_form += L'\\' + to_utf16(path);
            std::replace(long_form.begin(), long_form.end(), L'/', L'\\');
            GOVERN_TRY(make(long_form));
        }
        std::string shown = plain_path(long_form);
        return std::make_unique<WindowsFolder>(std::move(long_form), std::move(shown));
    }

    Result<void> flush() override {
        // The volume that holds the root; opening it to flush is an administrator's right.
        std::wstring volume(m_long.size() + 50, L'\0');
        if (GetVolumePathNameW(m_long.c_str(), volume.data(), static_cast<DWORD>(volume.size())) ==
            0) {
            return {};
        }
        std::wstring name(50, L'\0'); // \\?\Volume{GUID}\ and a NUL
        if (GetVolumeNameForVolumeMountPointW(volume.c_str(), name.data(),
                                              static_cast<DWORD>(name.size())) == 0) {
            return {}; // a network share, whose server decides
        }
        name.resize(wcslen(name.c_str()) -
                    1); // without `\` it is the volume, with it its root folder
        const Handle handle(CreateFileW(name.c_str(), GENERIC_WRITE,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING,
                                        0, nullptr));
        if (!handle || FlushFileBuffers(handle.get()) != 0) {
            return {};
        }
        const DWORD error = GetLastError();
        if (error == ERROR_DISK_FULL || error == ERROR_IO_DEVICE || error == ERROR_WRITE_FAULT) {
            return file_failure("flush", m_root, error);
        }
        return {};
    }

private:
    // Most parents are there already, so they are looked for only where making the folder fails.
    // Another thread may be making the same ones.
    Result<void> make(const std::wstring& long_form) {
        DWORD error = make_one(long_form);
        const auto slash = long_form.rfind(L'\\');
        if (error == ERROR_PATH_NOT_FOUND && slash > m_long.size()) {
            GOVERN_TRY(make(long_form.substr(0, slash)));
            error = make_one(long_form);
        }
        if (error == 0) {
            return {};
        }
        return file_failure("create", plain_path(long_form), error);
    }

    /// Returns 0 also if the folder exists. A file or a link in its place is not ours: it stays
    /// ERROR_ALREADY_EXISTS.
    static DWORD make_one(const std::wstring& long_form) {
        const DWORD error = CreateDirectoryW(long_form.c_str(), nullptr) != 0 ? 0 : GetLastError();
        if (error != ERROR_ALREADY_EXISTS) {
            return error;
        }
        const DWORD attributes = GetFileAttributesW(long_form.c_str());
        constexpr DWORD k_kind = FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT;
        return attributes != INVALID_FILE_ATTRIBUTES &&
                       (attributes & k_kind) == FILE_ATTRIBUTE_DIRECTORY
                   ? 0
                   : error;
    }

    std::string m_root;
    std::wstring m_long;
};

} // namespace

Result<std::unique_ptr<TreeWriter>> open_tree_writer(const std::string& root) {
    const DWORD attributes = GetFileAttributesW(long_path(root).c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        return file_failure("open", root, GetLastError());
    }
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
        return file_failure("open", root, ERROR_DIRECTORY);
    }
    return std::make_unique<WindowsTree>(root);
}

} // namespace govern::os
