#pragma once

namespace govern {

/// The exit statuses that scripts may rely on (docs/errors.md). Shims and `exec` return the
/// child's own code instead.
enum class Exit : int {
    done = 0,
    failed = 1,
    usage = 2,
    no_such_version = 3,
    not_installed = 4,
    network = 5,
    verification = 6,
    permission = 7,
    no_space = 8,
    interrupted = 130,
};

} // namespace govern
