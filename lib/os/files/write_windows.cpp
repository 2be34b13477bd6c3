// Makes files: write_atomic, append, create, link_or_copy, install_program.
#include "base/path.hpp"
#include "files/account_windows.hpp"
#include "files/files_windows.hpp"
#include "files/own_file_windows.hpp"
#include "files/retry_windows.hpp"
#include "os/messages.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <array>
#include <atomic>

namespace govern::os {

namespace {

/// A file under a temporary name beside `path`; removed again unless `keep` was called.
class Temporary {
public:
    static Result<Temporary> make(const std::string& path) {
        static std::atomic<unsigned> counter = 0;
        while (true) {
            auto name = path + ".tmp-" + std::to_string(GetCurrentProcessId()) + '-' +
                        std::to_string(++counter);
            Handle file(CreateFileW(long_path(name).c_str(), GENERIC_WRITE, k_share_all, nullptr,
                                    CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr));
            if (file) {
                return Temporary(std::move(name), std::move(file));
            }
            if (GetLastError() != ERROR_FILE_EXISTS) {
                return file_failure("write", path, GetLastError());
            }
        }
    }
    Temporary(Temporary&& other) noexcept
        : m_name(std::exchange(other.m_name, {})), m_file(std::move(other.m_file)) {}
    ~Temporary() {
        m_file.close();
        if (!m_name.empty()) {
            (void)try_remove(long_path(m_name));
        }
    }

    [[nodiscard]] HANDLE file() const { return m_file.get(); }
    [[nodiscard]] const std::string& name() const { return m_name; }

    Result<void> close(const std::string& path, Durable durable) {
        if (durable == Durable::yes && FlushFileBuffers(m_file.get()) == 0) {
            return file_failure("write", path, GetLastError());
        }
        m_file.close();
        return {};
    }
    void keep() { m_name.clear(); }

private:
    Temporary(std::string name, Handle file) : m_name(std::move(name)), m_file(std::move(file)) {}
    std::string m_name;
    Handle m_file;
};

class WindowsOutFile final : public OutFile {
public:
    WindowsOutFile(std::string path, Handle file)
        : m_path(std::move(path)), m_file(std::move(file)) {}

    Result<void> write(std::span<const std::byte> bytes) override {
        const auto* data = reinterpret_cast<const char*>(bytes.data());
        const DWORD error = write_all(m_file.get(), {data, bytes.size()});
        if (error != 0) {
            return file_failure("write", m_path, error);
        }
        return {};
    }

    Result<void> finish() override {
        if (FlushFileBuffers(m_file.get()) == 0) {
            return file_failure("flush", m_path, GetLastError());
        }
        m_file.close();
        return {};
    }

private:
    std::string m_path;
    Handle m_file;
};

/// Content only: a stream that marks a file as downloaded must not travel into a shim.
Result<void> copy_content(const std::string& from, HANDLE source, const std::string& to,
                          HANDLE target) {
    std::array<char, 65536> buffer; // NOLINT: filled by ReadFile
    while (true) {
        DWORD count = 0;
        if (ReadFile(source, buffer.data(), static_cast<DWORD>(buffer.size()), &count, nullptr) ==
            0) {
            return file_failure("read", from, GetLastError());
        }
        if (count == 0) {
            return {};
        }
        if (const DWORD error = write_all(target, {buffer.data(), count}); error != 0) {
            return file_failure("write", to, error);
        }
    }
}

} // namespace

Result<void> WindowsFiles::write_atomic(const std::string& path, std::string_view content,
                                        Durable durable) {
    GOVERN_TRY_ASSIGN(auto temporary, Temporary::make(path));
    if (const DWORD error = write_all(temporary.file(), content); error != 0) {
        return file_failure("write", path, error);
    }
    GOVERN_TRY(temporary.close(path, durable));
    const auto from = long_path(temporary.name());
    const auto to = long_path(path);
    const DWORD attributes = GetFileAttributesW(to.c_str());
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
        return file_failure("write", path, ERROR_ALREADY_EXISTS);
    }
    const DWORD error = retry(Patience(m_faults.patience), long_path(path::parent(path)),
                              [&] { return try_rename(from, to); });
    if (is_transient(error) && may_change(long_path(path::parent(path)))) {
        return in_use_failure("write", path, error);
    }
    if (error != 0) {
        return file_failure("write", path, error);
    }
    temporary.keep();
    return {};
}

