// The low-level functions: they bring a few kB of libcrypto into the program, need no set-up at
// start and use the same assembly as EVP, whose providers would cost most of a megabyte.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/sha256.hpp"

#include <openssl/sha.h>

#include <new>

namespace govern::crypto {

struct Sha256::State {
    SHA256_CTX context;
};

Sha256::State& Sha256::state() {
    return *std::launder(reinterpret_cast<State*>(m_storage.data()));
}

Sha256::Sha256() {
    static_assert(sizeof(State) <= sizeof(m_storage) && alignof(State) <= 8);
    new (m_storage.data()) State;
    SHA256_Init(&state().context);
}

Sha256::~Sha256() = default;

Sha256::Sha256(Sha256&& other) noexcept : m_storage(other.m_storage) {
    SHA256_Init(&other.state().context);
}

Sha256& Sha256::operator=(Sha256&& other) noexcept {
    if (this != &other) {
        m_storage = other.m_storage;
        SHA256_Init(&other.state().context);
    }
    return *this;
}

void Sha256::update(std::span<const std::byte> bytes) {
    SHA256_Update(&state().context, bytes.data(), bytes.size());
}

Sha256Digest Sha256::finish() {
    Sha256Digest digest;
    SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), &state().context);
    SHA256_Init(&state().context);
    return digest;
}

} // namespace govern::crypto
