#pragma once

#include "ops/context.hpp"
#include "ops/rebuild.hpp"
#include "ops/run.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// What must hold between the first version and each other one. Fractions: 0.1 is 10 %.
struct CompareLimits {
    std::optional<double> max_slower; ///< of the median time
    std::optional<double> max_larger; ///< of each file made
    bool same_output = false;
    bool same_artefact = false;
};

struct CompareRequest {
    std::vector<std::string> names; ///< of the versions, in the order given
    unsigned runs = 3;              ///< counted ones of each version
    /// Regular expressions (ECMAScript). Output that they or default_ignored_output() match is not
    /// compared.
    std::vector<std::string> ignore;
    std::string artefacts; ///< pattern of the files that a run makes; empty: none
    CompareLimits limits;
};

struct Spread {
    double median = 0;
    double least = 0;
    double most = 0;
};

struct ComparedRun {
    unsigned place = 0; ///< among all counted runs, from 0
    std::uint32_t code = 0;
    double wall = 0;                          ///< seconds
    double cpu = 0;                           ///< seconds
    std::optional<std::uint64_t> peak_memory; ///< bytes
};

struct ComparedVersion {
    std::string name;
    std::vector<ComparedRun> runs;
    Spread wall;
    Spread cpu;
    std::optional<Spread> peak_memory;
    std::optional<double> ratio; ///< of the median time to the first version's
    std::string out;             ///< of the first counted run
    std::string err;

    /// The exit codes that came, each once, in order.
    [[nodiscard]] std::vector<std::uint32_t> codes() const;
};

/// Where the output of a version leaves that of the first one.
struct OutputDifference {
    std::string name; ///< of the version
    os::Output stream = os::Output::out;
    std::size_t line = 0;           ///< from 1
    std::vector<std::string> lines; ///< begin with a blank, `-` (first version) or `+`
};

/// A file that the first version and another one made.
struct ArtefactComparison {
    std::string name;                        ///< of the version
    std::string path;                        ///< below the current folder
    std::optional<std::uint64_t> first_size; ///< nothing: the first version did not make it
    std::optional<std::uint64_t> size;
    FileDifference difference; ///< where both made it
};

struct CompareReport {
    std::vector<ComparedVersion> versions;
    std::vector<OutputDifference> outputs;
    std::vector<ArtefactComparison> artefacts;
    std::vector<std::string> broken; ///< limits, as sentences
    bool interrupted = false;        ///< not every run took place

    /// The versions end alike.
    [[nodiscard]] bool same_codes() const;
};

/// Versions and times of Go's own output, addresses, and the mark of a cached test.
[[nodiscard]] std::vector<std::string> default_ignored_output();

[[nodiscard]] Spread spread_of(std::vector<double> values);

/// Runs each version once uncounted, then `runs` times: in the order given, backwards, in the
/// order given … so that a machine that becomes slower or faster favours no version. Stops after an
/// interrupted run. `run_once` gets the version's place. Files that match the pattern of artefacts
/// are afterwards as they were. msg::compare_bad_pattern
[[nodiscard]] Result<CompareReport>
compare(Context& context, const CompareRequest& request,
        const std::function<Result<Ran>(std::size_t version)>& run_once);

/// Runs a command under toolchains for compare(), its output collected. `cold`: each run has a
/// GOCACHE of its own in the temporary folder.
class CompareRunner {
public:
    CompareRunner(Context& context, const std::vector<Toolchain>& toolchains,
                  const std::vector<std::string>& words, bool cold)
        : m_context(context), m_toolchains(toolchains), m_words(words), m_cold(cold) {}

    Result<Ran> run(std::size_t version);

private:
    Context& m_context;
    const std::vector<Toolchain>& m_toolchains;
    const std::vector<std::string>& m_words;
    bool m_cold;
};

} // namespace govern::ops
