#include "base/message.hpp"

#include "base/messages/archive.hpp"
#include "base/messages/cli.hpp"
#include "base/messages/common.hpp"
#include "base/messages/config.hpp"
#include "base/messages/core.hpp"
#include "base/messages/doctor.hpp"
#include "base/messages/net.hpp"
#include "base/messages/ops.hpp"
#include "base/messages/os.hpp"
#include "base/messages/resolve.hpp"
#include "base/messages/shell.hpp"
#include "base/messages/sources.hpp"
#include "base/messages/store.hpp"
#include "base/messages/trust.hpp"
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
    m_causes.push_back(std::move(cause));
    return std::move(*this);
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

/// The line with its facts filled in; nothing if one of them is missing or empty.
std::optional<std::string> fill(std::string_view line, const Message& message) {
    std::string out;
    bool complete = true;
    while (!line.empty()) {
        const auto open = line.find('{');
        const auto close = open == line.npos ? line.npos : line.find('}', open);
        if (close == line.npos) {
            break;
        }
        out += line.substr(0, open);
        const auto value = message.fact(line.substr(open + 1, close - open - 1));
        complete = complete && !value.empty();
        out += printable(redact_urls(value), true);
        line.remove_prefix(close + 1);
    }
    out += line;
    if (!complete) {
        return std::nullopt;
    }
    return out;
}

void append_filled(std::vector<std::string>& out, std::string_view text, const Message& message) {
    for (const auto line : lines_of(text)) {
        if (auto filled = fill(line, message)) {
            out.push_back(std::move(*filled));
        }
    }
}

/// The first line stands even where a fact is missing: an error without its text helps nobody.
std::string first_line(std::string_view text, const Message& message) {
    if (auto filled = fill(text, message)) {
        return std::move(*filled);
    }
    std::string out;
    for (const auto part : split(text, '{')) {
        const auto close = part.find('}');
        if (close == part.npos) {
            out += part;
            continue;
        }
        out += printable(redact_urls(message.fact(part.substr(0, close))), true);
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
        append_filled(out.notes, spec.text.substr(end + 1), message);
    }
    for (const auto& cause : message.causes()) {
        auto inner = render(cause);
        out.notes.push_back(std::move(inner.text));
        std::move(inner.notes.begin(), inner.notes.end(), std::back_inserter(out.notes));
    }
    append_filled(out.hints, spec.hint, message);
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

const std::vector<const MessageSpec*>& all_coded_messages() {
    static const auto all = [] {
        std::vector<const MessageSpec*> out;
        const auto add = [&out](const auto& table) {
            for (const auto* spec : table) {
                if (spec != nullptr && !spec->code.empty()) {
                    out.push_back(spec);
                }
            }
        };
        add(msg::k_common);
        add(msg::k_os);
        add(msg::k_core);
        add(msg::k_resolve);
        add(msg::k_net);
        add(msg::k_archive);
        add(msg::k_config);
        add(msg::k_shell);
        add(msg::k_trust);
        add(msg::k_sources);
        add(msg::k_store);
        add(msg::k_ops);
        add(msg::k_doctor);
        add(msg::k_cli);
        return out;
    }();
    return all;
}

} // namespace govern
