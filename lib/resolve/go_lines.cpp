#include "resolve/go_lines.hpp"

#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/text.hpp"

namespace govern::resolve {

namespace {

std::string_view variable(const Variables& variables, const char* name, Arena& arena) {
    return variables.get(variables.context, name, arena);
}

/// Where Go keeps what `go env -w` writes.
std::string_view goenv_path(const Variables& variables, Arena& arena) {
    const auto named = variable(variables, "GOENV", arena);
    if (!named.empty()) {
        return named == "off" ? std::string_view() : named;
    }
    const auto folder = native::config_folder(variable(variables, "HOME", arena),
                                              variable(variables, "XDG_CONFIG_HOME", arena),
                                              variable(variables, "AppData", arena), arena);
    if (folder.empty()) {
        return {};
    }
    return path_join(arena, path_join(arena, folder, "go"), "env");
}

/// Takes KEY=VALUE lines as Go does: the last of a name wins, nothing is trimmed (a CR stays).
void read_goenv(GoSettings& out, Arena& arena) {
    const auto path = arena.copy(out.goenv_file);
    sys::Handle file = -1;
    if (sys::open_file(path.data(), file) != sys::Opened::yes) {
        return;
    }
    GoSettings found;
    Lines lines(file, arena);
    std::string_view line;
    while (lines.next(line)) {
        const struct {
            std::string_view name;
            std::string_view* value;
        } wanted[] = {{"GOWORK=", &found.gowork},
                      {"GOFLAGS=", &found.goflags},
                      {"GO111MODULE=", &found.go111module},
                      {"GOTOOLCHAIN=", &found.gotoolchain}};
        for (const auto& key : wanted) {
            if (starts_with(line, key.name)) {
                *key.value = arena.copy(slice(line, key.name.size()));
            }
        }
    }
    sys::close_file(file);
    const auto fill = [](std::string_view& value, const std::string_view& from_file) {
        if (value.empty()) {
            value = from_file;
        }
    };
    out.gotoolchain_from_file = out.gotoolchain.empty() && !found.gotoolchain.empty();
    fill(out.gowork, found.gowork);
    fill(out.goflags, found.goflags);
    fill(out.go111module, found.go111module);
    fill(out.gotoolchain, found.gotoolchain);
}

bool is_key(const std::string_view& line, const std::string_view& key) {
    return starts_with(line, key) && line.size() > key.size() &&
           (line[key.size()] == ' ' || line[key.size()] == '\t');
}

void keep(GoLine& out, std::uint32_t number, std::string_view line, const std::string_view& key,
          Arena& arena) {
    const auto start = static_cast<std::size_t>(trimmed(line).data() - line.data()) + key.size();
    auto value = slice(line, start);
    value = trimmed(slice(value, 0, find(value, "//")));
    out.line = number;
    out.offset = static_cast<std::size_t>(value.data() - line.data());
    if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    out.text = arena.copy(slice(line, 0, k_max_quote));
    out.value = slice(out.text, out.offset, value.size());
}

bool is_temp_folder(const std::string_view& folder, const Variables& variables, Arena& arena) {
    for (const char* const name : native::k_temp_variables) {
        const auto value = name == nullptr ? std::string_view() : variable(variables, name, arena);
        if (!value.empty()) {
            return native::same_path(folder, value);
        }
    }
    return native::same_path(folder, native::k_temp_folder);
}

/// The nearest file of this name, upwards; empty where there is none.
std::string_view find_up(const std::string_view& folder, const std::string_view& name,
                         Arena& arena) {
    for (Upwards at(arena, folder); at.valid(); at.ascend()) {
        const auto path = at.file(name);
        if (sys::info(path.data()).kind == sys::Info::Kind::file) {
            return arena.copy(path);
        }
    }
    return {};
}

std::string_view find_work(const std::string_view& folder, const std::string_view& gowork,
                           Arena& arena) {
    if (gowork == "off") {
        return {};
    }
    if (gowork.empty() || gowork == "auto") {
        return find_up(folder, "go.work", arena);
    }
    // A relative GOWORK is an error that Go reports; one that is not there yet is being made.
    const auto path = native::is_absolute(gowork) ? arena.copy(gowork) : std::string_view();
    return !path.empty() && sys::info(path.data()).kind == sys::Info::Kind::file
               ? path
               : std::string_view();
}

} // namespace

GoSettings read_go_settings(const Variables& variables, Arena& arena) {
    GoSettings out;
    out.gowork = variable(variables, "GOWORK", arena);
    out.goflags = variable(variables, "GOFLAGS", arena);
    out.go111module = variable(variables, "GO111MODULE", arena);
    out.gotoolchain = variable(variables, "GOTOOLCHAIN", arena);
    out.goenv_file = goenv_path(variables, arena);
    if (!out.goenv_file.empty()) {
        read_goenv(out, arena);
    }
    return out;
}

GoLines read_go_lines(const std::string_view& file, Arena& arena) {
    GoLines out;
    sys::Handle handle = -1;
    if (sys::open_file(arena.copy(file).data(), handle) != sys::Opened::yes) {
        return out;
    }
    out.file = arena.copy(file);
    Lines lines(handle, arena);
    std::string_view line;
    while ((out.go.line == 0 || out.toolchain.line == 0) && lines.next(line)) {
        const auto text = trimmed(line);
        if (out.go.line == 0 && is_key(text, "go")) {
            keep(out.go, lines.number(), line, "go", arena);
            (void)Version::parse(out.go.value, out.go.version);
        } else if (out.toolchain.line == 0 && is_key(text, "toolchain")) {
            keep(out.toolchain, lines.number(), line, "toolchain", arena);
            (void)Version::parse_toolchain(out.toolchain.value, out.toolchain.version);
        }
    }
    sys::close_file(handle);
    return out;
}

GoLines find_go_lines(const std::string_view& folder, const GoSettings& settings,
                      const Variables& variables, Arena& arena) {
    const auto mode = settings.go111module;
    if (folder.empty() || (!mode.empty() && mode != "on" && mode != "auto")) {
        return {};
    }
    auto module_file = std::string_view();
    if (mode == "auto") {
        module_file = find_up(folder, "go.mod", arena);
        if (module_file.empty()) {
            return {};
        }
    }
    if (const auto work = find_work(folder, settings.gowork, arena); !work.empty()) {
        auto out = read_go_lines(work, arena);
        out.workspace = true;
        return out;
    }
    if (module_file.empty()) {
        module_file = find_up(folder, "go.mod", arena);
    }
    // A go.mod right in the folder for temporary files counts for nobody (golang.org/issue/26708).
    if (module_file.empty() ||
        is_temp_folder({module_file.data(), native::parent_length(module_file)}, variables,
                       arena)) {
        return {};
    }
    if (const auto other = flag_value(settings.goflags, "modfile"); !other.empty()) {
        module_file = path_clean(arena, folder, other);
    }
    return read_go_lines(module_file, arena);
}

std::string_view flag_value(const std::string_view& goflags, const std::string_view& name) {
    std::size_t at = 0;
    while (at < goflags.size()) {
        if (is_blank(goflags[at])) {
            at++;
            continue;
        }
        char quote = goflags[at];
        quote = quote == '\'' || quote == '"' ? quote : '\0';
        const auto start = quote == '\0' ? at : at + 1;
        auto end = start;
        while (end < goflags.size() &&
               (quote == '\0' ? !is_blank(goflags[end]) : goflags[end] != quote)) {
            end++;
        }
        auto flag = slice(goflags, start, end - start);
        at = end + (quote == '\0' ? 0 : 1);
        if (!starts_with(flag, "-")) {
            continue;
        }
        flag.remove_prefix(starts_with(flag, "--") ? 2 : 1);
        if (starts_with(flag, name) && flag.size() > name.size() && flag[name.size()] == '=') {
            return slice(flag, name.size() + 1);
        }
    }
    return {};
}

} // namespace govern::resolve
