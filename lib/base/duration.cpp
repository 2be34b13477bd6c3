#include "base/duration.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace govern {

namespace {

// A longer name stands before the one that it begins with.
constexpr std::array<std::pair<std::string_view, double>, 8> k_units = {{
    {"ms", 1},
    {"us", 1e-3},
    {"\u00b5s", 1e-3},
    {"\u03bcs", 1e-3},
    {"ns", 1e-6},
    {"h", 3'600'000},
    {"m", 60'000},
    {"s", 1000},
}};
constexpr double k_most = 3.6e10; ///< ms

/// The number that `text` begins with, taken from it; negative where there is none.
double take_number(std::string_view& text) {
    const auto length = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto digits = text.substr(0, length);
    text.remove_prefix(length);
    const auto point = digits.find('.');
    const auto whole = digits.substr(0, point);
    const auto rest = point == digits.npos ? std::string_view() : digits.substr(point + 1);
    const auto number = [](std::string_view part) {
        return part.empty() ? std::optional(0ULL) : parse_number(part);
    };
    const auto before = number(whole);
    const auto after = number(rest.substr(0, 15));
    if ((whole.empty() && rest.empty()) || !before || !after || rest.find('.') != rest.npos) {
        return -1;
    }
    double scale = 1;
    for (std::size_t i = 0; i < std::min<std::size_t>(rest.size(), 15); ++i) {
        scale *= 10;
    }
    return static_cast<double>(*before) + static_cast<double>(*after) / scale;
}

} // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    if (text == "0") {
        return std::chrono::milliseconds(0);
    }
    double sum = 0;
    bool any = false;
    while (!text.empty()) {
        const double number = take_number(text);
        const auto* const unit =
            std::find_if(k_units.begin(), k_units.end(),
                         [&](const auto& known) { return text.starts_with(known.first); });
        if (number < 0 || unit == k_units.end()) {
            return std::nullopt;
        }
        text.remove_prefix(unit->first.size());
        sum += number * unit->second;
        any = true;
    }
    return any && sum <= k_most ? std::optional(std::chrono::milliseconds(
                                      static_cast<std::chrono::milliseconds::rep>(sum)))
                                : std::nullopt;
}

} // namespace govern
