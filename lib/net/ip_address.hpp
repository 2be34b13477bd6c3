#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace govern::net {

/// An IPv4 or IPv6 address; IPv4 as its IPv6-mapped form (RFC 4291 §2.5.5.2), so that both
/// spellings are equal.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    bool is_v4 = false;
    friend bool operator==(const IpAddress& a, const IpAddress& b) { return a.bytes == b.bytes; }
};

/// Dotted decimal without leading zeros, or IPv6 text (without brackets and zone).
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);
[[nodiscard]] bool is_loopback(const IpAddress& address);

struct IpBlock {
    IpAddress address;
    unsigned prefix_bits = 128; ///< of the 16 bytes
};
/// `10.0.0.0/8`, `fd00::/8`.
[[nodiscard]] std::optional<IpBlock> parse_cidr(std::string_view text);
[[nodiscard]] bool contains(const IpBlock& block, const IpAddress& address);

/// The system's own parser: the 4 or 16 bytes of an address in network order.
[[nodiscard]] bool ip_bytes(const std::string& text, bool v4, std::uint8_t* bytes);

} // namespace govern::net
