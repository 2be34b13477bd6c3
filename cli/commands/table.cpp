#include "cli/command.hpp"

#include <array>

namespace govern::cli {

std::unique_ptr<Command> make_ci();
std::unique_ptr<Command> make_complete();
std::unique_ptr<Command> make_completion();
std::unique_ptr<Command> make_current();
std::unique_ptr<Command> make_default();
std::unique_ptr<Command> make_doctor();
std::unique_ptr<Command> make_env();
std::unique_ptr<Command> make_exec();
std::unique_ptr<Command> make_explain();
std::unique_ptr<Command> make_init();
std::unique_ptr<Command> make_install();
std::unique_ptr<Command> make_list();
std::unique_ptr<Command> make_pin();
std::unique_ptr<Command> make_repair();
std::unique_ptr<Command> make_setup();
std::unique_ptr<Command> make_shim();
std::unique_ptr<Command> make_uninstall();
std::unique_ptr<Command> make_use();
std::unique_ptr<Command> make_verify();
std::unique_ptr<Command> make_which();
std::unique_ptr<Command> make_why();

namespace {

// An entry without a summary is for govern's own scripts and shims, and not shown.
constexpr std::array k_commands = {
    CommandEntry{"install", "download, verify and publish Go versions", "govern install 1.22",
                 make_install},
    CommandEntry{"use", "switch this shell session only; --unset takes it back",
                 "govern use 1.22.5", make_use},
    CommandEntry{"default", "show or set the version that runs where nothing pins another",
                 "govern default 1.26.10", make_default},
    CommandEntry{"pin", "write this folder's .go-version", "govern pin 1.22.5", make_pin},
    CommandEntry{"list", "installed versions; --remote: published ones", "govern list --remote",
                 make_list},
    CommandEntry{"which", "the path of the go that runs here, or of a version's",
                 "govern which 1.22", make_which},
    CommandEntry{"why", "every candidate for the version that runs here, and what won",
                 "govern why", make_why},
    CommandEntry{"current", "the version that runs here, for prompts and scripts", "govern current",
                 make_current},
    CommandEntry{"exec", "run a command under one or several versions",
                 "govern exec 1.22.5 go test ./...", make_exec},
    CommandEntry{"env", "the assignments for a shell, CI or JSON", "govern env --shell bash",
                 make_env},
    CommandEntry{"init", "shell integration code on stdout", "eval \"$(govern init bash)\"",
                 make_init},
    CommandEntry{"setup", "put the shims on PATH for good; --undo takes it back", "govern setup",
                 make_setup},
    CommandEntry{"uninstall", "remove versions", "govern uninstall 1.21.9", make_uninstall},
    CommandEntry{"verify", "every file against its receipt, the receipt against the log",
                 "govern verify", make_verify},
    CommandEntry{"repair", "swap in a fresh verified copy", "govern repair 1.22.5", make_repair},
    CommandEntry{"doctor", "find what keeps the right Go from running; --fix repairs it",
                 "govern doctor", make_doctor},
    CommandEntry{"ci", "this job's environment in the CI host's own way", "govern ci", make_ci},
    CommandEntry{"completion", "completion code for a shell", "govern completion bash",
                 make_completion},
    CommandEntry{"explain", "what an error code means and what helps", "govern explain h1-mismatch",
                 make_explain},
    CommandEntry{"__complete", "", "", make_complete},
    CommandEntry{"__shim", "", "", make_shim},
};

} // namespace

std::span<const CommandEntry> all_commands() {
    return k_commands;
}

} // namespace govern::cli
