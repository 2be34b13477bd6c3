#pragma once

#include "os/host.hpp"

#include <string>
#include <vector>

namespace govern::config {

/// The folders of GOPATH as Go reads them, without a setting `go` in the home folder; nothing where
/// that is not known either.
[[nodiscard]] std::vector<std::string> gopath_folders(os::Host& host);

} // namespace govern::config
