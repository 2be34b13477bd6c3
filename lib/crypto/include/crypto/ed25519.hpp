#pragma once

#include <string_view>

namespace govern::crypto {

/// True if `signature` (64 bytes) by `public_key` (32 bytes) over `message` is valid (RFC 8032,
/// libsodium's strict check). False for other lengths.
[[nodiscard]] bool ed25519_verify(std::string_view public_key, std::string_view message,
                                  std::string_view signature);

} // namespace govern::crypto
