#include "core/provenance.hpp"

#include <algorithm>

namespace govern {

namespace {

constexpr std::array<std::string_view, 4> k_kind_words = {k_source_words[0], k_source_words[1],
                                                          "file", "adopted"};
constexpr std::array<std::string_view, 4> k_evidence_words = {"embedded-list", "log",
                                                              "official-listing", "your-sha256"};

template <class Enum, std::size_t N>
std::optional<Enum> parse(const std::array<std::string_view, N>& words, std::string_view word) {
    const auto found = std::find(words.begin(), words.end(), word);
    return found == words.end() ? std::nullopt
                                : std::optional(static_cast<Enum>(found - words.begin()));
}

} // namespace

std::string_view word_of(SourceKind kind) {
    return k_kind_words[static_cast<std::size_t>(kind)];
}

std::optional<SourceKind> parse_source_kind(std::string_view word) {
    return parse<SourceKind>(k_kind_words, word);
}

std::string_view word_of(Evidence evidence) {
    return k_evidence_words[static_cast<std::size_t>(evidence)];
}

std::optional<Evidence> parse_evidence(std::string_view word) {
    return parse<Evidence>(k_evidence_words, word);
}

} // namespace govern
