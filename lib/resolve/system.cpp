#include "resolve/choose.hpp"
#include "resolve/marker.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

#include <cstring>

namespace govern::resolve {

namespace {

/// No shim is that large, every real go is larger.
constexpr std::uint64_t k_max_shim = 1024 * 1024;

std::string_view unquoted(std::string_view entry) {
    if (entry.size() >= 2 && entry.front() == '"' && entry.back() == '"') {
        entry = slice(entry, 1, entry.size() - 2);
    }
    return entry;
}

} // namespace

bool is_shim(const char* path, Arena& arena) {
    sys::Handle file = -1;
    if (sys::info(path).size > k_max_shim || sys::open_file(path, file) != sys::Opened::yes) {
        return false;
    }
    const std::string_view marker(k_shim_marker, k_shim_marker_size);
    constexpr std::size_t k_room = 64 * 1024;
    const auto mark = arena.mark();
    char* const buffer = arena.take(k_room);
    bool found = false;
    std::size_t kept = 0;
    std::ptrdiff_t got = 0;
    while (!found && buffer != nullptr &&
           (got = sys::read_file(file, buffer + kept, k_room - kept)) > 0) {
        const auto size = kept + static_cast<std::size_t>(got);
        found = find({buffer, size}, marker) < size;
        // The marker may lie across two reads.
        kept = size < marker.size() - 1 ? size : marker.size() - 1;
        std::memmove(buffer, buffer + size - kept, kept);
    }
    sys::close_file(file);
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
        const auto file = path_join(arena, entry, arena.join({program, native::k_exe_suffix}));
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
