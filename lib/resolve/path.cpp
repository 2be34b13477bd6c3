#include "resolve/path.hpp"

#include "resolve/native.hpp"

#include <cstring>

namespace govern::resolve {

namespace {
bool ends_in_separator(const std::string_view& path) {
    return !path.empty() && native::is_separator(path.back());
}
} // namespace

std::string_view path_join(Arena& arena, const std::string_view& folder,
                           const std::string_view& name) {
    if (ends_in_separator(folder)) {
        return arena.join({folder, name});
    }
    return arena.join({folder, {&native::k_separator, 1}, name});
}

std::string_view path_clean(Arena& arena, const std::string_view& folder,
                            const std::string_view& path) {
    const auto whole = native::is_absolute(path) ? path : path_join(arena, folder, path);
    const auto root = native::root_length(whole);
    char* const out = arena.take(whole.size() + 1);
    if (out == nullptr || root == 0) {
        return {};
    }
    std::memcpy(out, whole.data(), root);
    std::size_t used = root;
    for (std::size_t at = root; at < whole.size();) {
        std::size_t end = at;
        while (end < whole.size() && !native::is_separator(whole[end])) {
            end++;
        }
        const std::string_view part(whole.data() + at, end - at);
        at = end + 1;
        if (part == "..") {
            const auto shorter = native::parent_length({out, used});
            used = shorter == 0 ? used : shorter;
        } else if (!part.empty() && part != ".") {
            if (used > root || !ends_in_separator({out, used})) {
                out[used++] = native::k_separator;
            }
            std::memcpy(out + used, part.data(), part.size());
            used += part.size();
        }
    }
    out[used] = '\0';
    return {out, used};
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

std::string_view Upwards::file(const std::string_view& name) {
    std::size_t at = m_size;
    if (!ends_in_separator(folder())) {
        m_buffer[at++] = native::k_separator;
    }
    std::memcpy(m_buffer + at, name.data(), name.size());
    at += name.size();
    m_buffer[at] = '\0';
    return {m_buffer, at};
}

} // namespace govern::resolve
