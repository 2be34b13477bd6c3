// The header that the linker writes, and the strings behind it. Source: cmd/link and
// debug/buildinfo of Go 1.13 to 1.27.
#include "blob.hpp"

#include <algorithm>

using namespace std::string_view_literals;

namespace govern::binary {

namespace {

constexpr auto k_magic = "\xff Go buildinf:"sv;
constexpr std::size_t k_header = 32;
constexpr std::size_t k_alignment = 16;
/// Nearly always the header comes first. All are multiples of the alignment; a header that begins
/// in the last bytes of a piece is whole in the next.
constexpr std::size_t k_first_piece = 1024;
constexpr std::size_t k_piece = 65536;
constexpr std::size_t k_overlap = k_header - k_alignment;
/// The linker puts the header first; C code that is linked in may come before it.
constexpr std::uint64_t k_searched = 256 << 20;
/// The largest programs record some hundred kilobytes.
constexpr std::uint64_t k_longest = 16 << 20;

constexpr unsigned k_flag_big_endian = 1;
constexpr unsigned k_flag_inlined = 2;

/// The first aligned place, with room for a header after it. Every program that reads build
/// information holds the same bytes too, but not aligned.
std::optional<std::size_t> find_header(std::string_view piece) {
    for (auto at = piece.find(k_magic); at != std::string_view::npos;
         at = piece.find(k_magic, at + 1)) {
        if (at % k_alignment == 0) {
            return piece.size() - at >= k_header ? std::optional(at) : std::nullopt;
        }
    }
    return std::nullopt;
}

/// The address of the header.
std::optional<std::uint64_t> search(Source& source, const Image& image) {
    const auto start = (image.data_address + k_alignment - 1) / k_alignment * k_alignment;
    const auto skipped = start - image.data_address;
    if (image.data_size <= skipped) {
        return std::nullopt;
    }
    const auto size = std::min(image.data_size - skipped, k_searched);
    std::vector<std::byte> piece;
    for (std::uint64_t at = 0; size - at >= k_header; at += piece.size() - k_overlap) {
        const auto wanted = piece.empty() ? k_first_piece : k_piece;
        piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size - at, wanted)));
        const auto got = image.read(source, start + at, piece);
        if (const auto found = find_header(as_text(piece).substr(0, got))) {
            return start + at + *found;
        }
        if (got < piece.size()) {
            break;
        }
    }
    return std::nullopt;
}

std::optional<std::string> read_text(Source& source, const Image& image, std::uint64_t address,
                                     std::uint64_t length) {
    if (length > std::min(k_longest, source.size())) {
        return std::nullopt;
    }
    std::string text(static_cast<std::size_t>(length), '\0');
    if (image.read(source, address, std::as_writable_bytes(std::span(text))) < text.size()) {
        return std::nullopt;
    }
    return text;
}

/// A length in base 128, least significant first, and that many bytes; moves `address` behind them.
std::optional<std::string> read_counted(Source& source, const Image& image,
                                        std::uint64_t& address) {
    std::byte digits[10] = {};
    const auto got = image.read(source, address, digits);
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < got; ++i) {
        const auto digit = std::to_integer<std::uint64_t>(digits[i]);
        if (i == 9 && digit > 1) {
            return std::nullopt; // more than 64 bits
        }
        length |= (digit & 0x7f) << (7 * i);
        if (digit < 0x80) {
            address += i + 1;
            auto text = read_text(source, image, address, length);
            address += length;
            return text;
        }
    }
    return std::nullopt;
}

/// The string whose address and length are at `address`; empty if they lead nowhere.
std::string read_pointed(Source& source, const Image& image, std::uint64_t address, bool wide,
                         bool big_endian) {
    const std::size_t width = wide ? 8 : 4;
    std::byte bytes[16] = {};
    const auto pair = std::span(bytes).first(2 * width);
    if (image.read(source, address, pair) < pair.size()) {
        return {};
    }
    const Fields fields(pair, big_endian);
    return read_text(source, image, fields.word(0, wide), fields.word(width, wide)).value_or("");
}

/// The text between the two 16-byte marks that go build puts around it.
std::string without_marks(std::string text) {
    if (text.size() < 33 || text[text.size() - 17] != '\n') {
        return {};
    }
    return text.substr(16, text.size() - 32);
}

} // namespace

std::optional<Blob> find_blob(Source& source, const Image& image) {
    auto address = search(source, image);
    std::byte bytes[k_header] = {};
    if (!address || image.read(source, *address, bytes) < k_header) {
        return std::nullopt;
    }
    const auto flags = std::to_integer<unsigned>(bytes[15]);
    Blob blob;
    if ((flags & k_flag_inlined) != 0) {
        blob.layout = Layout::inlined;
        *address += k_header;
        auto version = read_counted(source, image, *address);
        auto modules = version ? read_counted(source, image, *address) : std::nullopt;
        if (!modules) {
            return std::nullopt;
        }
        blob.version = std::move(*version);
        blob.modules = without_marks(std::move(*modules));
    } else {
        blob.layout = Layout::pointers;
        const auto width = std::to_integer<std::size_t>(bytes[14]);
        if (width != 4 && width != 8) {
            return std::nullopt;
        }
        const bool wide = width == 8;
        const bool big_endian = (flags & k_flag_big_endian) != 0;
        const Fields header(bytes, big_endian);
        const auto text = [&](std::size_t at) {
            return read_pointed(source, image, header.word(at, wide), wide, big_endian);
        };
        blob.version = text(16);
        blob.modules = without_marks(text(16 + width));
    }
    return blob.version.empty() ? std::nullopt : std::optional(std::move(blob));
}

} // namespace govern::binary
