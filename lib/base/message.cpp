#include "base/message.hpp"

#include "base/command_line.hpp"
#include "base/path.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

#include <iterator>
#include <optional>

namespace govern {

Message&& Message::with(std::string_view key, std::string value) && {
    return std::move(with(key, std::move(value)));
}

Message& Message::with(std::string_view key, std::string value) & {
    for (auto& [name, old] : m_facts) {
        if (name == key) {
            old = std::move(value);
            return *this;
        }
    }
    m_facts.emplace_back(key, std::move(value));
    return *this;
}

Message&& Message::because(Message cause) && {
    return std::move(because(std::move(cause)));
}

Message& Message::because(Message cause) & {
    m_causes.push_back(std::move(cause));
    return *this;
}

std::string_view Message::fact(std::string_view key) const {
    for (const auto& [name, value] : m_facts) {
        if (name == key) {
            return value;
        }
    }
    return {};
}

Failure fail(const MessageSpec& spec, std::vector<std::pair<std::string_view, std::string>> facts) {
    Message message(spec);
    for (auto& [key, value] : facts) {
        message.with(key, std::move(value));
    }
    return Failure(std::move(message));
}

namespace {

/// A place for a fact: `{name}`, or `{name*}` for text of our own that may be several words or
/// lines.
struct Place {
    std::string_view name;
    bool is_text;
};

Place place_of(std::string_view inside) {
    const bool is_text = inside.ends_with('*');
    inside.remove_suffix(is_text ? 1 : 0);
    return {inside, is_text};
}

std::string shown(std::string_view fact, const Place& place) {
    return printable(redact_urls(fact), place.is_text);
}

/// `path`: `PATH`.
std::string stand_in(std::string_view name) {
    std::string out(name);
    for (auto& c : out) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

/// The same within a command to type: one word, or where no quotes help, what stands for it.
std::string typed(std::string_view fact, const Place& place) {
    return place.is_text
               ? shown(fact, place)
               : word_to_type(redact_urls(fact), path::k_windows).value_or(stand_in(place.name));
}

/// The line with its facts filled in; nothing if one of them is missing or empty.
std::optional<std::string> fill(std::string_view line, const Message& message, bool to_type) {
    // A fact that is the whole line is a whole command.
    const bool in_command =
        to_type && !(line.starts_with('{') && line.find('}') + 1 == line.size());
    std::string out;
    bool complete = true;
    while (!line.empty()) {
        const auto open = line.find('{');
        const auto close = open == line.npos ? line.npos : line.find('}', open);
        if (close == line.npos) {
            break;
        }
        out += line.substr(0, open);
        const auto place = place_of(line.substr(open + 1, close - open - 1));
        const auto value = message.fact(place.name);
        complete = complete && !value.empty();
        out += in_command ? typed(value, place) : shown(value, place);
        line.remove_prefix(close + 1);
    }
    out += line;
    if (!complete) {
        return std::nullopt;
    }
    return out;
}

void append_filled(std::vector<std::string>& out, std::string_view text, const Message& message,
                   bool to_type) {
    for (const auto line : lines_of(text)) {
        if (auto filled = fill(line, message, to_type)) {
            out.push_back(std::move(*filled));
        }
    }
}

/// The first line is shown even if a fact is missing: an error needs its text.
std::string first_line(std::string_view text, const Message& message) {
    if (auto filled = fill(text, message, false)) {
        return std::move(*filled);
    }
    std::string out;
    for (const auto part : split(text, '{')) {
        const auto close = part.find('}');
        if (close == part.npos) {
            out += part;
            continue;
        }
        const auto place = place_of(part.substr(0, close));
        out += shown(message.fact(place.name), place);
        out += part.substr(close + 1);
    }
    return out;
}

} // namespace

RenderedMessage render(const Message& message) {
    const auto& spec = message.spec();
    RenderedMessage out;
    out.code = spec.code;
    const auto end = spec.text.find('\n');
    out.text = first_line(spec.text.substr(0, end), message);
    if (end != spec.text.npos) {
        append_filled(out.notes, spec.text.substr(end + 1), message, false);
    }
    for (const auto& cause : message.causes()) {
        auto inner = render(cause);
        out.notes.push_back(std::move(inner.text));
        std::move(inner.notes.begin(), inner.notes.end(), std::back_inserter(out.notes));
    }
    append_filled(out.hints, spec.hint, message, true);
    return out;
}

std::string render_text(const Message& message, std::string_view label) {
    return render_text(render(message), label);
}

std::string render_text(const RenderedMessage& parts, std::string_view label) {
    std::string out;
    if (!parts.code.empty()) {
        out += std::string(label) + '[' + std::string(parts.code) + "]: ";
    }
    out += parts.text + '\n';
    for (const auto& note : parts.notes) {
        out += "note: " + note + '\n';
    }
    for (const auto& hint : parts.hints) {
        out += "hint: " + hint + '\n';
    }
    return out;
}

} // namespace govern
