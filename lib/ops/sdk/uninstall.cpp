#include "ops/sdk/uninstall.hpp"

#include "base/path.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "sdk/prune_files.hpp"

namespace govern::ops {

namespace {

/// A link may lead to an SDK of this home.
std::optional<std::string> link_to(Context& context, const SdkId& id) {
    const auto links = context.store.links();
    if (links.empty()) {
        return std::nullopt;
    }
    const auto goroot = context.host.files.canonical(context.layout.sdk(id));
    for (const auto& link : links) {
        if (goroot && path::same_path(link.goroot, *goroot)) {
            return "the link " + link.name + " leads to it";
        }
    }
    return std::nullopt;
}

} // namespace

Result<std::optional<std::string>> user_of(Context& context, const SdkId& id,
                                           const std::vector<Pinned>& asked) {
    const auto runs = [&](const Version& version) -> Result<bool> {
        GOVERN_TRY_ASSIGN(const auto best, context.store.runnable(version));
        return best && *best == id;
    };
    GOVERN_TRY_ASSIGN(const auto current, context.store.default_version());
    if (current) {
        GOVERN_TRY_ASSIGN(const bool is_default, runs(*current));
        if (is_default) {
            return "it is the default";
        }
    }
    GOVERN_TRY_ASSIGN(const auto previous, context.store.previous_default());
    if (previous) {
        GOVERN_TRY_ASSIGN(const bool was_default, runs(*previous));
        if (was_default) {
            return "the next rollback goes to it";
        }
    }
    for (const auto& one : asked) {
        GOVERN_TRY_ASSIGN(const bool is_it, runs(one.version));
        if (is_it) {
            return one.by + " asks for it";
        }
    }
    return link_to(context, id);
}

namespace {

Result<void> require_removable(Context& context, const SdkId& id, const UninstallRequest& request) {
    GOVERN_TRY_ASSIGN(const bool present, context.store.is_installed(id));
    if (!present) {
        GOVERN_TRY(context.store.receipt(id));
    }
    GOVERN_TRY_ASSIGN(const auto why, user_of(context, id, request.asked));
    if (why && !request.force) {
        return fail(
            msg::sdk_in_use,
            {{"name", toolchain_name(id.version)}, {"why", *why}, {"spec", spec_name(id.version)}});
    }
    return {};
}

/// What comes free, about, by the receipt: half a block for each file, on the average, is what
/// files take beyond their sizes. 0 without a receipt.
std::uint64_t size_on_disk(Context& context, const SdkId& id) {
    const auto receipt = context.store.receipt(id);
    return receipt ? receipt->bytes + receipt->files * (k_disk_block / 2) : 0;
}

Result<UninstallOutcome> remove_one(Context& context, const SdkId& id,
                                    const UninstallRequest& request,
                                    const store::ChangeNote& note) {
    UninstallOutcome done{id, 0, false};
    GOVERN_TRY_ASSIGN(const auto lock, context.store.lock(id));
    done.bytes = size_on_disk(context, id);
    // Asked again: until the lock was ours another run may have made it the default, or removed it.
    GOVERN_TRY_ASSIGN(const auto change, context.store.remove(id, note, [&] {
        return require_removable(context, id, request);
    }));
    done.cleared_default = change.happened();
    return done;
}

} // namespace

Result<void> uninstall(Context& context, const UninstallRequest& request,
                       std::vector<UninstallOutcome>& out) {
    if (!request.dry_run) {
        GOVERN_TRY(context.store.require_writable());
    }
    // All are checked before the first is touched.
    for (const auto& id : request.sdks) {
        GOVERN_TRY(require_removable(context, id, request));
    }
    if (request.dry_run) {
        GOVERN_TRY_ASSIGN(const auto current, context.store.default_version());
        for (const auto& id : request.sdks) {
            out.push_back({id, size_on_disk(context, id), current == id.version});
        }
        return {};
    }
    store::ChangeNote note{store::ChangeKind::uninstall, context.command, {}, {}, 0};
    for (const auto& id : request.sdks) {
        note.sdks.push_back(id.text());
    }
    GOVERN_TRY_ASSIGN(note.id, context.store.begin_change(note));
    Result<void> verdict;
    for (const auto& id : request.sdks) {
        auto done = remove_one(context, id, request, note);
        if (!done) {
            verdict = Failure(std::move(done).error());
            break;
        }
        out.push_back(std::move(*done));
    }
    // Also for what was removed before one that could not be.
    auto healed = context.store.heal_shims(request.program);
    context.store.sweep();
    auto done = verdict ? healed : verdict;
    context.store.finish_change(note.id, done ? store::ChangeEnd::done : store::ChangeEnd::failed,
                                done ? "" : done.error().spec().code);
    return done;
}

} // namespace govern::ops
