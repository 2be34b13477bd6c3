#include "binary/build_info.hpp"

#include "binary/messages.hpp"
#include "blob.hpp"
#include "old_program.hpp"

namespace govern::binary {

namespace {

/// UPX leaves its mark behind the headers.
bool is_packed(Source& source) {
    std::vector<std::byte> bytes(Source::k_window);
    const auto start = as_text(bytes).substr(0, source.read(0, bytes));
    return start.find("UPX!") != std::string_view::npos;
}

Failure cut_short(const Source& source, std::uint64_t needed) {
    return fail(msg::program_cut_short, {{"path", ""},
                                         {"needed", std::to_string(needed)},
                                         {"size", std::to_string(source.size())}});
}

Result<BuildInfo> without_image(Source& source) {
    if (source.missed() > source.size() && has_go_build_id(source)) {
        return cut_short(source, source.missed());
    }
    return fail(
        msg::not_a_go_program,
        {{"path", ""}, {"why", "it has no format that Go makes programs in, or is cut off"}});
}

Result<BuildInfo> without_blob(Source& source, const Image& image) {
    if (is_packed(source)) {
        return fail(msg::packed_program, {{"path", ""}});
    }
    const auto needed = named_size(source, image);
    const bool is_go = has_go_build_id(source);
    if (needed > source.size()) {
        return is_go ? cut_short(source, needed)
                     : fail(msg::not_a_go_program,
                            {{"path", ""},
                             {"why", "it is cut short: its headers name " + std::to_string(needed) +
                                         " bytes, and it has " + std::to_string(source.size())}});
    }
    if (!is_go) {
        return fail(msg::not_a_go_program, {{"path", ""}, // the caller names the file
                                            {"why", "it holds no build information of Go"}});
    }
    BuildInfo info;
    info.go_version = find_old_version(source, image);
    return info;
}

Result<BuildInfo> examine(Source& source) {
    const auto image = read_image(source);
    if (!image) {
        return without_image(source);
    }
    const auto blob = find_blob(source, *image);
    if (!blob) {
        return without_blob(source, *image);
    }
    GOVERN_TRY_ASSIGN(auto info, parse_module_info(blob->modules));
    info.layout = blob->layout;
    info.go_version = blob->version;
    return info;
}

} // namespace

Result<BuildInfo> read_build_info(RandomAccess& file) {
    Source source(file);
    auto info = examine(source);
    if (source.error()) {
        return tl::unexpected(*source.error());
    }
    return info;
}

} // namespace govern::binary
