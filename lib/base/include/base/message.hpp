#pragma once

#include "base/exit_code.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace govern {

/// The text of one thing govern can say. Each layer's stand in its own messages.hpp, nowhere else.
///
/// `text`: the first line says what happened, with `{name}` where a fact goes. Each further line
/// becomes a `note:`; a note or hint line that names a missing fact is left out.
/// `hint`: the next command to type. `explain`: a paragraph for `govern explain CODE`.
/// Errors and warnings have a code (`lower-case-words`); status lines have none.
struct MessageSpec {
    std::string_view code;
    Exit exit = Exit::failed;
    std::string_view text;
    std::string_view hint = {};
    std::string_view explain = {};
};

/// One occurrence of a MessageSpec with its facts. Below the CLI this is what an error is: data,
/// rendered to text in one place only (render_text).
class Message {
public:
    explicit Message(const MessageSpec& spec) : m_spec(&spec) {}

    /// Adds or replaces a fact. `key` must be a string literal (it is not copied).
    Message&& with(std::string_view key, std::string value) &&;
    Message& with(std::string_view key, std::string value) &;
    /// Adds what led to this; shown as further notes.
    Message&& because(Message cause) &&;
    Message& because(Message cause) &;

    [[nodiscard]] const MessageSpec& spec() const { return *m_spec; }
    [[nodiscard]] bool is(const MessageSpec& spec) const { return m_spec == &spec; }
    [[nodiscard]] Exit exit() const { return m_spec->exit; }
    /// The fact, or an empty string.
    [[nodiscard]] std::string_view fact(std::string_view key) const;
    [[nodiscard]] const std::vector<std::pair<std::string_view, std::string>>& facts() const {
        return m_facts;
    }
    [[nodiscard]] const std::vector<Message>& causes() const { return m_causes; }

private:
    const MessageSpec* m_spec;
    std::vector<std::pair<std::string_view, std::string>> m_facts;
    std::vector<Message> m_causes;
};

/// A message split into the parts people and programs see. User and password of any URL in a fact
/// are gone from all of them.
struct RenderedMessage {
    std::string_view code;
    std::string text;
    std::vector<std::string> notes;
    std::vector<std::string> hints;
};

[[nodiscard]] RenderedMessage render(const Message& message);

/// `error[code]: text`, `note: …`, `hint: …` (or `warning[code]: …`), one per line, each line ended
/// by a newline. Status lines (no code) are the text alone. Text is UTF-8.
[[nodiscard]] std::string render_text(const Message& message, std::string_view label);
[[nodiscard]] std::string render_text(const RenderedMessage& parts, std::string_view label);

} // namespace govern
