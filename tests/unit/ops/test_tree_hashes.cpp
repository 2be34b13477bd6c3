#include "crypto/dirhash.hpp"
#include "ops/sdk/tree_hash.hpp"
#include "support/catch.hpp"

using namespace govern;

namespace {

archive::UnpackedFile file(const std::string& name, bool written = true) {
    archive::UnpackedFile out;
    out.name = name;
    out.sha256[0] = std::byte{0x0f};
    out.written = written;
    return out;
}

std::string line(const std::string& name) {
    return "0f" + std::string(62, '0') + "  " + name + '\n';
}

} // namespace

TEST_CASE("the lines of a tree are those of its module zip, and what that leaves out is apart") {
    const auto id = *parse_sdk_id("go1.22.5.linux-amd64");
    archive::UnpackResult unpacked;
    unpacked.files = {file("src/go.mod"),       file("bin/go"),        file("go.mod"),
                      file("src/x/go.mod.txt"), file("api/go1.txt"),   file("doc/x", false),
                      file("testing/x"),        file("test/a.go"),     file(".github/a.yml"),
                      file("misc/x", false),    file("src/test/api/x")};
    const auto hashes = ops::hash_tree_lines(id, unpacked.files);
    const std::string prefix = "golang.org/toolchain@v0.0.1-go1.22.5.linux-amd64/";
    CHECK(hashes.lines == line(prefix + "_go.mod") + line(prefix + "bin/go") +
                              line(prefix + "src/_go.mod") + line(prefix + "src/test/api/x") +
                              line(prefix + "src/x/go.mod.txt") + line(prefix + "testing/x"));
    CHECK(hashes.extra == line(".github/a.yml") + line("api/go1.txt") + line("test/a.go"));
    CHECK(hashes.h1 == crypto::h1_of_lines(hashes.lines));
}
