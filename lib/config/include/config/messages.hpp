#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec config_malformed{
    "config-malformed", Exit::failed,
    "{file}:{line}: {why}\n"
    "did you mean `{nearest}`?\n"
    "keys: source, mirror, goproxy, auto_install, ca_file, keep_archives, log, events",
    "edit {file}",
    "The config file of a home, and that of the machine, holds `key = value` lines and # comments in UTF-8 or UTF-16. "
    "A key that govern does not know or a value it cannot use is an error, so that a misspelt setting never goes unnoticed."};

inline constexpr MessageSpec setting_malformed{
    "setting-malformed", Exit::failed,
    "{variable}='{value}': {why}\n"
    "did you mean `{nearest}`?",
    "unset {variable}, or give it a value it can take",
    "Each key of the config file has a variable GOVERN_KEY that wins over it. "
    "This one holds a value that the key cannot take."};

inline constexpr MessageSpec machine_config_open{
    "machine-config-open", Exit::done, "the settings in {file} do not count: {why}",
    "as root: chown root {posix_file} && chmod 644 {posix_file}\n"
    "as an administrator: icacls {windows_file} /setowner *S-1-5-32-544\n"
    "as an administrator: icacls {windows_file} /inheritance:r /grant:r *S-1-5-32-544:F *S-1-5-18:F *S-1-5-32-545:R",
    "A config file for the whole machine decides where every account gets its Go. "
    "It counts only if it is a file that root (on Windows administrators) owns and nobody else may write. "
    "Look at what it says before you give it to them."};

inline constexpr MessageSpec unknown_setting{
    "unknown-setting", Exit::usage, "there is no setting '{key}'",
    "did you mean: govern config {nearest}\n"
    "govern config",
    "`govern config` lists every setting, its value and where that comes from."};

inline constexpr MessageSpec bad_setting{
    "bad-setting", Exit::usage,
    "{key} cannot be '{value}': {why}\n"
    "did you mean `{nearest}`?",
    "", "The table of settings in docs/commands.md says which values each key takes."};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_config[] = {
    &config_malformed, &setting_malformed, &machine_config_open, &unknown_setting, &bad_setting};

} // namespace govern::msg
