#include "base/text.hpp"
#include "binary/build_info.hpp"
#include "binary/messages.hpp"
#include "go_quote.hpp"

namespace govern::binary {

namespace {

constexpr std::string_view k_needs_quotes_in_value = " \t\r\n\"`";
constexpr std::string_view k_needs_quotes_in_key = "= \t\r\n\"`";

/// The fault of a line; nullptr if it has none.
using Wrong = const char*;

bool quoted(std::string_view text) {
    return text.starts_with('"') || text.starts_with('`');
}

ModuleVersion module_of(const std::vector<std::string_view>& columns) {
    return {std::string(columns[0]), std::string(columns[1]),
            columns.size() == 3 ? std::string(columns[2]) : std::string()};
}

Wrong read_setting(std::string_view line, Setting& setting) {
    std::string_view value;
    if (quoted(line)) {
        const auto length = quoted_length(line);
        if (!length) {
            return "the quotes of a setting's name do not end";
        }
        if (line.substr(*length, 1) != "=") {
            return "a setting has no '=' after its name";
        }
        setting.key = unquote(line.substr(0, *length)).value_or("");
        value = line.substr(*length + 1);
    } else {
        const auto equals = line.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            return "a setting has no name or no '='";
        }
        setting.key = line.substr(0, equals);
        value = line.substr(equals + 1);
        if (setting.key.find_first_of(k_needs_quotes_in_key) != std::string::npos) {
            return "a setting's name must be quoted";
        }
    }
    if (quoted(value)) {
        auto plain = unquote(value);
        if (!plain) {
            return "the quotes of a setting's value are wrong";
        }
        setting.value = std::move(*plain);
        return nullptr;
    }
    setting.value = value;
    return value.find_first_of(k_needs_quotes_in_value) == std::string_view::npos
               ? nullptr
               : "a setting's value must be quoted";
}

/// Reads line by line; `=>` belongs to the module of the line before.
class Reader {
public:
    Wrong line(std::string_view line) {
        const auto tab = line.find('\t');
        const auto kind = line.substr(0, tab);
        const auto rest = tab == std::string_view::npos ? std::string_view() : line.substr(tab + 1);
        if (tab == std::string_view::npos) {
            return nullptr; // what later versions of Go may add
        }
        if (kind == "path") {
            info.path = rest;
        } else if (kind == "mod") {
            return module(rest, info.main.emplace(), false);
        } else if (kind == "dep") {
            return module(rest, info.deps.emplace_back(), true);
        } else if (kind == "=>") {
            return replacement(rest);
        } else if (kind == "build") {
            return read_setting(rest, info.settings.emplace_back());
        }
        return nullptr;
    }

    BuildInfo info;

private:
    enum class Last { none, main, dependency };

    Wrong module(std::string_view rest, Module& module, bool dependency) {
        const auto columns = split(rest, '\t');
        if (columns.size() != 2 && columns.size() != 3) {
            return "a module has neither 2 nor 3 columns";
        }
        static_cast<ModuleVersion&>(module) = module_of(columns);
        m_last = dependency ? Last::dependency : Last::main;
        return nullptr;
    }

    Wrong replacement(std::string_view rest) {
        const auto columns = split(rest, '\t');
        if (columns.size() != 3) {
            return "a replacement does not have 3 columns";
        }
        if (m_last == Last::none) {
            return "a replacement follows no module";
        }
        (m_last == Last::main ? *info.main : info.deps.back()).replace = module_of(columns);
        m_last = Last::none;
        return nullptr;
    }

    Last m_last = Last::none;
};

} // namespace

const std::string* BuildInfo::setting(std::string_view key) const {
    for (const auto& one : settings) {
        if (one.key == key) {
            return &one.value;
        }
    }
    return nullptr;
}

Result<BuildInfo> parse_module_info(std::string_view text) {
    Reader reader;
    std::size_t number = 1;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        if (const auto wrong = reader.line(text.substr(0, end))) {
            return fail(msg::build_info_damaged,
                        {{"path", ""}, {"line", std::to_string(number)}, {"why", wrong}});
        }
        text.remove_prefix(end + 1);
        ++number;
    }
    return std::move(reader.info);
}

} // namespace govern::binary
