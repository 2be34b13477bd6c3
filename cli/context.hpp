#pragma once

#include "ops/context.hpp"
#include "os/terminal.hpp"

#include <string>

namespace govern::cli {

/// The options that every command takes, before or after its name.
struct Globals {
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    bool offline = false;
    bool yes = false;
    std::string color = "auto"; ///< auto, always, never
    std::string home;           ///< --home; empty: not given
    std::string log;            ///< --log; empty: not given
    std::string eval;           ///< --eval: the shell whose function evaluates what `use` prints
};

/// The context of a command: made once in main, handed down.
class Context : public ops::Context {
public:
    Context(os::Host& the_host, Globals the_globals, Layout the_layout, config::Config the_config,
            os::Stream& stdout_stream, os::Stream& stderr_stream)
        : ops::Context(the_host, std::move(the_layout), std::move(the_config), the_globals.offline),
          globals(std::move(the_globals)), out(stdout_stream), err(stderr_stream) {}

    const Globals globals;
    os::Stream& out;
    os::Stream& err;
};

} // namespace govern::cli
