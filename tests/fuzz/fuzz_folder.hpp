#pragma once

// A folder for targets that read files, made in the one for temporary files and removed at the end.
// Nothing is flushed: nothing here has to survive anything.

#include "support/test_host.hpp"

#include <cstdint>
#include <span>

namespace govern::test {

class FuzzFolder {
public:
    /// Writes the input as a file of this name; its path.
    std::string write(const std::string& name, const std::uint8_t* data, std::size_t size) {
        remove(name);
        auto path = m_host.path(name);
        const auto file = m_host.files->create(path);
        if (!file || !(*file)->write(std::as_bytes(std::span(data, size)))) {
            throw std::runtime_error("cannot write " + path);
        }
        return path;
    }
    void remove(const std::string& name) { (void)m_host.files->remove(m_host.path(name)); }

    [[nodiscard]] os::Host& host() { return m_host.host; }
    [[nodiscard]] const std::string& path() const { return m_host.folder; }

private:
    TestHost m_host;
};

} // namespace govern::test
