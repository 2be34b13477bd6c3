#include "crypto/sha256.hpp"

#include "base/text.hpp"

#include <cstring>

namespace govern::crypto {

void Sha256::update(std::string_view bytes) {
    update(std::as_bytes(std::span(bytes.data(), bytes.size())));
}

Sha256Digest sha256(std::span<const std::byte> bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

Sha256Digest sha256(std::string_view bytes) {
    return sha256(std::as_bytes(std::span(bytes.data(), bytes.size())));
}

std::string_view as_text(const Sha256Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string hex(const Sha256Digest& digest) {
    return to_hex(as_text(digest));
}

std::optional<Sha256Digest> parse_sha256(std::string_view text) {
    const auto bytes = from_hex(text);
    Sha256Digest digest;
    if (!bytes || bytes->size() != digest.size()) {
        return std::nullopt;
    }
    std::memcpy(digest.data(), bytes->data(), digest.size());
    return digest;
}

} // namespace govern::crypto
