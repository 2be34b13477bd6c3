#pragma once

#include "ops/context.hpp"

#include <string>
#include <string_view>

namespace govern::ops {

struct LinkRequest {
    std::string name;
    std::string goroot; ///< absolute
    bool dry_run = false;
};

/// Gives a local build a name, recorded. True if it was not linked to it before.
/// msg::bad_link_name, msg::link_no_go, msg::link_shared, msg::link_exists. `link`: what was or
/// would be written.
[[nodiscard]] Result<bool> add_link(Context& context, const LinkRequest& request,
                                    store::Link& link);

struct UnlinkRequest {
    std::string name;
    bool force = false; ///< the default too
    bool dry_run = false;
};

struct UnlinkOutcome {
    store::Link link;
    bool cleared_default = false;
};

/// msg::no_such_link, msg::link_is_default
[[nodiscard]] Result<UnlinkOutcome> remove_link(Context& context, const UnlinkRequest& request);

/// A link that is to run: msg::link_gone where its Go is gone, msg::link_shared where others may
/// write to it.
[[nodiscard]] Result<void> require_usable(Context& context, const store::Link& link);

/// Adds to msg::link_gone what helps: `unlink` alone refuses the default.
void add_way_out_of_link(Context& context, const std::string& name, Message& gone);

/// Makes it the default. Only for a person who typed that it is unverified.
[[nodiscard]] Result<store::DefaultChange> change_default(Context& context, const store::Link& link,
                                                          const store::ChangeNote& note);

/// msg::link_unverified. `command`: what to type; may be empty.
[[nodiscard]] Message unverified(const store::Link& link, const std::string& command = {});
/// msg::link_unverified for a word that names a link, by a command that needs evidence.
[[nodiscard]] Result<void> refuse_link(Context& context, std::string_view word,
                                       const std::string& command);

} // namespace govern::ops
