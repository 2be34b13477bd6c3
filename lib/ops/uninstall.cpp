#include "ops/uninstall.hpp"

#include "base/messages/ops.hpp"

namespace govern::ops {

namespace {

/// Why an SDK should stay; nothing where nobody needs it. Another platform's SDK of the same
/// version is not what the default runs.
Result<std::optional<std::string>> user_of(Context& context, const SdkId& id,
                                           const UninstallRequest& request) {
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
            return "it was the default before the current one";
        }
    }
    if (request.asked_for) {
        GOVERN_TRY_ASSIGN(const bool asked, runs(*request.asked_for));
        if (asked) {
            return request.asked_by + " asks for it";
        }
    }
    return std::nullopt;
}

Result<void> require_removable(Context& context, const SdkId& id, const UninstallRequest& request) {
    GOVERN_TRY_ASSIGN(const bool present, context.store.is_installed(id));
    if (!present) {
        GOVERN_TRY(context.store.receipt(id));
    }
    GOVERN_TRY_ASSIGN(const auto why, user_of(context, id, request));
    if (why && !request.force) {
        return fail(
            msg::sdk_in_use,
            {{"name", toolchain_name(id.version)}, {"why", *why}, {"spec", spec_name(id.version)}});
    }
    return {};
}

Result<UninstallOutcome> remove_one(Context& context, const SdkId& id,
                                    const UninstallRequest& request) {
    UninstallOutcome done{id, 0, false};
    GOVERN_TRY_ASSIGN(const auto lock, context.store.lock(id));
    const auto receipt = context.store.receipt(id);
    done.bytes = receipt ? receipt->bytes : 0;
    // Asked again: until the lock was ours another run may have made it the default, or removed it.
    GOVERN_TRY_ASSIGN(done.cleared_default,
                      context.store.remove(id, "uninstall " + spec_name(id.version), [&] {
                          return require_removable(context, id, request);
                      }));
    return done;
}

} // namespace

Result<void> uninstall(Context& context, const UninstallRequest& request,
                       std::vector<UninstallOutcome>& out) {
    GOVERN_TRY(context.store.require_writable());
    // All are checked before the first is touched.
    for (const auto& id : request.sdks) {
        GOVERN_TRY(require_removable(context, id, request));
    }
    Result<void> verdict;
    for (const auto& id : request.sdks) {
        auto done = remove_one(context, id, request);
        if (!done) {
            verdict = Failure(std::move(done).error());
            break;
        }
        out.push_back(std::move(*done));
    }
    // Also for what was removed before one that could not be.
    auto healed = context.store.heal_shims(request.program);
    context.store.sweep();
    return verdict ? healed : verdict;
}

} // namespace govern::ops
