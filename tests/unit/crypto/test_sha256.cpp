#include "crypto/sha256.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <utility>

using namespace govern::crypto;

TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples", "[sha256]") {
    CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(hex(sha256(std::string(1'000'000, 'a'))) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not depend on how the bytes come", "[sha256]") {
    std::string text;
    for (unsigned i = 0; i < 3000; ++i) {
        text += static_cast<char>(i * 7);
    }
    const auto expected = sha256(text);
    for (const std::size_t piece : {1U, 55U, 56U, 63U, 64U, 65U, 1000U}) {
        Sha256 hash;
        for (std::size_t at = 0; at < text.size(); at += piece) {
            hash.update(std::string_view(text).substr(at, piece));
        }
        CHECK(hash.finish() == expected);
    }
}

TEST_CASE("A SHA-256 object is as new after finish and after it was moved from", "[sha256]") {
    Sha256 hash;
    hash.update("something");
    (void)hash.finish();
    hash.update("abc");
    Sha256 taken = std::move(hash);
    hash.update("abc");
    CHECK(taken.finish() == sha256("abc"));
    CHECK(hash.finish() == sha256("abc"));
    Sha256 assigned;
    assigned.update("gone");
    hash.update("ab");
    assigned = std::move(hash);
    assigned.update("c");
    CHECK(assigned.finish() == sha256("abc"));
}

TEST_CASE("A digest as text is its 32 bytes", "[sha256]") {
    const auto digest = sha256("abc");
    CHECK(as_text(digest).size() == 32);
    CHECK(as_text(digest).substr(0, 2) == "\xba\x78");
}
