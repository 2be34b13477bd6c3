#pragma once

#include "core/spec.hpp"
#include "ops/context.hpp"
#include "os/process.hpp"
#include "store/upgrade_state.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace govern::ops {

struct UpgradeRequest {
    std::optional<Spec> spec;       ///< nothing: the newest patch of the present line
    std::string spec_text;          ///< as typed
    std::vector<std::string> words; ///< the check: a program and its arguments; empty: none
    bool live = false;  ///< switch first, try then, put the old one back where the check fails
    bool pin = false;   ///< this folder's version file in place of the default
    bool retry = false; ///< also versions that failed before
    std::chrono::milliseconds time_limit = std::chrono::minutes(15);
    std::optional<double> max_slower; ///< 0.2: the check may take a fifth longer than before
};

/// What an upgrade does: the object that `--dry-run` prints is the one that is carried out.
struct UpgradePlan {
    UpgradeRequest request;
    Version from;
    std::optional<SdkId> to; ///< nothing: there is nothing newer
    bool is_installed = false;
    std::string file;   ///< with `pin`: the version file
    std::string before; ///< its bytes
    std::string after;  ///< its bytes with the new version
    /// Newer versions that are not taken because they failed in an upgrade, with its id.
    std::vector<std::pair<Version, std::uint64_t>> passed_over;
    /// What decides in this folder in place of what is upgraded, by govern or by Go itself: a
    /// version file's line, `GOTOOLCHAIN=go1.22.5`, `go.mod line 3`; empty: nothing else does.
    std::string decided_by;
};

/// Finds the candidate and looks the check's program up. Nothing is changed or fetched.
/// msg::no_default; msg::upgrade_older; msg::upgrade_not_decided_here; msg::upgrade_needs_pin;
/// msg::check_not_found, msg::check_is_batch.
[[nodiscard]] Result<UpgradePlan> plan_upgrade(Context& context, const UpgradeRequest& request);

/// What gives this version file another version: `pin` in its folder; where `pin` would write
/// another file, words.
[[nodiscard]] std::string way_to_pin(const Context& context, const std::string& file,
                                     const Version& version);

/// Says what decides here although the trial runs under the candidate.
void say_what_is_forced(Context& context, const UpgradePlan& plan);

struct UpgradeStep {
    std::string_view name; ///< `install`, `before`, `trial`, `switch`
    std::chrono::duration<double> took{0};
    std::string result;
};

struct UpgradeReport {
    std::uint64_t id = 0; ///< of its row in the history
    std::vector<UpgradeStep> steps;
    std::vector<std::string> tail; ///< the check's last lines, where it failed
    std::string log;               ///< the file with all of its output; empty: nothing was tried
    store::ChangeEnd end = store::ChangeEnd::done;
    std::optional<Error> error; ///< why it failed
};

using OutputListener = std::function<void(os::Output, std::string_view)>;

/// Carries a plan with a candidate out: installs it, tries it, switches. `output` gets the check's
/// output as it comes. What fails after the upgrade was recorded is in the report; before that
/// msg::upgrade_running, msg::home_read_only. `program`: the running govern, for the shims.
[[nodiscard]] Result<UpgradeReport> carry_out(Context& context, const UpgradePlan& plan,
                                              const std::string& program,
                                              const OutputListener& output);

/// The number of the upgrade that runs now in this home; nothing where none does, or where this
/// account cannot know.
[[nodiscard]] std::optional<std::uint64_t> running_upgrade(Context& context);

/// How a command sees to what an upgrade whose process is gone left on trial.
enum class Recovery {
    none,      ///< warns of it
    pretend,   ///< says that it would be put back, and reads the default as if it were
    carry_out, ///< puts it back, and says so; warns where this account may not
};

/// True where it was, or would be, put back. Costs one look at state/pending.
bool recover_pending(Context& context, Recovery recovery);

/// msg::upgrade_pending where an upgrade whose process is gone left something on trial.
[[nodiscard]] std::optional<Message> interrupted_upgrade(Context& context);

} // namespace govern::ops
