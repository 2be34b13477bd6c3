// Signed notes and verifier keys.
#include "trust/note.hpp"

#include <cstdlib>

using namespace govern::trust;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto key =
        parse_verifier_key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto head = open_tree_head(text, *key, "fuzz");
    // Nobody but the database can sign; its own recorded heads are in the corpus.
    if (head && (head->note != text || head->size < 28'000'000)) {
        std::abort();
    }
    if (const auto other = parse_verifier_key(text); other && other->public_key.size() != 32) {
        std::abort();
    }
    return 0;
}
