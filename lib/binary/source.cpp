#include "source.hpp"

#include <algorithm>

namespace govern::binary {

std::uint64_t Fields::number(std::size_t at, std::size_t length) const {
    if (at + length > m_bytes.size()) {
        return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i) {
        const auto from = m_big_endian ? at + i : at + length - 1 - i;
        value = value << 8 | std::to_integer<std::uint64_t>(m_bytes[from]);
    }
    return value;
}

std::uint16_t Fields::u16(std::size_t at) const {
    return static_cast<std::uint16_t>(number(at, 2));
}

std::uint32_t Fields::u32(std::size_t at) const {
    return static_cast<std::uint32_t>(number(at, 4));
}

std::uint64_t Fields::u64(std::size_t at) const {
    return number(at, 8);
}

std::string_view Fields::text(std::size_t at, std::size_t length) const {
    if (at + length > m_bytes.size()) {
        return {};
    }
    const auto all = as_text(m_bytes.subspan(at, length));
    return all.substr(0, all.find('\0'));
}

void Source::narrow(std::uint64_t offset, std::uint64_t length) {
    const auto skipped = std::min(offset, m_length);
    m_start += skipped;
    m_length = std::min(length, m_length - skipped);
    m_window.clear();
}

std::size_t Source::read(std::uint64_t offset, std::span<std::byte> out) {
    if (m_error || offset >= m_length) {
        return 0;
    }
    const auto wanted = std::min<std::uint64_t>(out.size(), m_length - offset);
    const auto got = m_file.read(m_start + offset, out.first(static_cast<std::size_t>(wanted)));
    if (!got) {
        m_error = got.error();
        return 0;
    }
    return *got;
}

std::optional<std::span<const std::byte>> Source::view(std::uint64_t offset, std::size_t length) {
    if (length > k_window || offset >= m_length || length > m_length - offset) {
        if (length <= k_window && length <= ~offset) {
            m_missed = std::max(m_missed, offset + length);
        }
        return std::nullopt;
    }
    if (offset < m_window_offset || offset - m_window_offset > m_window.size() ||
        m_window.size() - (offset - m_window_offset) < length) {
        m_window.resize(k_window);
        m_window_offset = offset;
        m_window.resize(read(offset, m_window));
        if (m_window.size() < length) {
            return std::nullopt;
        }
    }
    const auto at = static_cast<std::size_t>(offset - m_window_offset);
    return std::span<const std::byte>(m_window).subspan(at, length);
}

std::optional<Fields> Source::fields(std::uint64_t offset, std::size_t length, bool big_endian) {
    const auto bytes = view(offset, length);
    if (!bytes) {
        return std::nullopt;
    }
    return Fields(*bytes, big_endian);
}

std::string Source::text(std::uint64_t offset, std::size_t length) {
    std::string out(length, '\0');
    const std::span<char> place(out);
    out.resize(read(offset, std::as_writable_bytes(place)));
    return out.substr(0, out.find('\0'));
}

} // namespace govern::binary
