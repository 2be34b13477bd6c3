#include "core/layout.hpp"

namespace govern {

namespace {
#ifdef _WIN32
constexpr char k_separator = '\\';
#else // ^^^ Windows, others vvv
constexpr char k_separator = '/';
#endif
} // namespace

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

std::string Layout::sdk_go(const SdkId& id) const {
    return sdk(id) + k_separator + "bin" + k_separator +
           (id.platform.os == "windows" ? "go.exe" : "go");
}

} // namespace govern
