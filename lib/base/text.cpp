#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>

namespace govern {

std::string_view trim(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto first = text.find_first_not_of(space);
    if (first == text.npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == text.npos) {
            return parts;
        }
        text.remove_prefix(at + 1);
    }
}

std::vector<std::string_view> lines_of(std::string_view text) {
    auto parts = split(text, '\n');
    if (parts.back().empty()) {
        parts.pop_back();
    }
    for (auto& line : parts) {
        if (!line.empty() && line.back() == '\r') {
            line.remove_suffix(1);
        }
    }
    return parts;
}

namespace {
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
} // namespace

std::string to_lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string out;
    for (const auto& part : parts) {
        if (&part != &parts.front()) {
            out += separator;
        }
        out += part;
    }
    return out;
}

bool is_utf8(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned lead = byte(i);
        const std::size_t length = lead < 0x80   ? 1
                                   : lead < 0xC2 ? 0
                                   : lead < 0xE0 ? 2
                                   : lead < 0xF0 ? 3
                                   : lead < 0xF5 ? 4
                                                 : 0;
        if (length == 0 || i + length > text.size()) {
            return false;
        }
        for (std::size_t k = 1; k < length; ++k) {
            if ((byte(i + k) & 0xC0U) != 0x80) {
                return false;
            }
        }
        const unsigned second = length > 1 ? byte(i + 1) : 0;
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
            (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
            return false;
        }
        i += length;
    }
    return true;
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto value = static_cast<unsigned char>(c);
        out += digits[value >> 4U];
        out += digits[value & 15U];
    }
    return out;
}

namespace {
int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
} // namespace

namespace {

/// How many bytes at the start of `text` must not be shown; 0 for what may. Of two bytes and more
/// the last one counts: U+009B is `\x9b`.
std::size_t steering(std::string_view text, bool lines) {
    const auto c = static_cast<unsigned char>(text.front());
    const auto at = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    if ((c < 0x20 && !(lines && (c == '\n' || c == '\t'))) || c == 0x7f) {
        return 1;
    }
    if (c == 0xc2 && at(1) >= 0x80 && at(1) < 0xa0) { // U+0080 to U+009F
        return 2;
    }
    const bool general = c == 0xe2 && at(1) == 0x80 && at(2) >= 0xa8 && at(2) <= 0xae;
    const bool isolates = c == 0xe2 && at(1) == 0x81 && at(2) >= 0xa6 && at(2) <= 0xa9;
    return general || isolates ? 3 : 0; // U+2028 to U+202E, U+2066 to U+2069
}

/// True where `text` begins what a CI host reads as a command, wherever it stands in a line:
/// `##word[` (Azure Pipelines, TeamCity, the runners of GitHub), `::word…::` (GitHub, Gitea).
bool begins_command(std::string_view text) {
    const bool hashes = text.starts_with("##");
    if (!hashes && !text.starts_with("::")) {
        return false;
    }
    const auto rest = text.substr(2);
    const auto word = std::find_if_not(rest.begin(), rest.end(),
                                       [](char c) { return lower(c) >= 'a' && lower(c) <= 'z'; });
    if (hashes) {
        return word != rest.end() && *word == '[';
    }
    const auto line = rest.substr(0, rest.find('\n'));
    return word != rest.begin() && line.find("::") != line.npos;
}

} // namespace

std::string printable(std::string_view text, bool lines) {
    std::string out;
    while (!text.empty()) {
        auto hidden = steering(text, lines);
        auto shown = hidden == 0 ? std::size_t{1} : std::size_t{0};
        if (hidden == 0 && begins_command(text)) {
            hidden = 1; // its second letter
        }
        out += text.substr(0, shown);
        if (hidden != 0) {
            out += "\\x" + to_hex(text.substr(shown + hidden - 1, 1));
        }
        text.remove_prefix(shown + hidden);
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view hex) {
    if (hex.size() % 2 != 0) {
        return std::nullopt;
    }
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = hex_digit(hex[i]);
        const int low = hex_digit(hex[i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

namespace {
constexpr std::string_view k_base64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
} // namespace

std::string to_base64(std::string_view bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const auto count = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8U | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += k <= count ? k_base64[group >> (18U - 6U * k) & 63U] : '=';
        }
    }
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        std::size_t padding = 0;
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const char c = text[i + k];
            const auto value = k_base64.find(c);
            if (c == '=' && i + 4 == text.size() && k >= 2) {
                ++padding;
            } else if (value == k_base64.npos || padding > 0) {
                return std::nullopt;
            }
            group = group << 6U | (c == '=' ? 0U : static_cast<std::uint32_t>(value));
        }
        if ((padding == 1 && (group & 0xFFU) != 0) || (padding == 2 && (group & 0xFFFFU) != 0)) {
            return std::nullopt;
        }
        for (std::size_t k = 0; k + padding < 3; ++k) {
            out += static_cast<char>(group >> (16U - 8U * k) & 0xFFU);
        }
    }
    return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    std::vector<std::vector<std::size_t>> cost(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            cost[i][j] =
                std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return std::min(cost[a.size()][b.size()], limit + 1);
}

std::vector<std::string> nearest(std::string_view word,
                                 const std::vector<std::string>& candidates) {
    const std::size_t limit = word.size() <= 3 ? 1 : 2;
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const auto& candidate : candidates) {
        const auto distance = edit_distance(word, candidate, limit);
        if (distance <= limit) {
            found.emplace_back(distance, candidate);
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& x, const auto& y) { return x.first < y.first; });
    std::vector<std::string> out;
    for (auto& [distance, candidate] : found) {
        if (out.size() < 3) {
            out.push_back(std::move(candidate));
        }
    }
    return out;
}

std::optional<unsigned long long> parse_number(std::string_view digits) {
    unsigned long long value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return value;
}

std::optional<double> parse_percent(std::string_view text) {
    constexpr std::size_t k_most_digits = 11;
    const std::string digits(text.ends_with('%') ? text.substr(0, text.size() - 1) : text);
    const bool plain = !digits.empty() && digits.size() <= k_most_digits &&
                       digits.find_first_not_of("0123456789.") == digits.npos &&
                       std::count(digits.begin(), digits.end(), '.') <= 1 && digits != ".";
    constexpr double k_hundred = 100;
    return plain ? std::optional(std::strtod(digits.c_str(), nullptr) / k_hundred) : std::nullopt;
}

std::string format_bytes(unsigned long long bytes) {
    if (bytes < 1000) {
        return std::to_string(bytes) + " B";
    }
    constexpr std::array<const char*, 4> units = {"kB", "MB", "GB", "TB"};
    unsigned long long tenths = bytes / 100;
    std::size_t unit = 0;
    while (tenths >= 10000 && unit + 1 < units.size()) {
        tenths /= 1000;
        ++unit;
    }
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + ' ' + units[unit];
}

} // namespace govern
