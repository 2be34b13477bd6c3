#pragma once

// For govern, not for the shim: what a failed decision has to say, as message and facts.

#include "base/messages/resolve.hpp"
#include "resolve/decision.hpp"

#include <array>

namespace govern::resolve {

struct Fact {
    std::string_view key;
    std::string_view value;
};

struct Facts {
    static constexpr std::size_t k_max = 12;
    std::array<Fact, k_max> facts;
    std::size_t count = 0;

    void add(const std::string_view& key, const std::string_view& value) {
        facts[count++] = {key, value};
    }
    /// Empty where there is no such fact.
    [[nodiscard]] std::string_view get(const std::string_view& key) const {
        for (std::size_t i = 0; i < count; i++) {
            if (facts[i].key == key) {
                return facts[i].value;
            }
        }
        return {};
    }
};

/// The facts of decision.error, kept in the decision's arena.
void describe(Decision& decision, Facts& out);

/// The message that goes with a problem.
[[nodiscard]] constexpr const MessageSpec& message_of(Problem problem) {
    switch (problem) {
    case Problem::malformed_argument:
        return msg::bad_plus_version;
    case Problem::malformed_variable:
        return msg::bad_version_variable;
    case Problem::malformed_file:
        return msg::bad_version_file;
    case Problem::unreadable_file:
        return msg::unreadable_version_file;
    case Problem::oversized_file:
        return msg::oversized_version_file;
    case Problem::empty_file:
        return msg::empty_version_file;
    case Problem::second_version:
        return msg::second_version;
    case Problem::not_installed:
    case Problem::default_not_installed:
    case Problem::go_mod_not_installed:
        return msg::wanted_not_installed;
    case Problem::nothing_chosen:
        return msg::no_version_chosen;
    case Problem::no_system:
        return msg::no_system_go;
    case Problem::loop:
        return msg::shim_loop;
    case Problem::no_program:
        return msg::no_such_program;
    case Problem::none:
    case Problem::too_long:
    case Problem::count_:
        break;
    }
    return msg::too_long;
}

/// A line of a file with what does not fit in it, ready to be printed: tabs are blanks, control
/// characters question marks; the caret stands under the character at `offset` (bytes).
struct Quote {
    std::string_view line;
    std::string_view caret;
};
[[nodiscard]] Quote quote(const std::string_view& text, std::size_t offset, Arena& arena);

/// How `govern install` is asked for what a wish means: `1.22.5`, `1.20.0`, `1.22`, `latest`.
[[nodiscard]] std::string_view spec_words(const Spec& spec, Arena& arena);
/// `/x/.go-version:3`, `GOVERN_VERSION`, `+1.22.5`, `the name go1.22.5`.
[[nodiscard]] std::string_view asker_of(const Candidate& wish, Arena& arena);

} // namespace govern::resolve
