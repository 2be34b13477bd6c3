#include "core/layout.hpp"

#include "base/path.hpp"

namespace govern {

using path::k_separator;

std::string Layout::under(std::string_view folder) const {
    std::string out = m_home;
    if (!out.empty() && out.back() != k_separator) { // a drive's root has one
        out += k_separator;
    }
    out += folder;
    return out;
}

std::string Layout::under(std::string_view folder, std::string_view name) const {
    std::string out = under(folder);
    out += k_separator;
    out += name;
    return out;
}

std::string Layout::vulnerabilities_file() const {
    return vulnerabilities() + k_separator + "list";
}

std::string Layout::link(std::string_view name) const {
    return links() + k_separator + '+' + std::string(name);
}

std::string Layout::ci_tar(const SdkId& id) const {
    return ci_cache() + k_separator + id.text() + ".tar";
}

std::string Layout::sdk_go(const SdkId& id) const {
    return sdk(id) + k_separator + "bin" + k_separator +
           (id.platform.os == "windows" ? "go.exe" : "go");
}

} // namespace govern
