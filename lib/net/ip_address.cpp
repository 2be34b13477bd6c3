#include "ip_address.hpp"

#include "base/text.hpp"

namespace govern::net {

namespace {

constexpr unsigned k_mapped_bits = 96;

} // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
    IpAddress out;
    out.is_v4 = text.find(':') == text.npos;
    if (out.is_v4) {
        out.bytes[10] = out.bytes[11] = 0xff;
    }
    auto* const begin = out.bytes.data() + (out.is_v4 ? k_mapped_bits / 8 : 0);
    return ip_bytes(std::string(text), out.is_v4, begin) ? std::optional(out) : std::nullopt;
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
