#pragma once

#include "net/client.hpp"
#include "net/file_part.hpp"

namespace govern::net {

/// A `file:` URL into a sink, without libcurl: status 200, 206 for a range, 404 if the file does
/// not exist, 416 for a range outside it.
[[nodiscard]] Result<Response> transfer_file(os::Host& host, const Request& request,
                                             BodySink& sink);

} // namespace govern::net
