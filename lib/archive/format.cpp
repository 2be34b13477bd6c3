#include "archive/unpack.hpp"
#include "fault.hpp"
#include "tar_header.hpp"

#include <array>

namespace govern::archive {

namespace {

struct Signature {
    std::string_view bytes;
    Format format;
};

using namespace std::string_view_literals;
// RFC 1952, APPNOTE 4.3.7 and (an empty one) 4.3.16, the .xz format 2.1.1.1, RFC 8878 3.1.1, bzip2.
constexpr std::array<Signature, 6> k_signatures{{
    {"\x1f\x8b"sv, Format::tar_gz},
    {"PK\x03\x04"sv, Format::zip},
    {"PK\x05\x06"sv, Format::zip},
    {"\xfd"
     "7zXZ\0"sv,
     Format::tar_xz},
    {"\x28\xb5\x2f\xfd"sv, Format::tar_zst},
    {"BZh"sv, Format::tar_bz2},
}};

} // namespace

Result<Format> format_of(os::GrowingFile& archive, const std::string& what) {
    GOVERN_TRY_ASSIGN(const auto begin, archive.view(0, k_tar_block));
    const std::string_view text(reinterpret_cast<const char*>(begin.data()), begin.size());
    for (const auto& signature : k_signatures) {
        if (text.starts_with(signature.bytes)) {
            return signature.format;
        }
    }
    if (parse_tar_header(begin)) {
        return Format::tar;
    }
    return Faults(what).damaged({}, "its content is neither a zip nor a tar, plain or in gzip, xz, "
                                    "zstd or bzip2");
}

} // namespace govern::archive
