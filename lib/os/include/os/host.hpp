#pragma once

#include "base/reporter.hpp"
#include "os/clock.hpp"
#include "os/environment.hpp"
#include "os/files.hpp"
#include "os/machine.hpp"
#include "os/process.hpp"
#include "os/user_environment.hpp"

namespace govern::os {

/// Every effect of the layers below the CLI, made once in main and passed by reference.
struct Host {
    Files& files;
    Processes& processes;
    Clock& clock;
    Machine& machine;
    UserEnvironment& account;
    Environment environment;
    Reporter& reporter;
    std::string current_folder; ///< absolute, UTF-8; empty if it was deleted
};

} // namespace govern::os
