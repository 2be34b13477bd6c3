#pragma once

#include "net/client.hpp"

namespace govern::net {

/// A `file:` URL into a sink, without libcurl: status 200, 206 for a range, 404 where there is no
/// such file, 416 for a range outside it.
[[nodiscard]] Result<Response> transfer_file(os::Host& host, const Request& request,
                                             BodySink& sink);

} // namespace govern::net
