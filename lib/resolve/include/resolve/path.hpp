#pragma once

#include "resolve/arena.hpp"

#include <string_view>

namespace govern::resolve {

/// `folder` + separator + `name`, NUL-terminated.
[[nodiscard]] std::string_view path_join(Arena& arena, const std::string_view& folder,
                                         const std::string_view& name);

/// `path` made absolute against `folder`, without `.`, `..` and doubled separators (as text).
[[nodiscard]] std::string_view path_clean(Arena& arena, const std::string_view& folder,
                                          const std::string_view& path);

/// The folders from an absolute one up to its root, and the files in them.
class Upwards {
public:
    Upwards(Arena& arena, const std::string_view& folder);
    /// False above the root, and at once for an empty folder.
    [[nodiscard]] bool valid() const { return m_valid; }
    void ascend();
    [[nodiscard]] std::string_view folder() const { return {m_buffer, m_size}; }
    /// The path of a file in the current folder, NUL-terminated, valid until the next call. `name`
    /// has at most 30 bytes.
    [[nodiscard]] std::string_view file(const std::string_view& name);

private:
    char* m_buffer = nullptr;
    std::size_t m_size = 0;
    bool m_valid = false;
};

} // namespace govern::resolve
