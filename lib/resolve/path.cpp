#include "resolve/path.hpp"

#include "resolve/native.hpp"

#include <cstring>

namespace govern::resolve {

namespace {
bool ends_in_separator(const std::string_view& path) {
    return !path.empty() && native::is_separator(path.back());
}
} // namespace

std::string_view compose_all(Arena& arena, const char* pattern,
                             const std::string_view* const* parts) {
    std::size_t room = std::strlen(pattern) + 1;
    for (const auto* const* part = parts; *part != nullptr; part++) {
        room += (*part)->size();
    }
    const auto mark = arena.mark();
    char* const out = arena.take(room);
    if (out == nullptr) {
        return {"", 0};
    }
    std::size_t size = 0;
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '*') {
            const auto& part = **parts++;
            for (const char c : part) {
                out[size++] = c;
            }
        } else if (*pattern != '/') {
            out[size++] = *pattern;
        } else if (!ends_in_separator({out, size})) {
            out[size++] = native::k_separator;
        }
    }
    out[size] = '\0';
    arena.rewind(mark + size + 1);
    return {out, size};
}

std::string_view parent(const std::string_view& path) {
    return {path.data(), native::parent_length(path)};
}

std::string_view path_clean(Arena& arena, const std::string_view& folder,
                            const std::string_view& path) {
    return native::clean(native::is_rooted(path) ? path : compose(arena, "*/*", folder, path),
                         arena);
}

Upwards::Upwards(Arena& arena, const std::string_view& folder) {
    m_buffer = folder.empty() ? nullptr : arena.take(folder.size() + 32);
    if (m_buffer != nullptr) {
        std::memcpy(m_buffer, folder.data(), folder.size());
        m_size = folder.size();
        m_valid = true;
    }
}

void Upwards::ascend() {
    m_size = native::parent_length(folder());
    m_valid = m_size != 0;
}

std::string_view Upwards::file(const char* name) {
    std::size_t at = m_size;
    if (!ends_in_separator(folder())) {
        m_buffer[at++] = native::k_separator;
    }
    while (*name != '\0') {
        m_buffer[at++] = *name++;
    }
    m_buffer[at] = '\0';
    return {m_buffer, at};
}

} // namespace govern::resolve
