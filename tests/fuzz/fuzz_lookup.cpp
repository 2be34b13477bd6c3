// Answers of /lookup/, and the records in them.
#include "trust/lookup.hpp"

#include <cstdlib>

using namespace govern;
using namespace govern::trust;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto key =
        parse_verifier_key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
    static const auto sdk = *parse_sdk_id("go1.22.5.linux-amd64");
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (const auto lookup = parse_lookup(text, sdk, *key, "fuzz");
        lookup && lookup->record >= lookup->head.size) {
        std::abort();
    }
    // Past the signature, which mutations never have.
    const auto line = text.find('\n');
    const auto h1 = record_h1(text.substr(line == text.npos ? 0 : line + 1, 300), sdk, "fuzz");
    if (h1 && (h1->size() != 47 || text.find(*h1) == text.npos)) {
        std::abort();
    }
    return 0;
}
