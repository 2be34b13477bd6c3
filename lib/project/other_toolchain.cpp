#include "other_toolchain.hpp"

#include "base/path_list.hpp"
#include "core/version.hpp"
#include "resolve/installed.hpp"
#include "resolve/marker.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"

namespace govern::project {

using namespace resolve;

std::optional<OnPath> look_up_toolchain(const std::string& name, const std::string& folder,
                                        const Variables& variables, Arena& arena) {
    const auto path = variables.get(variables.context, "PATH", arena);
    path::ListCutter entries(path, native::k_list_separator == ';');
    for (std::string_view entry; entries.next(entry);) {
        const auto cut = native::unquoted(entry, arena);
        const bool relative = !native::is_absolute(cut);
        const auto from = relative ? compose(arena, "*/*", std::string_view(folder), cut) : cut;
        const auto file =
            compose(arena, "*/**", from, std::string_view(name), native::k_exe_suffix);
        const auto found = sys::info(file.data());
        if (found.kind != sys::Info::Kind::file || !found.executable) {
            continue;
        }
        if (relative) {
            return std::nullopt;
        }
        Installed sdk;
        if (!is_shim(file.data(), arena)) {
            return OnPath{};
        }
        Version wanted;
        if (Version::parse_toolchain(name, wanted) &&
            find_exact(parent(parent(file)), wanted, arena, sdk)) {
            return OnPath{std::string(sdk.sdk)};
        }
    }
    return std::nullopt;
}

bool may_be_published(const std::string& name, const Gover& version) {
    Version release;
    const bool known = Version::parse(version.text(), release);
    const bool early = version < Gover("1.21");
    return name.find_first_of(" \t\r") == name.npos &&
           !(known && early && version.text().ends_with(".0")) &&
           !(version.is_language() && !early);
}

} // namespace govern::project
