#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec config_malformed{
    "config-malformed", Exit::failed,
    "{file}:{line}: {why}\n"
    "did you mean `{nearest}`?\n"
    "keys: source, mirror, goproxy, auto_install, ca_file, keep_archives",
    "edit {file}",
    "The config file of a home holds `key = value` lines and # comments in UTF-8. A key that "
    "govern does not "
    "know or a value it cannot use is an error, so that a misspelt setting never goes unnoticed."};

inline constexpr MessageSpec setting_malformed{
    "setting-malformed", Exit::failed, "{variable}='{value}': {why}\ndid you mean `{nearest}`?",
    "unset {variable}, or give it a value it can take",
    "Each key of the config file has a variable GOVERN_KEY that wins over it. This one holds a "
    "value that the key "
    "cannot take."};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_config[] = {&config_malformed, &setting_malformed};

} // namespace govern::msg
