#include "base/url.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace govern {

std::string Url::text() const {
    std::string out = scheme + "://";
    if (!user_info.empty()) {
        out += user_info + '@';
    }
    out += host;
    if (!port.empty()) {
        out += ':' + port;
    }
    return out + path + query;
}

std::optional<Url> parse_url(std::string_view text) {
    Url url;
    const auto colon = text.find("://");
    if (colon == text.npos) {
        return std::nullopt;
    }
    url.scheme = to_lower(text.substr(0, colon));
    if (url.scheme != "http" && url.scheme != "https" && url.scheme != "file") {
        return std::nullopt;
    }
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') {
            return std::nullopt;
        }
    }
    auto rest = text.substr(colon + 3);
    rest = rest.substr(0, rest.find('#'));
    const auto slash = rest.find_first_of("/?");
    auto authority = rest.substr(0, slash);
    if (slash != rest.npos) {
        auto tail = rest.substr(slash);
        const auto question = tail.find('?');
        url.path = tail.substr(0, question);
        if (question != tail.npos) {
            url.query = tail.substr(question);
        }
    }
    if (const auto at = authority.rfind('@'); at != authority.npos) {
        url.user_info = authority.substr(0, at);
        authority.remove_prefix(at + 1);
    }
    const auto bracket = authority.rfind(']');
    const auto port = authority.find(':', bracket == authority.npos ? 0 : bracket);
    url.host = to_lower(authority.substr(0, port));
    if (port != authority.npos) {
        url.port = authority.substr(port + 1);
        constexpr std::uint64_t largest = 65535;
        if (!url.port.empty() && parse_number(url.port).value_or(largest + 1) > largest) {
            return std::nullopt;
        }
    }
    if (url.host.empty() != (url.scheme == "file") && url.host != "localhost") {
        return std::nullopt;
    }
    return url;
}

namespace {

/// How much of what follows `://` is a login with its @. A password may hold anything but white
/// space; rather too much is taken for one than too little.
std::size_t login_length(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto slash = text.find_first_of("/ \t\r\n");
    const auto authority = text.substr(0, slash);
    auto at = authority.rfind('@');
    if (at == text.npos && slash != text.npos && text[slash] == '/') {
        // The password holds a slash, so the text before that slash is not a port.
        const auto colon = authority.rfind(':');
        const auto port = colon == text.npos ? std::string_view() : authority.substr(colon + 1);
        const bool in_brackets = authority.find(']') != text.npos && authority.rfind(']') > colon;
        if (!port.empty() && !parse_number(port) && !in_brackets) {
            at = text.substr(0, text.find_first_of(space)).rfind('@');
        }
    }
    return at == text.npos ? 0 : at + 1;
}

/// `?name=…&…`: names without their values, and what has no name not at all.
std::string redact_query(std::string_view query) {
    if (query == "mode=json&include=all") { // what the download site is asked for
        return std::string(query);
    }
    std::string out;
    for (const auto field : split(query, '&')) {
        const auto equals = field.find('=');
        out += out.empty() ? "" : "&";
        out += equals == field.npos ? "" : field.substr(0, equals + 1);
        out += field.empty() ? "" : "…";
    }
    return out;
}

} // namespace

std::string redact_urls(std::string_view text) {
    std::string out;
    while (true) {
        const auto colon = text.find("://");
        if (colon == text.npos) {
            break;
        }
        out += text.substr(0, colon + 3);
        text.remove_prefix(colon + 3);
        text.remove_prefix(login_length(text));
        const auto url = text.substr(0, text.find_first_of(" \t\r\n\""));
        const auto question = url.find('?');
        if (question < url.find("://")) { // what follows it is all taken for its query
            out += url.substr(0, question + 1);
            out += redact_query(url.substr(question + 1));
            text.remove_prefix(url.size());
        }
    }
    out += text;
    return out;
}

std::string redact_broken_url(std::string_view text) {
    const auto scheme = text.find("://");
    const bool is_drive = text.size() > 2 && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
    const auto begin = scheme != text.npos ? scheme + 3 : is_drive ? 2 : 0;
    const auto login = text.find_first_of(":@?", begin);
    return login == text.npos ? std::string(text) : std::string(text.substr(0, begin)) + "…";
}

