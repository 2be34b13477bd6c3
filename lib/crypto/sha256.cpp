#include "crypto/sha256.hpp"

#include "base/text.hpp"

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

} // namespace govern::crypto
