#pragma once

#include "net/client.hpp"

#include <cstdint>
#include <string>

namespace govern::net {

/// Some bytes of a file that stand for a file of their own, as in a tar.
struct FilePart {
    std::string path;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

/// Answers a request from them as a server would that knows ranges.
[[nodiscard]] Result<Response> transfer_part(os::Host& host, const Request& request,
                                             const FilePart& from, BodySink& sink);

} // namespace govern::net
