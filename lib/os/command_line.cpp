#include "os/command_line.hpp"

#include "base/text.hpp"

namespace govern::os {

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

bool is_batch_file(std::string_view path) {
    while (!path.empty() && (path.back() == '.' || path.back() == ' ')) {
        path.remove_suffix(1);
    }
    const auto end = path.size() < 4 ? std::string_view() : path.substr(path.size() - 4);
    return equals_ignoring_case(end, ".bat") || equals_ignoring_case(end, ".cmd");
}

} // namespace govern::os
