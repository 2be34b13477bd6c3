#include "os/range_file.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <algorithm>

namespace govern::os {

namespace {

class WindowsRangeFile final : public RangeFile {
public:
    WindowsRangeFile(std::string path, Handle file, std::uint64_t size)
        : m_path(std::move(path)), m_file(std::move(file)), m_size(size) {}

    std::uint64_t size() const override { return m_size; }

    Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
        constexpr std::size_t piece = 1U << 30U;
        std::size_t done = 0;
        while (done < out.size()) {
            OVERLAPPED place{};
            place.Offset = static_cast<DWORD>((offset + done) & 0xFFFFFFFFU);
            place.OffsetHigh = static_cast<DWORD>((offset + done) >> 32U);
            DWORD count = 0;
            const auto wanted = static_cast<DWORD>(std::min(piece, out.size() - done));
            if (ReadFile(m_file.get(), out.data() + done, wanted, &count, &place) == 0) {
                if (GetLastError() == ERROR_HANDLE_EOF) {
                    break;
                }
                return file_failure("read", m_path, GetLastError());
            }
            if (count == 0) {
                break;
            }
            done += count;
        }
        return done;
    }

private:
    std::string m_path;
    Handle m_file;
    std::uint64_t m_size;
};

} // namespace

Result<std::unique_ptr<RangeFile>> open_range_file(const std::string& path) {
    Handle file(CreateFileW(long_path(path).c_str(), GENERIC_READ, k_share_all, nullptr,
                            OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file) {
        return file_failure("open", path, GetLastError());
    }
    LARGE_INTEGER size{};
    if (GetFileType(file.get()) != FILE_TYPE_DISK || GetFileSizeEx(file.get(), &size) == 0) {
        return nullptr;
    }
    return std::make_unique<WindowsRangeFile>(path, std::move(file),
                                              static_cast<std::uint64_t>(size.QuadPart));
}

} // namespace govern::os
