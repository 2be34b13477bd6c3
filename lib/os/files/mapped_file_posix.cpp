#include "files/mapped_file.hpp"
#include "files/mapping_fault.hpp"
#include "files/native_posix.hpp"
#include "files/own_file_posix.hpp"
#include "system/error_posix.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace govern::os {

namespace {

class PosixMappedFile final : public MappedFile {
public:
    PosixMappedFile(std::string path, Fd fd) : m_path(std::move(path)), m_fd(std::move(fd)) {}
    ~PosixMappedFile() override { unmap(); }

    std::uint64_t length() const override {
        struct stat status{};
        return ::fstat(m_fd.get(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    }

    Result<void> set_length(std::uint64_t length) override {
        struct stat status{};
        if (::fstat(m_fd.get(), &status) == 0 && status.st_nlink > 1 &&
            length < static_cast<std::uint64_t>(status.st_size)) {
            return foreign_failure("cut", m_path, "it has a second name (hard link)");
        }
        if (const int error = length > 0 ? reserve_space(m_fd.get(), length) : 0; error != 0) {
            return file_failure("reserve " + std::to_string(length) + " bytes for", m_path, error);
        }
        if (::ftruncate(m_fd.get(), static_cast<off_t>(length)) != 0) {
            return file_failure("write", m_path, errno);
        }
        return {};
    }

    /// By a system call, not through the mapping: a full disk is then an error and no SIGBUS.
    Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) override {
        while (!bytes.empty()) {
            const auto count =
                ::pwrite(m_fd.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count < 0) {
                return file_failure("write", m_path, errno);
            }
            bytes = bytes.subspan(static_cast<std::size_t>(count));
            offset += static_cast<std::uint64_t>(count);
        }
        return {};
    }

    Result<std::span<const std::byte>> map() override {
        unmap();
        const auto size = static_cast<std::size_t>(length());
        if (size == 0) {
            return std::span<const std::byte>();
        }
        void* address = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, m_fd.get(), 0);
        if (address == MAP_FAILED) {
            return file_failure("map", m_path, errno);
        }
        m_mapping = {static_cast<std::byte*>(address), size};
        m_range = MappedRange(m_path, m_mapping);
        return std::span<const std::byte>(m_mapping);
    }

    void unmap() override {
        m_range = {};
        if (!m_mapping.empty()) {
            ::munmap(m_mapping.data(), m_mapping.size());
            m_mapping = {};
        }
    }

private:
    std::string m_path;
    Fd m_fd;
    std::span<std::byte> m_mapping;
    MappedRange m_range;
};

} // namespace

Result<std::unique_ptr<MappedFile>> open_mapped(const std::string& path, MapMode mode) {
    const int flags = mode == MapMode::read ? O_RDONLY : O_RDWR | O_CREAT;
    if (mode == MapMode::write) {
        // What is to be downloaded may be a kept archive's second name; set_length spares that.
        GOVERN_TRY_ASSIGN(auto fd, open_own(path, "open", flags, 0644, SecondName::allowed));
        return std::make_unique<PosixMappedFile>(path, std::move(fd));
    }
    Fd fd(::open(path.c_str(), flags | O_CLOEXEC));
    if (!fd) {
        return file_failure("open", path, errno);
    }
    return std::make_unique<PosixMappedFile>(path, std::move(fd));
}

} // namespace govern::os
