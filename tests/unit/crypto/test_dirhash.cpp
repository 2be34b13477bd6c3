#include "crypto/dirhash.hpp"
#include "support/catch.hpp"

using namespace govern::crypto;

TEST_CASE("The lines of a dirhash are sorted bytewise and name each file's digest", "[dirhash]") {
    std::vector<HashedFile> files = {
        {"b", sha256("2")}, {"a/z", sha256("1")}, {"\xc3\xa4", sha256("")}, {"a", sha256("abc")}};
    const auto lines = hash_lines(files);
    CHECK(lines == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n"
                   "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  a/z\n"
                   "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35  b\n"
                   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  \xc3\xa4\n");
    CHECK(files.front().name == "a");
}

TEST_CASE("h1 is the base64 of the lines' own digest", "[dirhash]") {
    // The same two files by sha256sum: sha256sum abc xyz | sha256sum | xxd -r -p | base64
    std::vector<HashedFile> files = {{"xyz", sha256("data for xyz")},
                                     {"abc", sha256("data for abc")}};
    CHECK(h1_of_lines(hash_lines(files)) == "h1:EP6WfDoQTSk9klnxcjriWJOGztueJUywHNmWeq+efB8=");
    CHECK(h1_of_lines("") == "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}
