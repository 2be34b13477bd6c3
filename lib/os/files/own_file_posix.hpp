#pragma once

#include "base/result.hpp"
#include "system/error_posix.hpp"

#include <sys/types.h>

#include <string>
#include <string_view>

namespace govern::os {

/// A hard link of the same file elsewhere.
enum class SecondName { refused, allowed };

/// Opens a file of the home for writing, with `flags` and, where O_CREAT makes it, `mode`. What is
/// a link, has a second name or belongs to another account is msg::file_foreign: looked at by its
/// handle, so that nothing can be put in its place in between. `action` is a verb for messages.
[[nodiscard]] Result<Fd> open_own(const std::string& path, std::string_view action, int flags,
                                  mode_t mode, SecondName second = SecondName::refused);

/// msg::file_foreign.
[[nodiscard]] Failure foreign_failure(std::string_view action, const std::string& path,
                                      std::string reason);

/// The name of an account, or its number.
[[nodiscard]] std::string account_name(uid_t user);

} // namespace govern::os