Result<void> WindowsFiles::append(const std::string& path, std::string_view content, Whose whose) {
    const auto wide = long_path(path);
    const bool own = whose == Whose::home;
    const DWORD rights = FILE_APPEND_DATA | SYNCHRONIZE |
                         (own ? DWORD{FILE_READ_ATTRIBUTES | READ_CONTROL} : DWORD{0});
    const DWORD flags =
        FILE_ATTRIBUTE_NORMAL | (own ? DWORD{FILE_FLAG_OPEN_REPARSE_POINT} : DWORD{0});
    Handle file;
    const DWORD error =
        retry(Patience(m_faults.patience), long_path(path::parent(path)), [&]() -> DWORD {
            file = Handle(CreateFileW(wide.c_str(), rights, k_share_all, nullptr, OPEN_ALWAYS,
                                      flags, nullptr));
            return file ? 0 : GetLastError();
        });
    if (error != 0) {
        return file_failure("write", path, error);
    }
    if (own) {
        GOVERN_TRY(require_own(file.get(), path, "write"));
        if (names_of(file.get()) > 1) {
            return foreign_failure("write", path, "it has a second name (hard link)");
        }
    }
    if (const DWORD failed = write_all(file.get(), content); failed != 0) {
        return file_failure("write", path, failed);
    }
    FlushFileBuffers(file.get()); // Needs more than the right to append on some systems.
    return {};
}

Result<std::unique_ptr<OutFile>> WindowsFiles::create(const std::string& path,
                                                      std::optional<std::uint64_t> append_at) {
    // In a folder for everybody, such as a TEMP of the whole machine, a new file inherits that too.
    const auto rights = owner_only_rights();
    SECURITY_ATTRIBUTES attributes{sizeof(attributes), rights.get(), FALSE};
    Handle file(CreateFileW(long_path(path).c_str(), GENERIC_WRITE, k_share_all,
                            rights ? &attributes : nullptr, append_at ? OPEN_EXISTING : CREATE_NEW,
                            FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file) {
        return file_failure(append_at ? "write" : "create", path, GetLastError());
    }
    if (append_at) {
        LARGE_INTEGER size{};
        if (GetFileSizeEx(file.get(), &size) == 0) {
            return file_failure("write", path, GetLastError());
        }
        if (static_cast<std::uint64_t>(size.QuadPart) < *append_at) {
            return fail(msg::file_incomplete,
                        {{"path", path}, {"at", std::to_string(size.QuadPart)}});
        }
        LARGE_INTEGER at{};
        at.QuadPart = static_cast<LONGLONG>(*append_at);
        if (SetFilePointerEx(file.get(), at, nullptr, FILE_BEGIN) == 0 ||
            SetEndOfFile(file.get()) == 0) {
            return file_failure("write", path, GetLastError());
        }
    }
    return std::make_unique<WindowsOutFile>(path, std::move(file));
}

Result<void> WindowsFiles::link_or_copy(const std::string& from, const std::string& to) {
    const auto source = long_path(from);
    const auto target = long_path(to);
    if (CreateHardLinkW(target.c_str(), source.c_str(), nullptr) != 0) {
        return {};
    }
    if (GetLastError() == ERROR_ALREADY_EXISTS) {
        return file_failure("create", to, ERROR_ALREADY_EXISTS);
    }
    if (CopyFileW(source.c_str(), target.c_str(), TRUE) == 0) {
        return file_failure("create", to, GetLastError());
    }
    return {};
}

Result<void> WindowsFiles::install_program(const std::string& from, const std::string& to) {
    const Handle source(CreateFileW(long_path(from).c_str(), GENERIC_READ, k_share_all, nullptr,
                                    OPEN_EXISTING, 0, nullptr));
    if (!source) {
        return file_failure("read", from, GetLastError());
    }
    GOVERN_TRY_ASSIGN(auto temporary, Temporary::make(to));
    GOVERN_TRY(copy_content(from, source.get(), to, temporary.file()));
    GOVERN_TRY(temporary.close(to, Durable::yes));
    GOVERN_TRY(replace_program(temporary.name(), to));
    temporary.keep();
    return {};
}

} // namespace govern::os
