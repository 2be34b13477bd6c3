#include "print.hpp"

#include "process.hpp"
#include "resolve/text.hpp"

namespace govern::shim {

namespace {

using resolve::Arena;
using resolve::Facts;
using resolve::find;
using resolve::slice;

/// The line with its facts filled in.
std::string_view fill(std::string_view line, const Facts& facts, Arena& arena, bool& complete) {
    std::string_view out;
    complete = true;
    while (!line.empty()) {
        const auto open = find(line, '{');
        const auto close = find(line, '}', open);
        out = arena.join({out, slice(line, 0, open)});
        if (close < line.size()) {
            const auto value = facts.get(slice(line, open + 1, close - open - 1));
            complete = complete && !value.empty();
            out = arena.join({out, value});
        }
        line = slice(line, close + 1);
    }
    return out;
}

} // namespace

void print(const Text& text, const Facts& facts, Arena& arena) {
    bool complete = true;
    auto rest = text.text;
    std::string_view line;
    (void)resolve::cut_line(rest, line);
    std::string_view out = fill(line, facts, arena, complete);
    if (!text.code.empty()) {
        out = arena.join({"error[", text.code, "]: ", out});
    }
    out = arena.join({out, "\n"});
    const auto add_lines = [&](std::string_view lines, const std::string_view& label) {
        while (resolve::cut_line(lines, line)) {
            const auto filled = fill(line, facts, arena, complete);
            if (complete) {
                out = arena.join({out, label, filled, "\n"});
            }
        }
    };
    add_lines(rest, "note: ");
    add_lines(text.hint, "hint: ");
    write_error(out);
}

} // namespace govern::shim
