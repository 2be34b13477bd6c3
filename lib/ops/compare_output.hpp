#pragma once

#include "ops/compare.hpp"

#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// Finds the first difference of two outputs, apart from what some expressions match.
class OutputComparer {
public:
    /// msg::compare_bad_pattern
    static Result<OutputComparer> make(const std::vector<std::string>& ignore);

    /// The lines round the first difference; nothing where there is none. `line` is of the first
    /// text, from 1.
    [[nodiscard]] std::optional<OutputDifference> compare(std::string_view first,
                                                          std::string_view second) const;

private:
    [[nodiscard]] std::string reduced(std::string_view line) const;

    std::vector<std::regex> m_ignored;
};

} // namespace govern::ops
