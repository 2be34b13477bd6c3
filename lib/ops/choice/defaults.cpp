#include "ops/choice/defaults.hpp"

#include "core/platform.hpp"
#include "core/release.hpp"
#include "core/sdk.hpp"
#include "ops/messages.hpp"

namespace govern::ops {

namespace {

std::optional<Message> damage_of(Context& context, const SdkId& id) {
    if (const auto receipt = context.store.receipt(id); !receipt) {
        return receipt.error();
    }
    if (context.store.has_go(id).value_or(true)) {
        return std::nullopt;
    }
    return Message(msg::tree_differs)
        .with("name", toolchain_name(id.version))
        .with("count", "1")
        .with("list", "missing " + context.layout.sdk_go(id))
        .with("spec", spec_name(id.version));
}

} // namespace

Result<DefaultChange> change_default(Context& context, const SdkId& id,
                                     const store::ChangeNote& note) {
    GOVERN_TRY(context.store.require_writable());
    DefaultChange out;
    GOVERN_TRY_ASSIGN(static_cast<store::DefaultChange&>(out),
                      context.store.set_default(id.version, note));
    out.damage = damage_of(context, id);
    return out;
}

Result<DefaultChange> set_first_default(Context& context, const SdkId& id,
                                        const store::ChangeNote& note) {
    DefaultChange out;
    GOVERN_TRY_ASSIGN(const auto there, context.store.default_name());
    out.from = there.value_or("");
    out.before = exact_release(out.from);
    out.after = out.before;
    // Most installs end here, without the lock.
    if (there || !runs_on(context.host.machine.platform(), id.platform)) {
        return out;
    }
    GOVERN_TRY_ASSIGN(static_cast<store::DefaultChange&>(out),
                      context.store.set_first_default(id.version, note));
    return out;
}

} // namespace govern::ops
