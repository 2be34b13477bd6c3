#include "temporary_folder.hpp"

#include "base/path.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"

#include <atomic>

namespace govern::ops {

std::string system_temporary_folder(Context& context) {
    const auto& environment = context.host.environment;
    const auto& here = context.host.current_folder;
    return path::join(here, path::k_windows ? environment.get("TMP").value_or(
                                                  environment.get("TEMP").value_or(here))
                                            : environment.get("TMPDIR").value_or("/tmp"));
}

Result<TemporaryFolder> TemporaryFolder::make(Context& context, std::string_view name) {
    static std::atomic<unsigned> counter = 0;
    const auto base = system_temporary_folder(context);
    auto& files = context.host.files;
    GOVERN_TRY(files.make_folders(base));
    while (true) {
        auto folder =
            path::join(base, std::string(name) + std::to_string(context.host.machine.process_id()) +
                                 '-' + std::to_string(++counter));
        const auto made = files.make_private_folder(folder);
        if (made) {
            return TemporaryFolder(context, std::move(folder));
        }
        if (!made.error().is(msg::file_exists)) {
            return Failure(made.error());
        }
    }
}

TemporaryFolder::~TemporaryFolder() {
    if (!m_path.empty() && !m_keep) {
        (void)m_context->host.files.remove_tree(m_path);
    }
}

} // namespace govern::ops
