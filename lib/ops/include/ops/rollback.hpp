#pragma once

#include "core/spec.hpp"
#include "ops/context.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

struct RollbackRequest {
    std::optional<std::uint64_t> id; ///< to what the default was after this change
    std::optional<Spec> spec;        ///< to the last change to such a version
    std::string spec_text;           ///< as typed, for messages
    bool verify = false;             ///< hash every file first
    bool any = false; ///< where the target is gone or damaged, take the next good one
};

/// The plan of a rollback: `--dry-run` prints the object that is carried out.
struct RollbackPlan {
    SdkId sdk;
    std::string from; ///< the default now, as stored: a SPEC or a link's NAME; empty: none
    store::UndoStep step;
    std::string next; ///< where the rollback after this one goes, as a SPEC; empty: nowhere
    std::vector<Message> passed;               ///< with `any`: why nearer targets were not taken
    std::chrono::duration<double> verified{0}; ///< how long hashing took, with `verify`
};

/// Finds and checks the target. Nothing is changed. msg::nothing_before; msg::no_such_change;
/// msg::rollback_target_gone, msg::rollback_target_damaged, msg::rollback_target_unverified (a
/// link) with the next good one.
[[nodiscard]] Result<RollbackPlan> plan_rollback(Context& context, const RollbackRequest& request);

/// Makes the plan's version the default, recorded with what it takes back. The id of the change, or
/// 0 where that version is the default already.
[[nodiscard]] Result<std::uint64_t> carry_out(Context& context, const RollbackPlan& plan);

} // namespace govern::ops
