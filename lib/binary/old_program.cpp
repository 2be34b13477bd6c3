#include "old_program.hpp"

#include <algorithm>

using namespace std::string_view_literals;

namespace govern::binary {

namespace {

/// cmd/go looks for the build ID in the same place.
constexpr std::size_t k_id_range = 32768;
constexpr std::size_t k_piece = 65536;
/// Of all segments together.
constexpr std::uint64_t k_searched = 64 << 20;
constexpr std::size_t k_max_candidates = 4096;
/// How many headers that lead to a candidate are followed.
constexpr std::size_t k_max_tries = 4096;
constexpr std::size_t k_longest_version = 32;

/// `go1.12.17`, `go1.4`, `go1.10rc1`: any text may follow in the file, so only the string's header
/// tells its length.
bool is_version(std::string_view text) {
    return text.starts_with("go1") && text.find_first_not_of("go1234567890.betarc") == text.npos;
}

/// Calls `look(address, bytes)` for pieces of every segment that overlap by `overlap` bytes.
template <typename Look>
void for_each_piece(Source& source, const Image& image, std::size_t overlap, Look look) {
    std::vector<std::byte> piece(k_piece);
    auto left = k_searched;
    for (const auto& segment : image.segments) {
        for (std::uint64_t at = 0; at < segment.size && left != 0;) {
            const auto wanted = std::min({segment.size - at, left, std::uint64_t(k_piece)});
            const auto got = source.read(segment.file_offset + at,
                                         std::span(piece).first(static_cast<std::size_t>(wanted)));
            left -= got;
            look(segment.address + at, std::span<const std::byte>(piece).first(got));
            if (got < k_piece) {
                break;
            }
            at += got - overlap;
        }
    }
}

std::vector<std::uint64_t> addresses_of_versions(Source& source, const Image& image) {
    constexpr auto k_start = "go1."sv;
    std::vector<std::uint64_t> found;
    for_each_piece(source, image, k_start.size() - 1,
                   [&](std::uint64_t address, std::span<const std::byte> bytes) {
                       const auto text = as_text(bytes);
                       for (auto at = text.find(k_start);
                            at != text.npos && found.size() < k_max_candidates;
                            at = text.find(k_start, at + 1)) {
                           found.push_back(address + at);
                       }
                   });
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

bool has_go_build_id(Source& source) {
    std::vector<std::byte> bytes(k_id_range);
    const auto start = as_text(bytes).substr(0, source.read(0, bytes));
    // ELF has a note of it: the owner's name and the kind of note.
    return start.find("\xff Go build ID: \""sv) != start.npos ||
           start.find("\x04\0\0\0Go\0\0"sv) != start.npos ||
           start.find("\0\0\0\x04Go\0\0"sv) != start.npos;
}

std::string find_old_version(Source& source, const Image& image) {
    const auto addresses = addresses_of_versions(source, image);
    if (addresses.empty()) {
        return {};
    }
    const std::size_t width = image.wide ? 8 : 4;
    std::string version;
    std::size_t tries = 0;
    for_each_piece(
        source, image, 2 * width, [&](std::uint64_t address, std::span<const std::byte> bytes) {
            const Fields fields(bytes, image.big_endian);
            const auto skipped = (width - address % width) % width;
            for (auto at = static_cast<std::size_t>(skipped);
                 at + 2 * width <= bytes.size() && version.empty() && tries != k_max_tries;
                 at += width) {
                const auto length = fields.word(at + width, image.wide);
                const auto target = fields.word(at, image.wide);
                if (length < 4 || length > k_longest_version ||
                    !std::binary_search(addresses.begin(), addresses.end(), target)) {
                    continue;
                }
                ++tries;
                std::string text(static_cast<std::size_t>(length), '\0');
                const auto got =
                    image.read(source, target, std::as_writable_bytes(std::span(text)));
                if (got == length && is_version(text)) {
                    version = text;
                }
            }
        });
    return version;
}

} // namespace govern::binary
