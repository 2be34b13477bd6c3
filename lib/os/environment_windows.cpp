#include "os/environment.hpp"

#include "os/utf16.hpp"

#include <windows.h>

#include <memory>

namespace govern::os {

Environment process_environment() {
    std::map<std::string, std::string> variables;
    const std::unique_ptr<wchar_t, decltype(&FreeEnvironmentStringsW)> block(
        GetEnvironmentStringsW(), FreeEnvironmentStringsW);
    for (const wchar_t* entry = block.get(); entry != nullptr && *entry != L'\0';) {
        const std::wstring_view text = entry;
        // Names like `=C:` hold each drive's current folder and are passed on to children.
        const auto equals = text.find(L'=', 1);
        if (equals != text.npos) {
            variables.emplace(to_utf8(text.substr(0, equals)), to_utf8(text.substr(equals + 1)));
        }
        entry += text.size() + 1;
    }
    return Environment(std::move(variables));
}

} // namespace govern::os
