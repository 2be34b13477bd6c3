#include "files/mapped_file.hpp"
#include "files/mapping_fault.hpp"
#include "files/own_file_windows.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <algorithm>

namespace govern::os {

namespace {

class WindowsMappedFile final : public MappedFile {
public:
    WindowsMappedFile(std::string path, Handle file)
        : m_path(std::move(path)), m_file(std::move(file)) {}
    ~WindowsMappedFile() override { unmap(); }

    std::uint64_t length() const override {
        LARGE_INTEGER size{};
        return GetFileSizeEx(m_file.get(), &size) != 0 ? static_cast<std::uint64_t>(size.QuadPart)
                                                       : 0;
    }

    /// NTFS reserves the clusters for the whole length at once.
    Result<void> set_length(std::uint64_t length) override {
        if (length < this->length() && names_of(m_file.get()) > 1) {
            return foreign_failure("cut", m_path, "it has a second name (hard link)");
        }
        LARGE_INTEGER end{};
        end.QuadPart = static_cast<LONGLONG>(length);
        if (SetFilePointerEx(m_file.get(), end, nullptr, FILE_BEGIN) == 0 ||
            SetEndOfFile(m_file.get()) == 0) {
            return file_failure("reserve " + std::to_string(length) + " bytes for", m_path,
                                GetLastError());
        }
        return {};
    }

    Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) override {
        constexpr std::size_t piece = 1U << 30U;
        while (!bytes.empty()) {
            OVERLAPPED place{};
            place.Offset = static_cast<DWORD>(offset & 0xFFFFFFFFU);
            place.OffsetHigh = static_cast<DWORD>(offset >> 32U);
            DWORD count = 0;
            const auto size = static_cast<DWORD>(std::min(piece, bytes.size()));
            if (WriteFile(m_file.get(), bytes.data(), size, &count, &place) == 0) {
                return file_failure("write", m_path, GetLastError());
            }
            bytes = bytes.subspan(count);
            offset += count;
        }
        return {};
    }

    Result<std::span<const std::byte>> map() override {
        unmap();
        const auto size = static_cast<std::size_t>(length());
        if (size == 0) {
            return std::span<const std::byte>();
        }
        // The view keeps the mapping object alive.
        const Handle mapping(
            CreateFileMappingW(m_file.get(), nullptr, PAGE_READONLY, 0, 0, nullptr));
        m_view = mapping ? MapViewOfFile(mapping.get(), FILE_MAP_READ, 0, 0, 0) : nullptr;
        if (m_view == nullptr) {
            return file_failure("map", m_path, GetLastError());
        }
        const std::span bytes(static_cast<const std::byte*>(m_view), size);
        m_range = MappedRange(m_path, bytes);
        return bytes;
    }

    void unmap() override {
        m_range = {};
        if (m_view != nullptr) {
            UnmapViewOfFile(m_view);
            m_view = nullptr;
        }
    }

private:
    std::string m_path;
    Handle m_file;
    void* m_view = nullptr;
    MappedRange m_range;
};

} // namespace

Result<std::unique_ptr<MappedFile>> open_mapped(const std::string& path, MapMode mode) {
    const bool read = mode == MapMode::read;
    Handle file(CreateFileW(
        long_path(path).c_str(), read ? GENERIC_READ : GENERIC_READ | GENERIC_WRITE, k_share_all,
        nullptr, read ? OPEN_EXISTING : OPEN_ALWAYS,
        FILE_ATTRIBUTE_NORMAL | (read ? DWORD{0} : DWORD{FILE_FLAG_OPEN_REPARSE_POINT}), nullptr));
    if (!file) {
        return file_failure("open", path, GetLastError());
    }
    if (!read) {
        GOVERN_TRY(require_own(file.get(), path, "open"));
    }
    return std::make_unique<WindowsMappedFile>(path, std::move(file));
}

} // namespace govern::os