std::string join_url(std::string_view base, std::string_view path) {
    base = base.substr(0, base.find('#'));
    const auto question = std::min(base.find('?'), base.size());
    std::string query(base.substr(question));
    base = base.substr(0, question);
    while (!base.empty() && base.back() == '/') {
        base.remove_suffix(1);
    }
    while (!path.empty() && path.front() == '/') {
        path.remove_prefix(1);
    }
    const auto own = std::min(path.find('?'), path.size());
    if (own != path.size()) {
        query += (query.size() < 2 ? "?" : "&") + std::string(path.substr(own + 1));
        query.erase(0, query.starts_with("??") ? 1 : 0);
    }
    return std::string(base) + '/' + std::string(path.substr(0, own)) + query;
}

std::string percent_encode(std::string_view segment) {
    constexpr std::string_view allowed = "-._~!$&'()*+,;=:@";
    std::string out;
    for (const char c : segment) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || allowed.find(c) != allowed.npos;
        if (plain) {
            out += c;
        } else {
            constexpr std::string_view digits = "0123456789ABCDEF"; // RFC 3986, 2.1
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
        }
    }
    return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const auto byte = from_hex(text.substr(i + 1, 2));
        if (!byte || byte->size() != 1) {
            return std::nullopt;
        }
        out += *byte;
        i += 2;
    }
    return out;
}

bool is_file_url(std::string_view url) {
    return equals_ignoring_case(url.substr(0, 5), "file:");
}

std::optional<std::string> file_url_path(std::string_view url, bool windows) {
    const auto parsed = parse_url(url);
    if (!parsed || parsed->scheme != "file") {
        return std::nullopt;
    }
    auto path = percent_decode(parsed->path);
    if (!path || path->empty() || path->find('\0') != path->npos) {
        return std::nullopt;
    }
    if (windows) {
        if (path->size() >= 3 && (*path)[0] == '/' && (*path)[2] == ':') {
            path->erase(0, 1);
        }
        for (auto& c : *path) {
            c = c == '/' ? '\\' : c;
        }
    }
    return path;
}

std::string file_url(std::string_view path, bool windows) {
    std::string out = windows && !path.starts_with('\\') ? "file:///" : "file://";
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= path.size(); ++at) {
        const bool end = at == path.size();
        if (end || path[at] == '/' || (windows && path[at] == '\\')) {
            out += percent_encode(path.substr(begin, at - begin));
            out += end ? "" : "/";
            begin = at + 1;
        }
    }
    return out;
}

namespace {

bool names_a_secret(std::string_view name) {
    const auto lower = to_lower(name);
    for (const auto* word : {"token", "password", "passwd", "secret", "key"}) {
        if (lower.find(word) != lower.npos) {
            return true;
        }
    }
    return false;
}

/// How long the word at the start of `text` is, a quoted part with its blanks included.
std::size_t word_length(std::string_view text) {
    char quote = 0;
    std::size_t length = 0;
    for (; length < text.size() && (quote != 0 || text[length] != ' '); ++length) {
        const char c = text[length];
        if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
        } else if (c == quote) {
            quote = 0;
        }
    }
    return length;
}

/// `KEY=...` of `KEY=value`, `-ldflags=-X=main.token=...` of one within.
std::string redact_word(std::string_view word) {
    std::size_t begin = 0;
    for (auto equals = word.find('='); equals != word.npos; equals = word.find('=', begin)) {
        if (names_a_secret(word.substr(begin, equals - begin))) {
            const bool quoted = word.front() == '\'' || word.front() == '"';
            return std::string(word.substr(0, equals + 1)) + "..." +
                   (quoted && word.back() == word.front() ? std::string(1, word.front()) : "");
        }
        begin = equals + 1;
    }
    return std::string(word);
}

} // namespace

std::string redact_command(std::string_view command) {
    std::string out;
    while (!command.empty()) {
        if (command.front() == ' ') {
            out += ' ';
            command.remove_prefix(1);
            continue;
        }
        const auto word = command.substr(0, word_length(command));
        out += redact_word(word);
        command.remove_prefix(word.size());
    }
    return redact_urls(out);
}

} // namespace govern
