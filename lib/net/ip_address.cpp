#include "ip_address.hpp"

#include "base/text.hpp"

#include <vector>

namespace govern::net {

namespace {

constexpr unsigned k_mapped_bits = 96;

bool parse_v4(std::string_view text, std::uint8_t* out) {
    const auto parts = split(text, '.');
    if (parts.size() != 4) {
        return false;
    }
    for (const auto part : parts) {
        const auto number = part.size() <= 3 ? parse_number(part) : std::nullopt;
        if (!number || *number > 255 || (part.size() > 1 && part.front() == '0')) {
            return false;
        }
        *out++ = static_cast<std::uint8_t>(*number);
    }
    return true;
}

std::optional<unsigned> parse_group(std::string_view text) {
    if (text.empty() || text.size() > 4) {
        return std::nullopt;
    }
    const auto bytes = from_hex(std::string(4 - text.size(), '0') + std::string(text));
    if (!bytes) {
        return std::nullopt;
    }
    return static_cast<unsigned>(static_cast<unsigned char>((*bytes)[0])) << 8 |
           static_cast<unsigned char>((*bytes)[1]);
}

/// One side of a `::`, as bytes. `may_end_in_v4`: only the last side may.
bool parse_groups(std::string_view text, bool may_end_in_v4, std::vector<std::uint8_t>& out) {
    if (text.empty()) {
        return true;
    }
    const auto groups = split(text, ':');
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (may_end_in_v4 && i + 1 == groups.size() && groups[i].find('.') != groups[i].npos) {
            std::uint8_t v4[4];
            if (!parse_v4(groups[i], v4)) {
                return false;
            }
            out.insert(out.end(), v4, v4 + 4);
            return true;
        }
        const auto group = parse_group(groups[i]);
        if (!group) {
            return false;
        }
        out.push_back(static_cast<std::uint8_t>(*group >> 8));
        out.push_back(static_cast<std::uint8_t>(*group & 0xff));
    }
    return true;
}

std::optional<IpAddress> parse_v6(std::string_view text) {
    const auto gap = text.find("::");
    const bool has_gap = gap != text.npos;
    std::vector<std::uint8_t> front;
    std::vector<std::uint8_t> back;
    if (!parse_groups(text.substr(0, gap), !has_gap, front) ||
        (has_gap && !parse_groups(text.substr(gap + 2), true, back))) {
        return std::nullopt;
    }
    const auto size = front.size() + back.size();
    if (has_gap ? size > 14 : size != 16) {
        return std::nullopt;
    }
    IpAddress out;
    std::copy(front.begin(), front.end(), out.bytes.begin());
    std::copy(back.rbegin(), back.rend(), out.bytes.rbegin());
    return out;
}

} // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
    if (text.find(':') != text.npos) {
        return parse_v6(text);
    }
    IpAddress out;
    out.is_v4 = true;
    out.bytes[10] = out.bytes[11] = 0xff;
    if (!parse_v4(text, out.bytes.data() + 12)) {
        return std::nullopt;
    }
    return out;
}

bool is_loopback(const IpAddress& address) {
    static const IpBlock v4{*parse_ip("127.0.0.0"), k_mapped_bits + 8};
    return contains(v4, address) || address == *parse_ip("::1");
}

std::optional<IpBlock> parse_cidr(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == text.npos) {
        return std::nullopt;
    }
    const auto address = parse_ip(text.substr(0, slash));
    const auto bits = parse_number(text.substr(slash + 1));
    if (!address || !bits || *bits > (address->is_v4 ? 32 : 128)) {
        return std::nullopt;
    }
    return IpBlock{*address, static_cast<unsigned>(*bits) + (address->is_v4 ? k_mapped_bits : 0)};
}

bool contains(const IpBlock& block, const IpAddress& address) {
    for (unsigned bit = 0; bit < block.prefix_bits; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80u >> (bit % 8));
        if ((block.address.bytes[bit / 8] & mask) != (address.bytes[bit / 8] & mask)) {
            return false;
        }
    }
    return true;
}

} // namespace govern::net
