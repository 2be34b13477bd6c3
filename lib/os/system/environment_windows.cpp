#include "system/environment_windows.hpp"

#include "os/utf16.hpp"

#include <windows.h>

#include <memory>

namespace govern::os {

Environment environment_of_block(const wchar_t* block) {
    Environment out;
    for (const wchar_t* entry = block; entry != nullptr && *entry != L'\0';) {
        const std::wstring_view text = entry;
        // Names like `=C:` hold each drive's current folder and are passed on to children.
        const auto equals = text.find(L'=', 1);
        if (equals != text.npos) {
            const auto name = to_utf8(text.substr(0, equals));
            if (!out.has(name)) {
                out.set(name, to_utf8(text.substr(equals + 1)));
            }
        }
        entry += text.size() + 1;
    }
    return out;
}

Environment process_environment() {
    const std::unique_ptr<wchar_t, decltype(&FreeEnvironmentStringsW)> block(
        GetEnvironmentStringsW(), FreeEnvironmentStringsW);
    return environment_of_block(block.get());
}

} // namespace govern::os
