#pragma once

#include "config/config.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::config {

/// A key as `govern config` shows it.
struct KeyState {
    std::string_view key;
    std::string_view variable; ///< GOVERN_KEY
    std::string value;         ///< as a file may hold it; empty: nothing is set
    Origin origin = Origin::built_in;
};

/// Every key, in the order of docs/commands.md.
[[nodiscard]] std::vector<KeyState> key_states(const Config& config);
/// One of them. msg::unknown_setting with the nearest name.
[[nodiscard]] Result<KeyState> key_state(const Config& config, std::string_view name);

/// A typed value as a file is to hold it: a relative path counts from the current folder and is
/// written as an absolute one, `yes` is `true`. msg::unknown_setting, msg::bad_setting.
[[nodiscard]] Result<std::string> value_for_file(std::string_view name, const std::string& value,
                                                 const std::string& current_folder);

/// The bytes of a config file with this value for the key, or without the key. Comments, other
/// lines, line ends, the encoding and a byte order mark stay as they are. The first line of the key
/// keeps its place, others of it go; where there is none, a line is added at the end.
[[nodiscard]] std::string text_with(std::string_view bytes, std::string_view key,
                                    const std::optional<std::string>& value);
/// Whether a line of the file has this key, known or not.
[[nodiscard]] bool has_key(std::string_view bytes, std::string_view key);

/// msg::machine_config_open where there is a machine's file that does not count.
[[nodiscard]] std::optional<Message> passed_over(const os::Files& files,
                                                 const MachineFile& machine);

} // namespace govern::config
