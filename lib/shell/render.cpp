#include "shell/render.hpp"

#include "base/path_list.hpp"
#include "shell/messages.hpp"
#include "shell/path_list.hpp"

#include <cstdint>

namespace govern::shell {

namespace {

constexpr std::size_t k_max_batch_line = 8000;
/// Characters that need no quotes in any shell; the backslash only in cmd and PowerShell.
constexpr std::string_view k_plain =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./-_:\\";

std::string replace_each(std::string_view text, char from, std::string_view to) {
    std::string out;
    for (const char c : text) {
        if (c == from) {
            out += to;
        } else {
            out += c;
        }
    }
    return out;
}

/// The UTF-16 units of a UTF-8 text; a byte that is not UTF-8 counts as itself.
std::vector<std::uint16_t> utf16_units(std::string_view text) {
    std::vector<std::uint16_t> units;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        std::uint32_t point = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k) {
            point = point << 6U | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        }
        if (point >= 0x10000) {
            point -= 0x10000;
            units.push_back(static_cast<std::uint16_t>(0xD800U + (point >> 10U)));
            units.push_back(static_cast<std::uint16_t>(0xDC00U + (point & 0x3FFU)));
        } else {
            units.push_back(static_cast<std::uint16_t>(point));
        }
        i += length;
    }
    return units;
}

/// `('plain'+[char]0xe9+'')`: ASCII whatever the text, so that code pages, byte order marks and
/// curly quotes (which PowerShell takes for quotes) do not matter.
std::string quote_pwsh(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "('";
    for (const auto unit : utf16_units(text)) {
        if (unit == '\'') {
            out += "''";
        } else if (unit >= 0x20 && unit < 0x7F) {
            out += static_cast<char>(unit);
        } else {
            out += "'+[char]0x";
            for (int shift = 12; shift >= 0; shift -= 4) {
                out += digits[(unit >> static_cast<unsigned>(shift)) & 15U];
            }
            out += "+'";
        }
    }
    return out += "')";
}

std::string fish_words(std::string_view list) {
    std::string out;
    for (const auto& entry : path::split_list(list, false)) {
        out += ' ' + quote(entry, Shell::fish);
    }
    return out;
}

std::string set_line(const Change& change, Shell shell) {
    const auto& value = *change.value;
    switch (shell) {
    case Shell::bash:
    case Shell::zsh:
    case Shell::sh:
        return "export " + change.name + '=' + quote(value, shell);
    case Shell::fish:
        return "set -gx " + change.name +
               (change.name == "PATH" ? fish_words(value) : ' ' + quote(value, shell));
    case Shell::pwsh:
        return "$env:" + change.name + " = " + quote(value, shell);
    case Shell::cmd:
        break;
    }
    return "@set \"" + change.name + '=' + quote(value, shell) + '"';
}

std::string unset_line(const std::string& name, Shell shell) {
    switch (shell) {
    case Shell::bash:
    case Shell::zsh:
    case Shell::sh:
        return "unset " + name;
    case Shell::fish:
        return "set -e " + name;
    case Shell::pwsh:
        return "$env:" + name + " = $null";
    case Shell::cmd:
        break;
    }
    return "@set \"" + name + "=\"";
}

} // namespace

std::string quote(std::string_view text, Shell shell) {
    switch (shell) {
    case Shell::bash:
    case Shell::zsh:
    case Shell::sh:
        return '\'' + replace_each(text, '\'', "'\\''") + '\'';
    case Shell::fish:
        return '\'' + replace_each(replace_each(text, '\\', "\\\\"), '\'', "\\'") + '\'';
    case Shell::pwsh:
        return quote_pwsh(text);
    case Shell::cmd:
        break;
    }
    return replace_each(text, '%', "%%");
}

