#include "mirror/convert.hpp"

#include "mirror/module_zip.hpp"
#include "ops/sdk/messages.hpp"

namespace govern::ops {

namespace {

/// As `cmd/go` packs modules: most of the size that can be had, at a fair speed.
constexpr int k_level = 3;

Result<void> unpack_and_pack(Context& context, const SdkId& id, const Brought& brought,
                             const std::string& tree, const std::string& zip) {
    const auto& offer = brought.offer;
    GOVERN_TRY(context.host.files.remove_tree(tree));
    GOVERN_TRY(context.host.files.make_folders(tree));
    GOVERN_TRY_ASSIGN(const auto file, os::open_complete_file(brought.part));
    archive::UnpackOptions options;
    options.prefix = offer.prefix;
    options.what = toolchain_name(id.version);
    options.include = [](std::string_view name) { return !outside_h1(std::string(name) + '/'); };
    GOVERN_TRY(archive::unpack(*file, tree, options, context.host.reporter));
    // Each file is held against the lines that were proved, whatever was unpacked.
    return write_module_zip(context, id, tree, brought.proved.hashes.lines, zip, k_level);
}

} // namespace

Result<void> convert_to_module(Context& context, MirrorFolder& folder, const SdkId& id,
                               const Brought& brought, std::string_view below) {
    const auto& log = brought.proved.receipt.log;
    if (!log) { // its own SHA-256 is proved, and its files differ from the log's record
        return fail(msg::log_cross_check_failed,
                    {{"name", id.text()}, {"actual", brought.proved.hashes.h1}});
    }
    auto& files = context.host.files;
    const auto tree = folder.unfinished(id.text());
    const auto zip = folder.unfinished(id.text() + ".zip");
    auto done = unpack_and_pack(context, id, brought, tree, zip);
    (void)files.remove_tree(tree);
    GOVERN_TRY(done);
    GOVERN_TRY(files.remove(brought.part));
    GOVERN_TRY(files.remove(brought.part + ".state"));
    return folder.publish(zip, below);
}

} // namespace govern::ops
