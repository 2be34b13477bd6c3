#include "project/explain.hpp"

#include "base/text.hpp"
#include "core/release.hpp"
#include "core/sdk.hpp"
#include "project/link_target.hpp"
#include "project/messages.hpp"
#include "resolve/native.hpp"

#include <algorithm>
#include <string>

namespace govern::project {

using namespace resolve;

namespace {

const MessageSpec& message_of(Problem problem) {
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
    case Problem::handed_over_gone:
        return msg::handed_over_gone;
    case Problem::link_gone:
        return msg::link_gone;
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

/// The missing version, as the start of a sentence.
std::string wanted(const Spec& spec) {
    const std::string version(spec.version.text());
    switch (spec.kind) {
    case Spec::Kind::exact:
        return "go" + version;
    case Spec::Kind::partial:
        return spec.version.has_patch() ? "Go " + version + " or a newer patch of its line"
                                        : "a release of Go " + version;
    case Spec::Kind::oldstable:
        return "a release of an older line";
    case Spec::Kind::latest:
    case Spec::Kind::system:
        break;
    }
    return "any Go release";
}

/// The programs of a loop, one behind the other.
std::string chain(std::string_view hops) {
    std::string out;
    for (const char c : hops) {
        out += c == native::k_list_separator ? std::string(" -> ") : std::string(1, c);
    }
    return out;
}

/// Adds a line of a file, ready to be printed, with a caret under the character at `offset`
/// (bytes): tabs become blanks, control characters question marks.
void add_quote(Message& out, std::string_view text, std::size_t offset) {
    std::string line;
    std::string caret;
    for (std::size_t i = 0; i < text.size(); i++) {
        const auto c = static_cast<unsigned char>(text[i]);
        line += text[i] == '\t' ? ' ' : c < 0x20 || c == 0x7F ? '?' : text[i];
        // Continuation bytes of UTF-8 take no column.
        caret += i < offset && (c & 0xC0) != 0x80 ? " " : "";
    }
    out.with("quote", line).with("caret", caret + '^');
}

/// No release of Go can ever be what it asks for.
bool is_before_go(const Candidate& wish) {
    const auto& version = wish.spec.version;
    return wish.verdict != Verdict::malformed && !version.empty() && version.major() == 0;
}

/// A value of GOVERN_VERSION that looks like a version of govern.
std::string meaning_of_variable(const Candidate& wish) {
    auto value = wish.value;
    if (value.starts_with('v')) {
        value.remove_prefix(1);
    }
    return wish.source == Source::variable && value.starts_with("0.")
               ? "GOVERN_VERSION says which Go runs; govern's own version is shown by: govern version"
               : "";
}

/// The release in a line as `go version` prints it; empty for other texts.
std::string release_in(std::string_view text) {
    for (const auto word : split(text, ' ')) {
        if (const auto release = word.starts_with("go") ? release_named(word) : std::nullopt) {
            return spec_name(*release);
        }
    }
    return "";
}

} // namespace

std::string asker_of(const Candidate& wish) {
    switch (wish.source) {
    case Source::program_name:
        return "the name " + std::string(wish.value);
    case Source::argument:
        return std::string(wish.text);
    case Source::variable:
        return "GOVERN_VERSION";
    case Source::path:
        return "PATH";
    case Source::default_file:
        return "the default (" + std::string(wish.file) + ')';
    case Source::go_version:
    case Source::tool_versions:
    case Source::toolchain_line:
    case Source::go_line:
        break;
    }
    return std::string(wish.file) + ':' + std::to_string(wish.line);
}

govern::Error to_error(const Decision& decision) {
    const bool impossible = decision.culprit != nullptr && is_before_go(*decision.culprit);
    return message_about(decision, impossible ? msg::not_a_go_number : message_of(decision.error));
}

Message message_about(const Decision& decision, const MessageSpec& spec) {
    Message out(spec);
    out.with("command", "govern install latest"); // ops/choice/decision knows better
    out.with("program",
             std::string(decision.program.empty() ? decision.asked_program : decision.program));
    if (decision.decider != nullptr && !decision.version.empty()) {
        out.with("install", spec_name(decision.version));
    }
    if (decision.error == Problem::loop) {
        out.with("hops", chain(decision.hops));
    }
    if (decision.error == Problem::handed_over_gone) {
        const std::string root(decision.gone);
        const auto name = root.substr(std::min(root.size(), native::parent_length(root) + 1));
        const auto id = parse_sdk_id(name);
        out.with("root", root).with("install", id ? spec_name(id->version) : "latest");
    }
    const Candidate* const wish = decision.culprit;
    if (wish == nullptr) {
        return out;
    }
    if (auto meaning = meaning_of_variable(*wish); !meaning.empty()) {
        out.with("meaning", std::move(meaning));
    }
    if (wish->source != Source::path) {
        out.with("asker", asker_of(*wish));
    }
    if (decision.error == Problem::link_gone) {
        const std::string name(wish->value);
        out.with("name", name).with("path", std::string(decision.gone));
        out.with("command", "govern unlink " + name); // ops/choice/links knows better
        return out;
    }
    if (wish->verdict != Verdict::malformed) {
        out.with("wanted", wanted(wish->spec));
        out.with("install",
                 wish->spec.kind == Spec::Kind::system ? "latest" : spec_name(wish->spec));
        return out;
    }
    if (decision.error == Problem::unreadable_file) {
        out.with("target", link_target(std::string(wish->file)));
    }
    const auto parsed = parse_spec(wish->value);
    // A SPEC, but one for the command line.
    const bool misplaced = parsed.error == SpecError::none;
    const auto flaw = static_cast<std::size_t>(misplaced ? SpecError::not_a_version : parsed.error);
    out.with("file", std::string(wish->file))
        .with("command",
              wish->source == Source::default_file ? "govern default latest" : "govern pin latest")
        .with("line", std::to_string(wish->line))
        .with("spec", std::string(wish->value))
        .with("problem", std::string(msg::spec_problems[flaw]))
        .with("advice", std::string(msg::spec_advice[flaw]));
    if (const auto release = release_in(wish->text); !misplaced && !release.empty()) {
        out.with("problem", "this is what `go version` prints")
            .with("advice", wish->source == Source::default_file ? "govern default " + release
                            : wish->source == Source::go_version ? "govern pin " + release
                                                                 : "write " + release);
    }
    add_quote(out, wish->text, wish->offset + parsed.offset);
    if (parsed.error == SpecError::path_or_url && wish->value.ends_with("-version")) {
        out.with("setting", "core.symlinks is false");
    }
    return out;
}

Variables variables_of(const os::Environment& environment) {
    const auto get = [](const void* context, const char* name, Arena& arena) {
        const auto value = static_cast<const os::Environment*>(context)->get(name);
        return value ? arena.copy(*value) : std::string_view();
    };
    return {get, &environment};
}

} // namespace govern::project
