#pragma once

#include <windows.h>

#include <memory>
#include <string>

namespace govern::os {

struct LocalFreer {
    void operator()(void* memory) const { LocalFree(memory); }
};
/// What Windows gives to be freed by LocalFree.
using LocalMemory = std::unique_ptr<void, LocalFreer>;

/// `DOMAIN\name`, or the SID itself where no domain controller answers.
[[nodiscard]] std::string account_name(PSID sid);
/// The account of this process, or a group of it.
[[nodiscard]] bool is_our_account(PSID sid);
/// SYSTEM, Administrators or TrustedInstaller.
[[nodiscard]] bool is_administrator(PSID sid);

/// A descriptor that lets only this account, SYSTEM and Administrators in, nothing inherited; empty
/// where the account cannot be asked. `of_folder`: for everything below, too.
[[nodiscard]] LocalMemory owner_only_rights(bool of_folder = false);

} // namespace govern::os
