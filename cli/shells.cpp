#include "cli/shells.hpp"

#include "base/text.hpp"
#include "ops/account/look_up_go.hpp"
#include "os/user_environment.hpp"
#include "shell/messages.hpp"

namespace govern::cli {

Result<shell::Shell> find_shell(Context& context, const std::string& name,
                                const std::vector<std::string>& known) {
    if (name.empty()) {
        return ops::calling_shell(context.host, context.host.account);
    }
    if (const auto found = shell::parse_shell(name)) {
        return *found;
    }
    return fail(msg::unknown_shell, {{"name", name}, {"known", join(known, ", ")}});
}

std::string code_for_stdout(Context& context, std::string code, shell::Shell shell) {
    if (shell != shell::Shell::cmd || context.globals.json || context.out.is_terminal()) {
        return code;
    }
    auto& account = context.host.account;
    const auto caller =
        shell::known_caller(account.starters(), context.host.environment.get("SHELL").value_or(""));
    return caller == shell::Shell::pwsh ? code : account.for_batch_file(code);
}

} // namespace govern::cli
