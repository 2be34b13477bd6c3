#pragma once

#include "ops/context.hpp"

#include <optional>

namespace govern::ops {

/// The change of the default, and whether the new one is undamaged.
struct DefaultChange : store::DefaultChange {
    /// A damage that will stop the new default, or `verify` of it; nothing if none was found.
    std::optional<Message> damage;
};

/// Makes an installed version the default. `note` is for the history.
/// msg::home_read_only, msg::home_shared; msg::not_installed where another run has removed it.
[[nodiscard]] Result<DefaultChange> change_default(Context& context, const SdkId& id,
                                                   const store::ChangeNote& note);

/// The same for the first version of a home: nothing happens where a default is set, or where this
/// machine cannot run the SDK.
[[nodiscard]] Result<DefaultChange> set_first_default(Context& context, const SdkId& id,
                                                      const store::ChangeNote& note);

} // namespace govern::ops