bool can_hold(std::string_view text, Shell shell) {
    if (text.find('\0') != text.npos) {
        return false;
    }
    if (shell != Shell::cmd) {
        return true;
    }
    const bool has_quote = text.find('"') != text.npos;
    return text.find_first_of("\r\n!") == text.npos &&
           !(has_quote && text.find_first_of("&|<>^") != text.npos) &&
           quote(text, shell).size() < k_max_batch_line;
}

Result<std::string> render(const std::vector<Change>& changes, Shell shell) {
    const std::string_view line_end = shell == Shell::cmd ? "\r\n" : "\n";
    std::string out(shell == Shell::cmd ? "@rem " : "# ");
    out += k_code_mark;
    out += line_end;
    for (const auto& change : changes) {
        if (change.value && !can_hold(*change.value, shell)) {
            return fail(msg::shell_cannot_hold,
                        {{"name", change.name}, {"shell", std::string(name_of(shell))}});
        }
        const bool unset = !change.value || (shell == Shell::cmd && change.value->empty());
        out += unset ? unset_line(change.name, shell) : set_line(change, shell);
        out += line_end;
    }
    return out;
}

std::string assignment_to_type(std::string_view name, std::string_view value, Shell shell) {
    const bool plain = !value.empty() && value.find_first_not_of(k_plain) == value.npos &&
                       (shell == Shell::cmd || value.find('\\') == value.npos);
    const std::string word = plain ? std::string(value) : quote(value, shell);
    switch (shell) {
    case Shell::bash:
    case Shell::zsh:
    case Shell::sh:
        return "export " + std::string(name) + '=' + word;
    case Shell::fish:
        return "set -gx " + std::string(name) + ' ' + word;
    case Shell::pwsh:
        return "$env:" + std::string(name) + '=' +
               (plain ? '\'' + std::string(value) + '\'' : word);
    case Shell::cmd:
        break;
    }
    // Typed, not in a batch file: nothing doubles `%`, and only quotes keep `&` from ending it.
    return plain ? "set " + std::string(name) + '=' + std::string(value)
                 : "set \"" + std::string(name) + '=' + std::string(value) + '"';
}

std::string path_to_type(const std::string& folder, Shell shell, bool windows) {
    const auto word = quote(
        windows && shell != Shell::cmd && shell != Shell::pwsh ? msys_path(folder) : folder, shell);
    switch (shell) {
    case Shell::bash:
    case Shell::zsh:
    case Shell::sh:
        return "export PATH=" + word + ":\"$PATH\"";
    case Shell::fish:
        return "set -gx PATH " + word + " $PATH";
    case Shell::pwsh:
        return "$env:PATH=" + word + "+[IO.Path]::PathSeparator+$env:PATH";
    case Shell::cmd:
        break;
    }
    return "set \"PATH=" + folder + ";%PATH%\"";
}

std::string elevated_to_type(const std::vector<std::string>& words, Shell shell) {
    std::string command = "&";
    for (const auto& word : words) {
        const bool plain = word.find_first_not_of(k_plain) == word.npos;
        command += ' ' + (plain && command != "&" ? word : quote_pwsh(word));
    }
    // It holds no double quote, because cmd reads `&` as its own behind a second one.
    const auto script =
        "Start-Process -Verb RunAs powershell ('-NoProfile -NoExit -Command ' + [char]34 + " +
        quote_pwsh(command) + " + [char]34)";
    switch (shell) {
    case Shell::pwsh:
        return script;
    case Shell::cmd:
        return "powershell -Command \"" + script + '"';
    case Shell::bash:
    case Shell::zsh:
    case Shell::sh:
    case Shell::fish:
        break;
    }
    return "powershell -Command " + quote(script, shell);
}

std::string removal_to_type(std::string_view name, Shell shell) {
    const std::string text(name);
    switch (shell) {
    case Shell::bash:
    case Shell::zsh:
    case Shell::sh:
        return "unset " + text;
    case Shell::fish:
        return "set -e " + text;
    case Shell::pwsh:
        return "Remove-Item Env:" + text;
    case Shell::cmd:
        break;
    }
    return "set " + text + '=';
}

} // namespace govern::shell
