#include "machine_file.hpp"

#include "base/path.hpp"
#include "config/edit.hpp"
#include "config/messages.hpp"

namespace govern::config {

Message machine_config_open(const std::string& file, const std::string& why) {
    Message out(msg::machine_config_open);
    out.with("file", file).with("why", why);
    if (path::k_windows) {
        out.with("windows_file", file);
    } else {
        out.with("posix_file", file);
    }
    return out;
}

/// Looked at by its name: nobody but an administrator can put anything else in the place of a file
/// that counts, and a link does not.
std::optional<Message> why_passed_over(const os::Files& files, const MachineFile& machine) {
    const auto& file = machine.path;
    if (files.kind(file) != os::FileInfo::Kind::file) {
        return machine_config_open(file, "it is not a file, or it is a link");
    }
    const auto access = files.folder_access(file);
    if (!access) {
        return machine_config_open(file, "its owner cannot be told");
    }
    if (!access->owned_by_administrator && !(machine.may_be_ours && access->owned_by_us)) {
        return machine_config_open(file, "it belongs to " + access->owner);
    }
    if (access->others_may_write) {
        return machine_config_open(file, "others than its owner may write it");
    }
    return std::nullopt;
}

std::optional<Message> passed_over(const os::Files& files, const MachineFile& machine) {
    return machine.path.empty() || !files.kind(machine.path) ? std::nullopt
                                                             : why_passed_over(files, machine);
}

} // namespace govern::config
