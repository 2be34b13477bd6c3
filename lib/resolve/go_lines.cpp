#include "resolve/go_lines.hpp"

#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/text.hpp"

#include <cstring>

namespace govern::resolve {

namespace {

std::string_view variable(const Variables& variables, const char* name, Arena& arena) {
    return variables.get(variables.context, name, arena);
}

/// Takes a line that starts with the word, for Go the first of its kind.
bool take_line(GoLine& out, std::uint32_t number, const std::string_view& line, const char* word) {
    const auto text = trimmed(line);
    if (out.line != 0 || !starts_with(text, word)) {
        return false;
    }
    const auto rest = slice(text, std::strlen(word));
    if (rest.empty() || (rest[0] != ' ' && rest[0] != '\t')) {
        return false;
    }
    out.set(number, line, trimmed(slice(rest, 0, find(rest, "//"))));
    return true;
}

/// The nearest file of this name, upwards; empty if there is none.
std::string_view find_up(const std::string_view& folder, const char* name, Arena& arena) {
    for (Upwards at(arena, folder); at.valid(); at.ascend()) {
        const auto path = at.file(name);
        if (sys::is_file(path.data())) {
            return path;
        }
    }
    return {};
}

std::string_view find_work(const std::string_view& folder, const std::string_view& gowork,
                           Arena& arena) {
    if (gowork.empty() || is(gowork, "auto")) {
        return find_up(folder, "go.work", arena);
    }
    // `off`; and a relative GOWORK is an error that Go reports, one that is not there is being
    // made.
    const auto path = native::is_absolute(gowork) ? arena.copy(gowork) : std::string_view();
    return !path.empty() && sys::is_file(path.data()) ? path : std::string_view();
}

} // namespace

bool is_temp_folder(const std::string_view& folder, const Variables& variables, Arena& arena) {
    for (const char* const name : native::k_temp_variables) {
        const auto value = name == nullptr ? std::string_view() : variable(variables, name, arena);
        if (!value.empty()) {
            return native::same_path(folder, value);
        }
    }
    return native::same_path(folder, native::k_temp_folder);
}

std::string_view goenv_path(const Variables& variables, Arena& arena) {
    const auto named = variable(variables, "GOENV", arena);
    if (!named.empty()) {
        return is(named, "off") ? std::string_view() : arena.copy(named);
    }
    const auto folder = native::config_folder(variables, arena);
    return folder.empty() ? folder : compose(arena, "*/go/env", folder);
}

std::string_view goenv_value(std::string_view goenv, const char* name) {
    const auto size = std::strlen(name);
    std::string_view out;
    std::string_view line;
    while (cut_line(goenv, line)) {
        if (starts_with(line, name) && line.size() > size && line[size] == '=') {
            out = slice(line, size + 1);
        }
    }
    return out;
}

ModuleSettings read_module_settings(const Variables& variables, Arena& arena) {
    ModuleSettings out;
    if (const auto path = goenv_path(variables, arena); !path.empty()) {
        (void)read_file(path.data(), arena, out.goenv);
    }
    const auto read = [&](const char* name) {
        const auto value = variable(variables, name, arena);
        return value.empty() ? goenv_value(out.goenv, name) : value;
    };
    out.gowork = read("GOWORK");
    out.go111module = read("GO111MODULE");
    return out;
}

void find_go_lines(const std::string_view& folder, const ModuleSettings& settings,
                   const Variables& variables, Arena& arena, GoLines& out) {
    const auto mode = settings.go111module;
    const bool automatic = is(mode, "auto");
    if (folder.empty() || (!automatic && !mode.empty() && !is(mode, "on"))) {
        return;
    }
    auto file = find_up(folder, "go.mod", arena);
    if (automatic && file.empty()) {
        return;
    }
    if (const auto work = find_work(folder, settings.gowork, arena); !work.empty()) {
        out.workspace = true;
        read_go_lines(work, arena, out);
        return;
    }
    // Go ignores a go.mod directly in the folder for temporary files (golang.org/issue/26708).
    if (file.empty() || is_temp_folder(parent(file), variables, arena)) {
        return;
    }
    read_go_lines(file, arena, out);
}

void read_go_lines(const std::string_view& file, Arena& arena, GoLines& out) {
    std::string_view rest;
    if (read_file(file.data(), arena, rest) != sys::Opened::yes) {
        return;
    }
    out.file = file;
    std::string_view line;
    for (std::uint32_t number = 1; cut_line(rest, line); number++) {
        if (take_line(out.go, number, line, "go")) {
            (void)Version::parse(out.go.value, out.go.version);
        } else if (take_line(out.toolchain, number, line, "toolchain")) {
            (void)Version::parse_toolchain(out.toolchain.value, out.toolchain.version);
        }
    }
}

} // namespace govern::resolve
