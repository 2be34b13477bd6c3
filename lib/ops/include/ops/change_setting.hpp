#pragma once

#include "config/config.hpp"
#include "ops/context.hpp"

#include <optional>
#include <string>

namespace govern::ops {

struct SettingRequest {
    std::string key;
    std::optional<std::string> value; ///< as typed; nothing: the key is to be removed
    bool of_machine = false;          ///< the file of the machine, not the home's
    config::MachineFile machine;
    bool dry_run = false;
};

struct SettingReport {
    std::string file;
    std::optional<std::string> value; ///< as it stands in the file
    bool changed = false;             ///< with dry_run: would change
};

/// Writes one key of a config file, or removes it; the rest of the file stays as it is. A file that
/// is missing is made, and so is the home. Recorded in the history. msg::unknown_setting and
/// msg::bad_setting for what was typed, msg::machine_config_open and msg::setting_needs_admin for
/// the machine's file. Takes a lock for the home's.
[[nodiscard]] Result<SettingReport> change_setting(Context& context, const SettingRequest& request);

} // namespace govern::ops
