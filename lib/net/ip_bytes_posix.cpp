#include "ip_address.hpp"

#include <arpa/inet.h>

namespace govern::net {

bool ip_bytes(const std::string& text, bool v4, std::uint8_t* bytes) {
    return ::inet_pton(v4 ? AF_INET : AF_INET6, text.c_str(), bytes) == 1;
}

} // namespace govern::net
