#pragma once

#include "archive/tar_writer.hpp"
#include "ops/context.hpp"
#include "os/user_file.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace govern::ops {

/// A tar on disk, which gets its name once it is complete, or one that goes into a stream.
class TarFile {
public:
    [[nodiscard]] static Result<std::unique_ptr<TarFile>> begin(Context& context,
                                                                const os::UserTarget& target);
    ~TarFile();
    TarFile(const TarFile&) = delete;
    TarFile& operator=(const TarFile&) = delete;

    [[nodiscard]] Result<void> add(const std::string& name, std::string_view content);
    [[nodiscard]] Result<void> add_file(const std::string& name, const std::string& path);
    /// The size in bytes.
    [[nodiscard]] Result<std::uint64_t> finish();

private:
    TarFile(Context& context, std::string path, std::string unfinished,
            std::unique_ptr<os::OutFile> file);

    Context& m_context;
    std::string m_path;
    std::string m_unfinished; ///< empty: written into what is there
    std::unique_ptr<os::OutFile> m_file;
    std::uint64_t m_size = 0;
    archive::TarWriter m_writer;
};

} // namespace govern::ops
