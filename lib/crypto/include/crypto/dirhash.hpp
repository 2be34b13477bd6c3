#pragma once

#include "crypto/sha256.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace govern::crypto {

/// One line of a dirhash: a file's name as hashed (`golang.org/toolchain@V/bin/go`) and its
/// SHA-256.
struct HashedFile {
    std::string name;
    Sha256Digest digest;
};

/// The lines of dirhash.Hash1 (golang.org/x/mod/sumdb/dirhash), sorted bytewise by whole name:
/// `hex  name\n` each. Sorts `files` in place.
[[nodiscard]] std::string hash_lines(std::vector<HashedFile>& files);

/// `h1:` and the standard base64 of the lines' own SHA-256.
[[nodiscard]] std::string h1_of_lines(std::string_view lines);

} // namespace govern::crypto
