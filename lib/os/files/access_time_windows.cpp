#include "os/access_time.hpp"

#include "os/utf16.hpp"

#include <windows.h>

namespace govern::os {

std::optional<std::int64_t> access_time(const std::string& path) {
    constexpr std::int64_t k_ticks = 10'000'000;          // of 100 ns
    constexpr std::int64_t k_unix_epoch = 11'644'473'600; // in seconds since 1601
    WIN32_FILE_ATTRIBUTE_DATA data{};
    if (GetFileAttributesExW(long_path(path).c_str(), GetFileExInfoStandard, &data) == 0) {
        return std::nullopt;
    }
    const auto ticks = (std::int64_t{data.ftLastAccessTime.dwHighDateTime} << 32U) |
                       std::int64_t{data.ftLastAccessTime.dwLowDateTime};
    return ticks / k_ticks - k_unix_epoch;
}

} // namespace govern::os
