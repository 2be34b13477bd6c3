#pragma once

#include "base/reporter.hpp"
#include "os/clock.hpp"
#include "os/environment.hpp"
#include "os/files.hpp"
#include "os/process.hpp"

namespace govern::os {

/// Every effect of the layers below the CLI, made once in main and passed by reference.
struct Host {
    Files& files;
    Processes& processes;
    Clock& clock;
    Environment environment;
    Reporter& reporter;
    std::string current_folder; ///< absolute, UTF-8; empty where it was deleted
};

} // namespace govern::os
