#pragma once

#include "os/files.hpp"
#include "os/messages.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace govern::store {

constexpr std::string_view k_temporary = ".tmp-"; ///< in names: Files::write_atomic

/// An absent folder holds nothing.
inline Result<std::vector<std::string>> names_in(const os::Files& files,
                                                 const std::string& folder) {
    auto names = files.list(folder);
    if (!names && names.error().is(msg::file_not_found)) {
        return std::vector<std::string>{};
    }
    return names;
}

} // namespace govern::store
