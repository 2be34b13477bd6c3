#include "base/command_line.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace govern {

namespace {

void append_quoted(std::string& line, std::string_view argument) {
    if (!argument.empty() && argument.find_first_of(" \t\n\v\"") == argument.npos) {
        line += argument;
        return;
    }
    line += '"';
    std::size_t backslashes = 0;
    for (const char c : argument) {
        if (c == '\\') {
            ++backslashes;
            continue;
        }
        // Backslashes count only before a quote: there each is doubled and the quote gets its own.
        line.append(c == '"' ? 2 * backslashes + 1 : backslashes, '\\');
        backslashes = 0;
        line += c;
    }
    line.append(2 * backslashes, '\\');
    line += '"';
}

} // namespace

std::string quote_arguments(const std::vector<std::string>& arguments) {
    std::string line;
    for (const auto& argument : arguments) {
        if (&argument != &arguments.front()) {
            line += ' ';
        }
        append_quoted(line, argument);
    }
    return line;
}

std::optional<std::string> word_to_type(std::string_view text, bool windows) {
    constexpr std::string_view plain =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./_-:+";
    // What PowerShell or cmd, and Git Bash, replace in double quotes; PowerShell takes typographic
    // ones for its own.
    constexpr std::string_view replaced = "%!$`\"";
    constexpr std::string_view not_first = "@=~";
    const auto is_plain = [&](char c) {
        const bool beyond_ascii = static_cast<unsigned char>(c) >= 0x80;
        return plain.find(c) != plain.npos || not_first.find(c) != not_first.npos ||
               (windows ? c == '\\' : c == ',' || c == '%' || beyond_ascii);
    };
    if (printable(text) != text) {
        return std::nullopt;
    }
    if (!text.empty() && not_first.find(text.front()) == not_first.npos &&
        std::all_of(text.begin(), text.end(), is_plain)) {
        return std::string(text);
    }
    if (!windows) {
        std::string out = "'";
        for (const char c : text) {
            out += c == '\'' ? "'\\''" : std::string(1, c);
        }
        return out + '\'';
    }
    for (const auto* quote : {"\u201c", "\u201d", "\u201e"}) {
        if (text.find(quote) != text.npos) {
            return std::nullopt;
        }
    }
    if (text.find_first_of(replaced) != text.npos) {
        return std::nullopt;
    }
    const auto last = text.find_last_not_of('\\');
    const auto backslashes = last == text.npos ? text.size() : text.size() - last - 1;
    return '"' + std::string(text) + std::string(backslashes, '\\') + '"';
}

std::string first_word(std::string_view command) {
    command = trim(command);
    if (!command.empty() && (command[0] == '"' || command[0] == '\'')) {
        return std::string(command.substr(1, command.find(command[0], 1) - 1));
    }
    return std::string(command.substr(0, command.find_first_of(" \t\r\n")));
}

bool is_batch_file(std::string_view path) {
    while (!path.empty() && (path.back() == '.' || path.back() == ' ')) {
        path.remove_suffix(1);
    }
    const auto end = path.size() < 4 ? std::string_view() : path.substr(path.size() - 4);
    return equals_ignoring_case(end, ".bat") || equals_ignoring_case(end, ".cmd");
}

std::string line_for_cmd(const std::vector<std::string>& words) {
    constexpr std::string_view in_quotes = "%^!$`\"\r\n";
    constexpr std::string_view plain =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./\\_:- ";
    if (words.front().find_first_of(in_quotes) != std::string::npos) {
        return {};
    }
    const bool all_plain =
        std::all_of(words.begin() + 1, words.end(), [&](const std::string& word) {
            return word.find_first_not_of(plain) == std::string::npos;
        });
    return quote_arguments(all_plain ? words : std::vector<std::string>{words.front()});
}

} // namespace govern
