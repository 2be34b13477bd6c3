#pragma once

#include "ops/context.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace govern::ops {

/// The system's folder for temporary files, which the environment names; absolute.
[[nodiscard]] std::string system_temporary_folder(Context& context);

/// A new folder below the system's temporary folder, which this account alone may enter; removed
/// with all in it.
class TemporaryFolder {
public:
    /// `name`: what its name begins with.
    static Result<TemporaryFolder> make(Context& context, std::string_view name);
    TemporaryFolder(TemporaryFolder&& other) noexcept
        : m_context(other.m_context), m_path(std::exchange(other.m_path, {})),
          m_keep(other.m_keep) {}
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    [[nodiscard]] const std::string& path() const { return m_path; }
    /// Leaves it where it is: what it holds is nowhere else.
    void keep() { m_keep = true; }

private:
    TemporaryFolder(Context& context, std::string path)
        : m_context(&context), m_path(std::move(path)) {}
    Context* m_context;
    std::string m_path;
    bool m_keep = false;
};

} // namespace govern::ops
