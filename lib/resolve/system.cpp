#include "resolve/choose.hpp"

#include "base/path_list.hpp"
#include "resolve/marker.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

namespace govern::resolve {

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

std::string_view find_on_path(const std::string_view& path_variable,
                              const std::string_view& program, Shims shims, Arena& arena) {
    path::ListCutter entries(path_variable, native::k_list_separator == ';');
    std::string_view entry;
    while (entries.next(entry)) {
        const auto mark = arena.mark();
        const auto folder = native::unquoted(entry, arena);
        if (native::is_absolute(folder)) {
            const auto file = compose(arena, "*/**", folder, program, native::k_exe_suffix);
            const auto found = sys::info(file.data());
            if (found.kind == sys::Info::Kind::file && found.executable &&
                (shims == Shims::count || !is_shim(file.data(), arena))) {
                return file;
            }
        }
        arena.rewind(mark);
    }
    return {};
}

} // namespace govern::resolve
