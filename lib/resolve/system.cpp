#include "resolve/choose.hpp"
#include "resolve/marker.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

#include <cstring>

namespace govern::resolve {

namespace {

std::string_view unquoted(std::string_view entry) {
    if (entry.size() >= 2 && entry.front() == '"' && entry.back() == '"') {
        entry = slice(entry, 1, entry.size() - 2);
    }
    return entry;
}

} // namespace

// No shim is larger than what is read at once, every real go is.
bool is_shim(const char* path, Arena& arena) {
    const auto mark = arena.mark();
    std::string_view text;
    const bool found = sys::info(path).size <= k_max_read &&
                       read_file(path, arena, text) == sys::Opened::yes &&
                       find(text, {k_shim_marker, k_shim_marker_size}) < text.size();
    arena.rewind(mark);
    return found;
}

std::string_view find_system(const std::string_view& path_variable, const std::string_view& program,
                             Arena& arena) {
    std::size_t at = 0;
    while (at < path_variable.size()) {
        const auto end = find(path_variable, native::k_list_separator, at);
        const auto entry = unquoted(slice(path_variable, at, end - at));
        at = end + 1;
        if (!native::is_absolute(entry)) {
            continue;
        }
        const auto mark = arena.mark();
        const auto file = compose(arena, "*/**", entry, program, native::k_exe_suffix);
        const auto found = sys::info(file.data());
        if (found.kind == sys::Info::Kind::file && found.executable &&
            !is_shim(file.data(), arena)) {
            return file;
        }
        arena.rewind(mark);
    }
    return {};
}

} // namespace govern::resolve
