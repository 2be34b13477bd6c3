#include "crypto/ed25519.hpp"

#include <sodium/crypto_sign.h>

namespace govern::crypto {

bool ed25519_verify(std::string_view public_key, std::string_view message,
                    std::string_view signature) {
    if (public_key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES) {
        return false;
    }
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<const unsigned char*>(text.data());
    };
    return crypto_sign_verify_detached(bytes(signature), bytes(message), message.size(),
                                       bytes(public_key)) == 0;
}

} // namespace govern::crypto
