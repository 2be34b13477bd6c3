#include "compare_output.hpp"

#include "base/text.hpp"
#include "ops/messages.hpp"

#include <algorithm>

namespace govern::ops {

std::vector<std::string> default_ignored_output() {
    return {R"(\bgo1\.[0-9]+(\.[0-9]+)?((alpha|beta|rc)[0-9]+)?)",
            R"(\b([0-9]+(\.[0-9]+)?(ns|us|µs|ms|m|h|s))+\b)", R"(\(cached\))", R"(\b0x[0-9a-f]+\b)",
            R"(\bgo-build[0-9]+)"};
}

Result<OutputComparer> OutputComparer::make(const std::vector<std::string>& ignore) {
    OutputComparer out;
    auto all = default_ignored_output();
    all.insert(all.end(), ignore.begin(), ignore.end());
    for (const auto& text : all) {
        try {
            out.m_ignored.emplace_back(text, std::regex::ECMAScript | std::regex::optimize);
        } catch (const std::regex_error& error) {
            return fail(msg::compare_bad_pattern, {{"pattern", text}, {"why", error.what()}});
        }
    }
    return out;
}

/// A line of that many letters is compared as it is: std::regex uses the stack for each letter.
std::string OutputComparer::reduced(std::string_view line) const {
    constexpr std::size_t k_longest = 2000;
    std::string out(line);
    for (const auto& expression : m_ignored) {
        if (out.size() > k_longest) {
            break;
        }
        try {
            out = std::regex_replace(out, expression, "…");
        } catch (const std::regex_error&) {
            break; // too much work for this line
        }
    }
    return out;
}

std::optional<OutputDifference> OutputComparer::compare(std::string_view first,
                                                        std::string_view second) const {
    constexpr std::size_t k_around = 3;
    if (first == second) {
        return std::nullopt;
    }
    const auto ours = lines_of(first);
    const auto theirs = lines_of(second);
    const auto most = std::max(ours.size(), theirs.size());
    const auto equal = [&](std::size_t i) {
        return i < ours.size() && i < theirs.size() &&
               (ours[i] == theirs[i] || reduced(ours[i]) == reduced(theirs[i]));
    };
    std::size_t at = 0;
    while (at < most && equal(at)) {
        ++at;
    }
    if (at == most) {
        return std::nullopt; // only ends of lines, or what is ignored
    }
    OutputDifference out;
    out.line = at + 1;
    const auto add = [&out](char mark, std::string_view line) {
        out.lines.push_back(mark + std::string(line));
    };
    for (auto i = at - std::min(at, k_around); i < at; ++i) {
        add(' ', ours[i]);
    }
    if (at < ours.size()) {
        add('-', ours[at]);
    }
    if (at < theirs.size()) {
        add('+', theirs[at]);
    }
    for (auto i = at + 1; i < std::min(at + 1 + k_around, most); ++i) {
        if (equal(i)) {
            add(' ', ours[i]);
            continue;
        }
        if (i < ours.size()) {
            add('-', ours[i]);
        }
        if (i < theirs.size()) {
            add('+', theirs[i]);
        }
    }
    return out;
}

} // namespace govern::ops
