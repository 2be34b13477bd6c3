#include "crypto/sha256.hpp"

#include <windows.h>

#include <bcrypt.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

namespace govern::crypto {

struct Sha256::State {
    BCRYPT_HASH_HANDLE hash;
};

namespace {

/// Ends the program if CNG failed: memory is out or Windows itself is broken. No caller may ever
/// see a digest that was not computed.
void require(NTSTATUS status) {
    if (!BCRYPT_SUCCESS(status)) {
        std::abort();
    }
}

BCRYPT_ALG_HANDLE provider() {
    static const BCRYPT_ALG_HANDLE handle = [] {
        BCRYPT_ALG_HANDLE opened = nullptr;
        require(BCryptOpenAlgorithmProvider(&opened, BCRYPT_SHA256_ALGORITHM, nullptr,
                                            BCRYPT_HASH_REUSABLE_FLAG));
        return opened;
    }();
    return handle;
}

BCRYPT_HASH_HANDLE new_hash() {
    BCRYPT_HASH_HANDLE hash = nullptr;
    require(BCryptCreateHash(provider(), &hash, nullptr, 0, nullptr, 0, BCRYPT_HASH_REUSABLE_FLAG));
    return hash;
}

} // namespace

Sha256::State& Sha256::state() {
    return *std::launder(reinterpret_cast<State*>(m_storage.data()));
}

Sha256::Sha256() {
    new (m_storage.data()) State{new_hash()};
}

Sha256::~Sha256() {
    BCryptDestroyHash(state().hash);
}

Sha256::Sha256(Sha256&& other) noexcept {
    new (m_storage.data()) State{std::exchange(other.state().hash, new_hash())};
}

Sha256& Sha256::operator=(Sha256&& other) noexcept {
    if (this != &other) {
        BCryptDestroyHash(state().hash);
        state().hash = std::exchange(other.state().hash, new_hash());
    }
    return *this;
}

void Sha256::update(std::span<const std::byte> bytes) {
    // CNG takes a 32-bit length and, though it only reads, a pointer to non-const.
    constexpr std::size_t piece = 1U << 30U;
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(piece, bytes.size()));
        auto* data = const_cast<PUCHAR>(reinterpret_cast<const UCHAR*>(part.data()));
        require(BCryptHashData(state().hash, data, static_cast<ULONG>(part.size()), 0));
        bytes = bytes.subspan(part.size());
    }
}

Sha256Digest Sha256::finish() {
    Sha256Digest digest;
    require(BCryptFinishHash(state().hash, reinterpret_cast<PUCHAR>(digest.data()),
                             static_cast<ULONG>(digest.size()), 0));
    return digest;
}

} // namespace govern::crypto
