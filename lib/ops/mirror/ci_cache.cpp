#include "ops/mirror/ci_cache.hpp"

#include "archive/tar_index.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "crypto/dirhash.hpp"
#include "mirror/folder.hpp"
#include "mirror/module_zip.hpp"
#include "mirror/room.hpp"
#include "mirror/tar_file.hpp"
#include "ops/mirror/messages.hpp"
#include "ops/sdk/evidence.hpp"
#include "ops/sdk/tree_hash.hpp"
#include "os/range_file.hpp"
#include "store/messages.hpp"

#include <algorithm>
#include <array>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_lines = 64U << 20U;
constexpr std::size_t k_max_version = 4096;
/// The host compresses its cache once more, so speed counts for more than size.
constexpr int k_level = 1;

/// What the tar holds beside the zip: the module's small files, and the log's part about it.
Result<void> add_small_files(Context& context, const SdkId& id, TarFile& tar) {
    GOVERN_TRY_ASSIGN(const auto log, open_log(context));
    GOVERN_TRY_ASSIGN(const auto copy, log->copy({id}, {}));
    for (const auto& [name, content] : copy.files) {
        GOVERN_TRY(tar.add("sumdb/" + copy.database + '/' + name, content));
    }
    const auto version =
        context.host.files.read(path::join(context.layout.sdk(id), "VERSION"), k_max_version);
    GOVERN_TRY(tar.add(std::string(k_module_list), module_list({id})));
    GOVERN_TRY(tar.add(module_file(id, "info"), module_info(id, version ? *version : "")));
    return tar.add(module_file(id, "mod"), k_go_mod);
}

/// As far as its structure tells, at the cost of a few small reads: all that belongs there, and a
/// zip with its end.
bool is_whole(const os::Files& files, const std::string& path, const SdkId& id) {
    constexpr std::size_t k_end_record = 22;
    constexpr std::string_view k_end_mark = "PK\5\6";
    if (files.kind(path) != os::FileInfo::Kind::file) {
        return false;
    }
    const auto file = os::open_range_file(path);
    if (!file || *file == nullptr) {
        return false;
    }
    const auto index = archive::index_tar(**file, path);
    if (!index || index->damage) {
        return false;
    }
    const auto& members = index->members;
    for (const auto& name :
         {std::string(k_module_list), module_file(id, "info"), module_file(id, "mod")}) {
        if (!members.contains(name)) {
            return false;
        }
    }
    const auto zip = members.find(module_file(id, "zip"));
    if (zip == members.end() || zip->second.size < k_end_record) {
        return false;
    }
    std::array<std::byte, k_end_record> end{};
    const auto count = (*file)->read(zip->second.offset + zip->second.size - end.size(), end);
    return count && *count == end.size() &&
           std::equal(k_end_mark.begin(), k_end_mark.end(), end.begin(),
                      [](char a, std::byte b) { return static_cast<std::byte>(a) == b; });
}

Result<std::uint64_t> write_tar(Context& context, const SdkId& id, const std::string& lines,
                                const std::string& path) {
    GOVERN_TRY(context.host.files.make_folders(context.layout.ci_cache()));
    GOVERN_TRY_ASSIGN(const auto tar, TarFile::begin(context, {path, false}));
    GOVERN_TRY(add_small_files(context, id, *tar));
    const auto zip = path::join(context.layout.ci_cache(), '.' + id.text() + ".zip.new");
    auto done = write_module_zip(context, id, context.layout.sdk(id), lines, zip, k_level);
    if (done) {
        done = tar->add_file(module_file(id, "zip"), zip);
    }
    (void)context.host.files.remove(zip);
    GOVERN_TRY(done);
    return tar->finish();
}

/// The zip and the tar around it, of files that compress to a third.
std::uint64_t size_needed(const Context& context, const SdkId& id, const std::string& lines) {
    std::uint64_t bytes = 0;
    for (const auto& file : expected_files(id, lines, {})) {
        const auto info =
            context.host.files.info(path::join(context.layout.sdk(id), path::normalize(file.path)));
        bytes += info && *info ? (*info)->size : 0;
    }
    return bytes / 3 * 2;
}

} // namespace

Result<std::string> pack_for_ci(Context& context, const SdkId& id) {
    auto& files = context.host.files;
    const auto path = context.layout.ci_tar(id);
    GOVERN_TRY(context.store.require_writable());
    GOVERN_TRY_ASSIGN(const auto lock, context.store.lock(id));
    if (is_whole(files, path, id)) {
        return path;
    }
    GOVERN_TRY_ASSIGN(const auto receipt, context.store.receipt(id));
    GOVERN_TRY_ASSIGN(const auto lines, files.read(context.layout.hash_lines(id), k_max_lines));
    if (crypto::h1_of_lines(lines) != receipt.h1) {
        return fail(msg::ci_cache_tree_differs, {{"name", id.text()},
                                                 {"path", context.layout.hash_lines(id)},
                                                 {"spec", spec_name(id.version)}});
    }
    auto size = write_tar(context, id, lines, path);
    if (!size) {
        return Failure(with_room(context, std::move(size.error()),
                                 {context.layout.ci_cache(), std::string(path::filename(path)),
                                  size_needed(context, id, lines)}));
    }
    context.host.reporter.status(Message(msg::ci_cache_written)
                                     .with("path", path)
                                     .with("name", toolchain_name(id.version))
                                     .with("size", format_bytes(*size)));
    return path;
}

} // namespace govern::ops
