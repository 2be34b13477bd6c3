#pragma once

#include "base/message.hpp"
#include "resolve/describe.hpp"

namespace govern::shim {

/// The parts of a catalogue message that a shim prints. Made at compile time, so that the long
/// explanations stay out of the program.
struct Text {
    std::string_view code;
    std::string_view text;
    std::string_view hint;
    int exit = 1;
};
[[nodiscard]] constexpr Text text_of(const MessageSpec& spec) {
    return {spec.code, spec.text, spec.hint, static_cast<int>(spec.exit)};
}

/// `error[code]: …`, `note: …`, `hint: …` to standard error, as govern itself renders them: a note or
/// hint that names a missing fact is left out.
void print(const Text& text, const resolve::Facts& facts, resolve::Arena& arena);

} // namespace govern::shim
