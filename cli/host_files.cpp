#include "cli/host_files.hpp"

#include "base/encoding.hpp"
#include "ci/messages.hpp"

namespace govern::cli {

namespace {

/// The text that earlier steps wrote.
Result<std::string> read_before(Context& context, const HostFile& file) {
    constexpr std::size_t k_max_file = 16U << 20U;
    const auto real = context.host.files.canonical(file.path);
    if (context.host.files.kind(real ? *real : file.path) != os::FileInfo::Kind::file) {
        return std::string(); // a pipe, /dev/stdout
    }
    GOVERN_TRY_ASSIGN(auto before, context.host.files.read(file.path, k_max_file));
    if (form_of_ascii(before).is_utf16()) {
        return fail(msg::ci_file_utf16,
                    {{"path", file.path},
                     {"file", file.variable.empty() ? "FILE" : "$env:" + file.variable}});
    }
    return before;
}

Result<void> require_appendable(Context& context, const HostFile& file) {
    GOVERN_TRY(context.host.files.append(file.path, "", os::Whose::user));
    GOVERN_TRY(read_before(context, file));
    return {};
}

Result<void> append(Context& context, const HostFile& file) {
    GOVERN_TRY_ASSIGN(const auto before, read_before(context, file));
    const bool open = !before.empty() && before.back() != '\n';
    return context.host.files.append(file.path, (open ? "\n" : "") + file.lines, os::Whose::user);
}

} // namespace

Result<void> append_to(Context& context, const std::vector<HostFile>& files) {
    for (const auto& file : files) {
        GOVERN_TRY(require_appendable(context, file));
    }
    for (const auto& file : files) {
        GOVERN_TRY(append(context, file));
    }
    return {};
}

} // namespace govern::cli
