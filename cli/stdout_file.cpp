#include "cli/stdout_file.hpp"

#include "cli/messages.hpp"
#include "os/user_file.hpp"

namespace govern::cli {

Result<void> require_other_than_stdout(const Globals& globals, std::string_view name,
                                       const std::string& path) {
    if (!globals.json || !os::is_standard_output(path)) {
        return {};
    }
    return fail(msg::stdout_taken, {{"name", std::string(name)}, {"path", path}});
}

} // namespace govern::cli
