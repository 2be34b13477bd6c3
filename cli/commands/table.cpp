#include "base/path.hpp"
#include "cli/command.hpp"

#include <array>

namespace govern::cli {

std::unique_ptr<Command> make_adopt();
std::unique_ptr<Command> make_audit();
std::unique_ptr<Command> make_buildinfo();
std::unique_ptr<Command> make_ci();
std::unique_ptr<Command> make_compare();
std::unique_ptr<Command> make_complete();
std::unique_ptr<Command> make_completion();
std::unique_ptr<Command> make_config();
std::unique_ptr<Command> make_current();
std::unique_ptr<Command> make_default();
std::unique_ptr<Command> make_doctor();
std::unique_ptr<Command> make_env();
std::unique_ptr<Command> make_exec();
std::unique_ptr<Command> make_explain();
std::unique_ptr<Command> make_history();
std::unique_ptr<Command> make_history_diff();
std::unique_ptr<Command> make_init();
std::unique_ptr<Command> make_install();
std::unique_ptr<Command> make_link();
std::unique_ptr<Command> make_list();
std::unique_ptr<Command> make_mirror();
std::unique_ptr<Command> make_pin();
std::unique_ptr<Command> make_prune();
std::unique_ptr<Command> make_repair();
std::unique_ptr<Command> make_rollback();
std::unique_ptr<Command> make_setup();
std::unique_ptr<Command> make_shim();
std::unique_ptr<Command> make_tool();
std::unique_ptr<Command> make_tool_check();
std::unique_ptr<Command> make_tool_install();
std::unique_ptr<Command> make_tool_list();
std::unique_ptr<Command> make_tool_uninstall();
std::unique_ptr<Command> make_uninstall();
std::unique_ptr<Command> make_unlink();
std::unique_ptr<Command> make_upgrade();
std::unique_ptr<Command> make_use();
std::unique_ptr<Command> make_verify();
std::unique_ptr<Command> make_which();
std::unique_ptr<Command> make_why();

namespace {

/// An example that is written otherwise on Windows.
constexpr std::string_view here(std::string_view posix, std::string_view windows) {
    return path::k_exe_suffix.empty() ? posix : windows;
}

constexpr std::array k_history_commands = {
    CommandEntry{"diff", "what is different between the snapshots of two changes",
                 "govern history diff 3 7", make_history_diff},
};

constexpr std::array k_tool_commands = {
    CommandEntry{"list", "tools of each installed version, and whether they fit",
                 "govern tool list", make_tool_list},
    CommandEntry{"install", "build the newest release that fits the Go that runs here",
                 "govern tool install dlv gopls", make_tool_install},
    CommandEntry{"uninstall", "remove tools", "govern tool uninstall dlv", make_tool_uninstall},
    CommandEntry{"check", "which Go built the programs in GOBIN, and what is known against it",
                 "govern tool check", make_tool_check},
};

// An entry without a summary is for govern's own scripts and shims, and not shown.
constexpr std::array k_commands = {
    CommandEntry{"install", "download, verify and publish Go versions", "govern install 1.22",
                 make_install},
    CommandEntry{"use", "switch this shell session only; --unset takes it back",
                 "govern use 1.22.5", make_use},
    CommandEntry{"default", "show or set the version that runs where nothing pins another",
                 "govern default 1.26.10", make_default},
    CommandEntry{"upgrade", "go to a newer version after a check; back where it fails",
                 "govern upgrade 1.22 -- go test ./...", make_upgrade},
    CommandEntry{"rollback", "put the last default back; again: the one before it",
                 "govern rollback", make_rollback},
    CommandEntry{"history", "what was changed, when, by whom and from what", "govern history",
                 make_history, k_history_commands},
    CommandEntry{"pin", "write this folder's .go-version", "govern pin 1.22.5", make_pin},
    CommandEntry{"list", "installed versions; --remote: published ones", "govern list --remote",
                 make_list},
    CommandEntry{"which",
                 "the path of the go that runs here, of a version's, or of a program beside it",
                 "govern which gofmt", make_which},
    CommandEntry{"why", "every candidate for the version that runs here, and what won",
                 "govern why", make_why},
    CommandEntry{"current", "the version that runs here, for prompts and scripts", "govern current",
                 make_current},
    CommandEntry{"buildinfo", "which Go built a program, from what, and how",
                 here("govern buildinfo ./app", "govern buildinfo app.exe"), make_buildinfo},
    CommandEntry{"audit", "known vulnerabilities and ends of support: of versions, pins, programs",
                 "govern audit --fail-on vulnerable", make_audit},
    CommandEntry{"exec", "run a command under one or several versions",
                 "govern exec 1.22.5 go test ./...", make_exec},
    CommandEntry{"compare", "run a command under several versions and show what differs",
                 "govern compare 1.21.13 1.22.5 -- go test ./...", make_compare},
    CommandEntry{"env", "the assignments for a shell, CI or JSON",
                 here("eval \"$(govern env --shell bash)\"",
                      "govern env --shell pwsh | Out-String | Invoke-Expression"),
                 make_env},
    CommandEntry{
        "init", "shell integration code on stdout",
        here("eval \"$(govern init bash)\"", "govern init pwsh | Out-String | Invoke-Expression"),
        make_init},
    CommandEntry{"setup", "put the shims on PATH for good; --undo takes it back", "govern setup",
                 make_setup},
    CommandEntry{"tool", "debugger, language server and analysers that fit each Go",
                 "govern tool install dlv", make_tool, k_tool_commands},
    CommandEntry{"uninstall", "remove versions", "govern uninstall 1.21.9", make_uninstall},
    CommandEntry{"adopt", "take over Go versions that other managers left, once they are proved",
                 "govern adopt --all", make_adopt},
    CommandEntry{"link", "give a local build of Go a name; it is never verified",
                 here("govern link gotip ~/src/go", R"(govern link gotip C:\src\go)"), make_link},
    CommandEntry{"unlink", "take a link's name away; the build stays", "govern unlink gotip",
                 make_unlink},
    CommandEntry{"prune", "remove what nothing needs, with the evidence for each",
                 "govern prune --dry-run", make_prune},
    CommandEntry{"verify", "every file against its receipt, the receipt against the log",
                 "govern verify", make_verify},
    CommandEntry{"repair", "swap in a fresh verified copy", "govern repair 1.22.5", make_repair},
    CommandEntry{"doctor", "find what keeps the right Go from running; --fix repairs it",
                 "govern doctor", make_doctor},
    CommandEntry{"mirror",
                 "fill a folder that govern and Go itself use as GOPROXY, proofs included",
                 here("govern mirror /srv/go 1.22 --os windows --os linux",
                      R"(govern mirror D:\go 1.22 --os windows --os linux)"),
                 make_mirror},
    CommandEntry{"ci", "this job's environment in the CI host's own way", "govern ci", make_ci},
    CommandEntry{"config", "each setting, its value and where it comes from; or set one",
                 "govern config mirror https://mirror.example/go", make_config},
    CommandEntry{"completion", "completion code for a shell",
                 here("eval \"$(govern completion bash)\"",
                      "govern completion pwsh | Out-String | Invoke-Expression"),
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
