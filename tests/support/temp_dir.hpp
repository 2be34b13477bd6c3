#pragma once

#include "base/path.hpp"
#include "os/environment.hpp"
#include "os/files.hpp"
#include "os/machine.hpp"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>

namespace govern::test {

/// A folder of a test's own, with a space and letters outside ASCII in its name; removed at the
/// end.
class TempDir {
public:
    TempDir() : m_files(os::real_files()), m_folder(make(*m_files)) {}
    ~TempDir() { (void)m_files->remove_tree(m_folder); }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    [[nodiscard]] const std::string& folder() const { return m_folder; }
    [[nodiscard]] std::string path(const std::string& name) const {
        return path::join(m_folder, name);
    }
    /// Writes a file, with the folders above it, and returns its path.
    std::string write(const std::string& name, const std::string& content) const {
        auto file = path(name);
        if (!m_files->make_folders(std::string(path::parent(file))) ||
            !m_files->write_atomic(file, content)) {
            throw std::runtime_error("cannot write " + file);
        }
        return file;
    }

private:
    static std::string make(os::Files& files) {
        static std::atomic<unsigned> counter = 0;
        const auto environment = os::process_environment();
        const auto base =
            environment.get("TMPDIR").value_or(environment.get("TEMP").value_or("/tmp"));
        auto folder =
            path::join(base, "govern t\u00ebst \u65e5\u672c " + std::to_string(os::process_id()) +
                                 '-' + std::to_string(++counter));
        if (!files.make_folders(folder)) {
            throw std::runtime_error("cannot make " + folder);
        }
        return folder;
    }

    std::unique_ptr<os::Files> m_files;
    std::string m_folder;
};

} // namespace govern::test
