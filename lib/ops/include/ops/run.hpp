#pragma once

#include "ops/context.hpp"
#include "resolve/decision.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// One Go under which programs can run: `go` and a nested `go` are this one.
struct Toolchain {
    std::optional<SdkId> sdk;                    ///< nothing: the system's Go, or a link
    std::string link;                            ///< the NAME of a local build; empty: none
    std::unique_ptr<resolve::Decision> decision; ///< of `go +VERSION`, called here
    os::Environment environment;                 ///< of the programs
    std::string bin; ///< the SDK's folder of programs; empty for the system's Go

    [[nodiscard]] std::string spec() const; ///< `1.22.5`, `system`, a link's NAME
    [[nodiscard]] std::string name() const; ///< `go1.22.5`, `system`, a link's NAME
};

/// The program of that name, with or without `.exe`, in an SDK's folder of programs.
[[nodiscard]] std::optional<std::string> program_in(const os::Files& files, const std::string& bin,
                                                    std::string_view name);

/// Nothing: the system's Go. Errors: those of the decision, such as msg::no_system_go.
[[nodiscard]] Result<Toolchain> toolchain_of(Context& context, const std::optional<SdkId>& sdk);

/// A local build: msg::link_gone, msg::link_shared.
[[nodiscard]] Result<Toolchain> toolchain_of(Context& context, const store::Link& link);

/// What the calling shell would run if this home's shims come first on its PATH: no version is
/// forced.
[[nodiscard]] Toolchain toolchain_of_shell(Context& context);

/// Variables on top of others; nothing unsets one.
using ChangedVariables = std::map<std::string, std::optional<std::string>>;

/// Warns of each reason why the project here cannot be built under this Go, of a switch that Go
/// itself would make, and of a link. False if the project cannot be built. `variables`: those that
/// the program gets besides.
bool warn_of_toolchain(Context& context, const Toolchain& toolchain,
                       const ChangedVariables& variables = {});

struct RunOptions {
    /// Collects the output and gives the program an empty stdin. Otherwise it has our streams.
    bool capture = false;
    std::size_t max_captured = std::size_t{64}
                               << 20U; ///< bytes of each stream; the rest is dropped
    /// With `capture`: gets each piece of output as it comes.
    std::function<void(os::Output, std::string_view)> tee = {};
    bool empty_stdin = false;
    /// Zero: none. When it is over, the program and what it started are ended.
    std::chrono::milliseconds time_limit{0};
    bool whole_tree = false; ///< as os::Command has it; with `capture` and a time limit only
    ChangedVariables variables = {}; ///< on top of the toolchain's
    bool measured = false; ///< Ran::cpu and peak_memory count what the program started too
};

/// How a program under a version ended.
struct Ran {
    std::uint32_t code = 0; ///< as os::ChildExit has it
    bool timed_out = false;
    /// Ctrl-C or a request to end came, or ended the program.
    bool interrupted = false;
    std::chrono::duration<double> wall{0};
    std::chrono::duration<double> cpu{0};
    std::optional<std::uint64_t> peak_memory = {}; ///< bytes, as os::ChildExit has it
    std::string out;                               ///< with capture
    std::string err;                               ///< with capture
};

/// Runs a program under a version. The first word is a path, or a name that is looked for in the
/// SDK, then on PATH: msg::program_not_found. Signals are passed on as os::Processes says, whose
/// errors these are.
[[nodiscard]] Result<Ran> run(Context& context, const Toolchain& toolchain,
                              const std::vector<std::string>& words, const RunOptions& options);

/// Whether the first word can be started at all, asked before a version is fetched or switched for
/// it: `go` and `gofmt` count as there. msg::program_not_found, msg::batch_refused
[[nodiscard]] Result<void> require_program(Context& context, const std::vector<std::string>& words);

/// Hears of the runs of a matrix in its order. Called on the calling thread.
class MatrixListener {
public:
    virtual ~MatrixListener() = default;
    /// One after the other: before it starts. In parallel: before its end is waited for.
    virtual void begins(const Toolchain& toolchain) = 0;
    virtual void ended(const Toolchain& toolchain, const Ran& ran) = 0;
};

/// Runs the program under each version, one after the other or at once. Nothing starts if the
/// program is missing under one of them. After an interrupt no other begins: true then.
[[nodiscard]] Result<bool> run_matrix(Context& context, const std::vector<Toolchain>& toolchains,
                                      const std::vector<std::string>& words,
                                      const RunOptions& options, bool parallel,
                                      MatrixListener& listener);

} // namespace govern::ops
