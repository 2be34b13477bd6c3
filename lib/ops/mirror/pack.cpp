#include "base/path.hpp"
#include "base/text.hpp"
#include "mirror/folder.hpp"
#include "mirror/room.hpp"
#include "mirror/tar_file.hpp"
#include "ops/mirror/messages.hpp"
#include "ops/mirror/mirror.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

void say_what_is_left_out(Context& context, const std::string& folder,
                          const std::vector<MirrorCheck::Item>& strays) {
    std::vector<std::string> names;
    for (const auto& item : strays) {
        if (item.remedy != MirrorCheck::Remedy::rights) { // in the tar it has others
            names.push_back(item.file);
        }
    }
    if (!names.empty()) {
        context.host.reporter.warn(Message(msg::mirror_left_out)
                                       .with("count", std::to_string(names.size()))
                                       .with("path", folder)
                                       .with("damaged", join(names, ", ")));
    }
}

} // namespace

Result<void> check_tar_place(Context& context, const std::string& folder, const std::string& tar) {
    const auto& files = context.host.files;
    GOVERN_TRY_ASSIGN(const auto target, os::user_target(files, tar));
    // The target may be new: the folder that it is to lie in tells.
    const auto real = files.canonical(folder).value_or(folder);
    const std::string above(path::parent(target.path));
    if (!target.is_stream && (path::is_within(tar, folder) || path::is_within(target.path, real) ||
                              path::is_within(files.canonical(above).value_or(above), real))) {
        return fail(msg::mirror_tar_inside, {{"path", folder}, {"file", tar}});
    }
    return {};
}

namespace {

Result<std::uint64_t> write_tar(Context& context, const MirrorFolder& mirror,
                                const std::vector<std::string>& names,
                                const os::UserTarget& target) {
    GOVERN_TRY_ASSIGN(const auto out, TarFile::begin(context, target));
    for (const auto& name : names) {
        GOVERN_TRY(out->add_file(name, mirror.at(name)));
    }
    return out->finish();
}

/// All that belongs into the tar.
Wanted wanted_for(const Context& context, const MirrorFolder& mirror,
                  const std::vector<std::string>& names, const std::string& tar) {
    std::uint64_t bytes = 0;
    for (const auto& name : names) {
        const auto info = context.host.files.info(mirror.at(name));
        bytes += info && *info ? (*info)->size : 0;
    }
    return {std::string(path::parent(tar)), std::string(path::filename(tar)), bytes};
}

} // namespace

Result<PackedMirror> pack_mirror(Context& context, const std::string& folder,
                                 const std::string& tar) {
    GOVERN_TRY_ASSIGN(auto mirror, MirrorFolder::open_present(context, folder));
    GOVERN_TRY(check_tar_place(context, folder, tar));
    GOVERN_TRY_ASSIGN(const auto target, os::user_target(context.host.files, tar));
    GOVERN_TRY_ASSIGN(const auto lock, mirror.lock());
    GOVERN_TRY_ASSIGN(auto checked, check_mirror(context, folder));
    if (any_needs(checked, MirrorCheck::Remedy::run)) {
        return Failure(mirror_damaged_error(folder, checked));
    }
    say_what_is_left_out(context, folder, checked.damaged);
    auto bytes = write_tar(context, mirror, checked.files, target);
    if (!bytes && !target.is_stream) {
        return Failure(with_room(context, std::move(bytes.error()),
                                 wanted_for(context, mirror, checked.files, target.path)));
    }
    GOVERN_TRY(bytes);
    return PackedMirror{*bytes, target.is_stream};
}

} // namespace govern::ops
