#include "project/go_flags.hpp"

#include "go_flags_table.hpp"

#include <algorithm>
#include <array>

namespace govern::project {

namespace {

/// What a flag of `go build` takes.
enum class Takes { boolean, boolean_or_auto, number, mode, compiler, cover_mode, text, nothing };

/// From the line on whose `go build` looks at the value in GOFLAGS; each was held against real Gos
/// from 1.13 to 1.26.
struct Rule {
    std::string_view name;
    int since;
    Takes takes;
};
constexpr std::array k_rules = {
    Rule{"C", 21, Takes::nothing},
    Rule{"a", 13, Takes::boolean},
    Rule{"asan", 18, Takes::boolean},
    Rule{"asmflags", 13, Takes::text},
    Rule{"buildmode", 13, Takes::mode},
    Rule{"buildvcs", 18, Takes::boolean_or_auto},
    Rule{"compiler", 13, Takes::compiler},
    Rule{"cover", 20, Takes::boolean},
    Rule{"covermode", 20, Takes::cover_mode},
    Rule{"coverpkg", 20, Takes::text},
    Rule{"gccgoflags", 13, Takes::text},
    Rule{"gcflags", 13, Takes::text},
    Rule{"installsuffix", 13, Takes::text},
    Rule{"ldflags", 13, Takes::text},
    Rule{"linkshared", 13, Takes::boolean},
    Rule{"mod", 13, Takes::text},
    Rule{"modcacherw", 14, Takes::boolean},
    Rule{"modfile", 14, Takes::text},
    Rule{"msan", 13, Takes::boolean},
    Rule{"n", 13, Takes::boolean},
    Rule{"o", 13, Takes::text},
    Rule{"overlay", 16, Takes::text},
    Rule{"p", 18, Takes::number},
    Rule{"pgo", 20, Takes::text},
    Rule{"pkgdir", 13, Takes::text},
    Rule{"race", 13, Takes::boolean},
    Rule{"tags", 13, Takes::text},
    Rule{"toolexec", 13, Takes::text},
    Rule{"trimpath", 13, Takes::boolean},
    Rule{"v", 13, Takes::boolean},
    Rule{"work", 13, Takes::boolean},
    Rule{"x", 13, Takes::boolean},
};

template <std::size_t N>
bool is_one_of(std::string_view value, const std::array<std::string_view, N>& all) {
    return std::find(all.begin(), all.end(), value) != all.end();
}

/// strconv.ParseBool
bool is_boolean(std::string_view value) {
    return is_one_of<12>(
        value, {"1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"});
}

/// Not sure of `0x4` and `1_0`, which are numbers too.
bool may_be_positive(std::string_view value) {
    const auto digits = value.substr(value.starts_with('+') ? 1 : 0);
    return !digits.empty() && digits[0] >= '0' && digits[0] <= '9' &&
           digits.find_first_not_of('0') != digits.npos;
}

/// Why Go refuses `-name=value`; empty where it does not.
std::string problem_of(Takes takes, std::string_view value) {
    switch (takes) {
    case Takes::boolean:
        return is_boolean(value) ? "" : "it is true or false";
    case Takes::boolean_or_auto:
        return value.empty() || value == "auto" || is_boolean(value) ? ""
                                                                     : "it is true, false or auto";
    case Takes::number:
        return may_be_positive(value) ? "" : "it is a number above 0";
    case Takes::mode:
        return is_one_of<8>(value, {"archive", "c-archive", "c-shared", "default", "exe", "pie",
                                    "plugin", "shared"})
                   ? ""
                   : "Go has no such build mode";
    case Takes::compiler:
        return value == "gc" || value == "gccgo" ? "" : "Go knows gc and gccgo";
    case Takes::cover_mode:
        return value.empty() || is_one_of<3>(value, {"set", "count", "atomic"})
                   ? ""
                   : "Go knows set, count and atomic";
    case Takes::text:
        return "";
    case Takes::nothing:
        return "Go takes it on the command line only";
    }
    return "";
}

} // namespace

BadFlag bad_flag(const GoFlags& flags, const Gover& version) {
    if (version.minor() > k_newest_line) {
        return {};
    }
    for (const auto& word : flags.words) {
        const auto name = go_flag_name(word);
        const auto* const rule = std::find_if(k_rules.begin(), k_rules.end(),
                                              [&](const Rule& one) { return one.name == name; });
        if (rule == k_rules.end() || version.minor() < rule->since) {
            continue;
        }
        const auto equals = word.find('=');
        const bool bare = equals == word.npos;
        const bool may_be_bare =
            rule->takes == Takes::boolean || rule->takes == Takes::boolean_or_auto;
        auto problem = !bare ? problem_of(rule->takes, std::string_view(word).substr(equals + 1))
                       : may_be_bare ? ""
                                     : "the flag needs a value behind =";
        if (!problem.empty()) {
            return {word, std::move(problem)};
        }
    }
    return {};
}

} // namespace govern::project
