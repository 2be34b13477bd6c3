#include "resolve/arena.hpp"

#include <cstring>

namespace govern::resolve {

std::string_view Arena::join(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const auto& part : parts) {
        size += part.size();
    }
    char* const out = take(size + 1);
    if (out == nullptr) {
        return {"", 0};
    }
    char* at = out;
    for (const auto& part : parts) {
        if (!part.empty()) {
            std::memcpy(at, part.data(), part.size());
            at += part.size();
        }
    }
    *at = '\0';
    return {out, size};
}

std::string_view Arena::copy(const std::string_view& text) {
    return join({text});
}

char* Arena::take(std::size_t size) {
    if (size > k_size - m_used) {
        m_full = true;
        return nullptr;
    }
    char* const out = m_bytes + m_used;
    m_used += size;
    return out;
}

} // namespace govern::resolve
