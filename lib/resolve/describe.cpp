#include "resolve/describe.hpp"

#include "resolve/native.hpp"
#include "resolve/text.hpp"

#include <utility>

namespace govern::resolve {

namespace {

/// What is missing, as the start of a sentence.
std::string_view wanted(const Spec& spec, Arena& arena) {
    switch (spec.kind) {
    case Spec::Kind::exact:
        return arena.join({"go", spec.version.text()});
    case Spec::Kind::partial:
        return spec.version.has_patch()
                   ? arena.join({"Go ", spec.version.text(), " or a newer patch of its line"})
                   : arena.join({"a release of Go ", spec.version.text()});
    case Spec::Kind::oldstable:
        return "a release of an older line";
    case Spec::Kind::latest:
    case Spec::Kind::system:
        break;
    }
    return "any Go release";
}

/// What is wrong with a malformed wish, and where in its value.
std::pair<SpecError, std::size_t> flaw(const Candidate& wish) {
    const auto parsed = parse_spec(wish.value);
    // A SPEC, but one for the command line.
    const bool misplaced = parsed.error == SpecError::none;
    return {misplaced ? SpecError::not_a_version : parsed.error, parsed.offset};
}

/// The programs of a loop, one behind the other.
std::string_view chain(const std::string_view& hops, Arena& arena) {
    std::string_view out;
    std::size_t at = 0;
    while (at < hops.size()) {
        const auto end = find(hops, native::k_list_separator, at);
        out = arena.join({out, out.empty() ? "" : " -> ", slice(hops, at, end - at)});
        at = end + 1;
    }
    return out;
}

} // namespace

std::string_view spec_words(const Spec& spec, Arena& arena) {
    char buffer[40];
    switch (spec.kind) {
    case Spec::Kind::exact:
        return arena.copy(spec_text(spec.version, buffer));
    case Spec::Kind::partial: {
        // A go line `1.22.5` asks for its line.
        const auto text = spec.version.text();
        return arena.copy(slice(text, 0, find(text, '.', find(text, '.') + 1)));
    }
    case Spec::Kind::oldstable:
        return "oldstable";
    case Spec::Kind::latest:
    case Spec::Kind::system:
        break;
    }
    return "latest";
}

std::string_view asker_of(const Candidate& wish, Arena& arena) {
    switch (wish.source) {
    case Source::program_name:
        return arena.join({"the name ", wish.value});
    case Source::argument:
        return wish.text;
    case Source::variable:
        return "GOVERN_VERSION";
    case Source::path:
        return "PATH";
    case Source::default_file:
        return arena.join({"the default (", wish.file, ")"});
    case Source::go_version:
    case Source::tool_versions:
    case Source::toolchain_line:
    case Source::go_line:
        break;
    }
    return arena.join({wish.file, ":", decimal(wish.line, arena)});
}

Quote quote(const std::string_view& text, std::size_t offset, Arena& arena) {
    Quote out;
    char* const line = arena.take(text.size() + 1);
    char* const caret = arena.take(text.size() + 2);
    if (line == nullptr || caret == nullptr) {
        return out;
    }
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); i++) {
        const auto c = static_cast<unsigned char>(text[i]);
        line[i] = text[i] == '\t' ? ' ' : c < 0x20 || c == 0x7F ? '?' : text[i];
        // Continuation bytes of UTF-8 take no column.
        column += i < offset && (c & 0xC0) != 0x80 ? 1 : 0;
    }
    for (std::size_t i = 0; i < column; i++) {
        caret[i] = ' ';
    }
    caret[column] = '^';
    out.line = {line, text.size()};
    out.caret = {caret, column + 1};
    return out;
}

void describe(Decision& decision, Facts& out) {
    auto& arena = decision.arena;
    out.add("program", decision.program.empty() ? decision.asked_program : decision.program);
    if (decision.decider != nullptr && !decision.version.empty()) {
        char buffer[40];
        out.add("install", arena.copy(spec_text(decision.version, buffer)));
    }
    if (decision.error == Problem::loop) {
        out.add("hops", chain(decision.hops, arena));
    }
    const Candidate* const wish = decision.culprit;
    if (wish == nullptr) {
        return;
    }
    if (wish->source != Source::path) {
        out.add("asker", asker_of(*wish, arena));
    }
    if (wish->verdict != Verdict::malformed) {
        out.add("wanted", wanted(wish->spec, arena));
        out.add("install", spec_words(wish->spec, arena));
        return;
    }
    out.add("file", wish->file);
    out.add("command",
            wish->source == Source::default_file ? "govern default latest" : "govern pin latest");
    out.add("line", decimal(wish->line, arena));
    out.add("spec", wish->value);
    const auto [reason, offset] = flaw(*wish);
    out.add("problem", msg::spec_problems[static_cast<std::size_t>(reason)]);
    out.add("advice", msg::spec_advice[static_cast<std::size_t>(reason)]);
    const auto quoted = quote(wish->text, wish->offset + offset, arena);
    out.add("quote", quoted.line);
    out.add("caret", quoted.caret);
}

} // namespace govern::resolve
