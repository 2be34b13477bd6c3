#include "crypto/ed25519.hpp"

#include "base/text.hpp"
#include "support/catch.hpp"

#include <string>

using namespace govern;

namespace {

struct Vector {
    const char* key;
    const char* message;
    const char* signature;
};

// RFC 8032, section 7.1: TEST 1, 2 and 3.
const Vector k_vectors[] = {
    {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "46b"
     "d25bf5f0595bbe24655141438e7a100b"},
    {"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"},
    {"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "659"
     "4a7c15e9716ed28dc027beceea1ec40a"},
};

} // namespace

TEST_CASE("Ed25519 accepts the signatures of RFC 8032 and nothing else", "[ed25519]") {
    for (const auto& vector : k_vectors) {
        const auto key = *from_hex(vector.key);
        const auto message = *from_hex(vector.message);
        auto signature = *from_hex(vector.signature);
        CHECK(crypto::ed25519_verify(key, message, signature));
        CHECK_FALSE(crypto::ed25519_verify(key, message + "x", signature));
        CHECK_FALSE(crypto::ed25519_verify(key.substr(1), message, signature));
        CHECK_FALSE(crypto::ed25519_verify(key, message, signature.substr(1)));
        CHECK_FALSE(crypto::ed25519_verify(key, message, ""));
        signature[5] = static_cast<char>(signature[5] ^ 1);
        CHECK_FALSE(crypto::ed25519_verify(key, message, signature));
    }
    CHECK_FALSE(
        crypto::ed25519_verify(*from_hex(k_vectors[0].key), "", *from_hex(k_vectors[1].signature)));
}
