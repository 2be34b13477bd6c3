#pragma once

#include "resolve/arena.hpp"

#include <string_view>

namespace govern::resolve {

std::string_view compose_all(Arena& arena, const char* pattern,
                             const std::string_view* const* parts);

/// The pattern with its `*` replaced by the parts, in order, and each `/` by the system's separator
/// (none if one is there already); NUL-terminated. `compose(arena, "*/sdks/go*", home,
/// version)`.
template <typename... Parts>
[[nodiscard]] std::string_view compose(Arena& arena, const char* pattern, const Parts&... parts) {
    const std::string_view* const all[] = {&parts..., nullptr};
    return compose_all(arena, pattern, all);
}

/// The folder that a path lies in; empty for a root.
[[nodiscard]] std::string_view parent(const std::string_view& path);

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
    [[nodiscard]] std::string_view file(const char* name);

private:
    char* m_buffer = nullptr;
    std::size_t m_size = 0;
    bool m_valid = false;
};

} // namespace govern::resolve
