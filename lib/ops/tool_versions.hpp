#pragma once

#include "advisories/tools.hpp"
#include "ops/context.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// What module proxies say of modules, to choose a version by. It is not proved here: the go that
/// builds the version asks the checksum database.
class ModuleAnswers {
public:
    explicit ModuleAnswers(Context& context) : m_context(context) {}

    /// The releases of a module, newest first; nothing where no proxy tells (GOPROXY=direct,
    /// --offline).
    [[nodiscard]] std::optional<std::vector<std::string>> releases(std::string_view module);
    /// The go lines of these versions' .mod files, in order: empty where there is none; nothing
    /// where that is not known.
    [[nodiscard]] std::vector<std::optional<std::string>>
    go_lines(std::string_view module, const std::vector<std::string>& versions);

private:
    [[nodiscard]] std::optional<std::string> ask(const std::string& file);

    Context& m_context;
    std::string m_base; ///< of the proxy that told the last list
};

/// The version of a known tool to build with this Go. `wanted`: empty for the newest that fits,
/// `latest`, or a version. Gives `latest` where only Go itself can find one. Errors as plan_tools.
[[nodiscard]] Result<std::string> fitting_version(Context& context,
                                                  const advisories::KnownTool& tool,
                                                  const Version& go, const std::string& wanted);

} // namespace govern::ops
