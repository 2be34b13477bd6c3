#pragma once

#include "os/host.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace govern::sources {

/// The hour's memory of addresses that could not be used: `<home>/cache/unusable`, one line each,
/// `SECONDS<tab>ADDRESS<tab>WHY`. Read once; if the file cannot be read or written, that is not an
/// error.
class Usability {
public:
    Usability(os::Host& host, std::string file);

    struct Fault {
        std::int64_t since = 0; ///< unix seconds
        std::string why;
    };
    [[nodiscard]] std::optional<Fault> recent(const std::string& address) const;
    void remember(const std::string& address, std::string_view why);

private:
    os::Host& m_host;
    std::string m_file;
    std::map<std::string, Fault> m_faults;
};

} // namespace govern::sources
