// CommonCrypto is part of the system and uses the processor's instructions.
#include "crypto/sha256.hpp"

#include <CommonCrypto/CommonDigest.h>

#include <algorithm>
#include <new>

namespace govern::crypto {

struct Sha256::State {
    CC_SHA256_CTX context;
};

Sha256::State& Sha256::state() {
    return *std::launder(reinterpret_cast<State*>(m_storage.data()));
}

Sha256::Sha256() {
    static_assert(sizeof(State) <= sizeof(m_storage) && alignof(State) <= 8);
    new (m_storage.data()) State;
    CC_SHA256_Init(&state().context);
}

Sha256::~Sha256() = default;

Sha256::Sha256(Sha256&& other) noexcept : m_storage(other.m_storage) {
    CC_SHA256_Init(&other.state().context);
}

Sha256& Sha256::operator=(Sha256&& other) noexcept {
    if (this != &other) {
        m_storage = other.m_storage;
        CC_SHA256_Init(&other.state().context);
    }
    return *this;
}

void Sha256::update(std::span<const std::byte> bytes) {
    // CommonCrypto takes a 32-bit length.
    constexpr std::size_t piece = 1U << 30U;
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(piece, bytes.size()));
        CC_SHA256_Update(&state().context, part.data(), static_cast<CC_LONG>(part.size()));
        bytes = bytes.subspan(part.size());
    }
}

Sha256Digest Sha256::finish() {
    Sha256Digest digest;
    CC_SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), &state().context);
    CC_SHA256_Init(&state().context);
    return digest;
}

} // namespace govern::crypto
