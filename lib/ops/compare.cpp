#include "ops/compare.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "compare_artefacts.hpp"
#include "compare_output.hpp"
#include "ops/messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace govern::ops {

namespace {

class Comparison {
public:
    Comparison(Context& context, const CompareRequest& request, OutputComparer outputs,
               const std::function<Result<Ran>(std::size_t)>& run_once)
        : m_context(context), m_request(request), m_outputs(std::move(outputs)),
          m_run_once(run_once), m_made(request.names.size()) {}

    Result<CompareReport> run() {
        if (!m_request.artefacts.empty()) {
            GOVERN_TRY_ASSIGN(auto found, Artefacts::find(m_context, m_request.artefacts));
            m_artefacts.emplace(std::move(found));
        }
        for (const auto& name : m_request.names) {
            m_report.versions.push_back({name, {}, {}, {}, {}, {}, {}, {}});
        }
        GOVERN_TRY(run_all());
        for (auto& version : m_report.versions) {
            summarise(version);
        }
        compare_outputs();
        GOVERN_TRY(compare_artefacts());
        check_limits();
        return std::move(m_report);
    }

private:
    Result<void> run_all() {
        const auto count = m_request.names.size();
        for (unsigned round = 0; round <= m_request.runs; ++round) {
            for (std::size_t i = 0; i < count && !m_report.interrupted; ++i) {
                // The first round warms up. After it every other one goes backwards.
                GOVERN_TRY(run_one(round % 2 == 0 && round != 0 ? count - 1 - i : i, round));
            }
        }
        return {};
    }

    Result<void> run_one(std::size_t version, unsigned round) {
        m_context.host.reporter.status(
            Message(msg::compare_run)
                .with("version", m_request.names[version])
                .with("run",
                      round == 0 ? "warm-up" : fmt::format("run {} of {}", round, m_request.runs)));
        if (m_artefacts) {
            GOVERN_TRY(m_artefacts->begin());
        }
        auto ran = m_run_once(version);
        auto& out = m_report.versions[version];
        const bool keep = ran && round != 0 && out.runs.empty() && !ran->interrupted;
        if (m_artefacts) {
            auto made = m_artefacts->end(keep);
            if (made && keep) {
                m_made[version] = std::move(*made);
            } else if (!made && ran) {
                return tl::unexpected(std::move(made).error());
            }
        }
        if (!ran) {
            return tl::unexpected(std::move(ran).error());
        }
        m_report.interrupted = ran->interrupted;
        if (round == 0 || ran->interrupted) {
            return {};
        }
        if (out.runs.empty()) {
            out.out = std::move(ran->out);
            out.err = std::move(ran->err);
        }
        out.runs.push_back(
            {m_counted++, ran->code, ran->wall.count(), ran->cpu.count(), ran->peak_memory});
        return {};
    }

    void summarise(ComparedVersion& version) const {
        std::vector<double> walls;
        std::vector<double> cpus;
        std::vector<double> peaks;
        for (const auto& run : version.runs) {
            walls.push_back(run.wall);
            cpus.push_back(run.cpu);
            if (run.peak_memory) {
                peaks.push_back(static_cast<double>(*run.peak_memory));
            }
        }
        if (walls.empty()) {
            return;
        }
        version.wall = spread_of(std::move(walls));
        version.cpu = spread_of(std::move(cpus));
        if (!peaks.empty()) {
            version.peak_memory = spread_of(std::move(peaks));
        }
        const auto& first = m_report.versions.front();
        if (first.wall.median > 0) {
            version.ratio = version.wall.median / first.wall.median;
        }
    }

    void compare_outputs() {
        const auto& first = m_report.versions.front();
        for (std::size_t i = 1; i < m_report.versions.size(); ++i) {
            const auto& other = m_report.versions[i];
            if (first.runs.empty() || other.runs.empty()) {
                continue;
            }
            add_output(other.name, os::Output::out, first.out, other.out);
            add_output(other.name, os::Output::err, first.err, other.err);
        }
    }

    void add_output(const std::string& name, os::Output stream, const std::string& first,
                    const std::string& second) {
        if (auto difference = m_outputs.compare(first, second)) {
            difference->name = name;
            difference->stream = stream;
            m_report.outputs.push_back(std::move(*difference));
        }
    }

    Result<void> compare_artefacts() {
        for (std::size_t i = 1; i < m_made.size(); ++i) {
            if (m_report.versions[0].runs.empty() || m_report.versions[i].runs.empty()) {
                continue;
            }
            std::set<std::string> names;
            for (const auto* made : {&m_made[0], &m_made[i]}) {
                for (const auto& [name, copy] : *made) {
                    names.insert(name);
                }
            }
            for (const auto& name : names) {
                GOVERN_TRY_ASSIGN(auto one, compare_artefact(name, i));
                m_report.artefacts.push_back(std::move(one));
            }
        }
        return {};
    }

    Result<ArtefactComparison> compare_artefact(const std::string& path, std::size_t version) {
        ArtefactComparison out;
        out.name = m_request.names[version];
        out.path = path;
        const auto first = m_made[0].find(path);
        const auto second = m_made[version].find(path);
        const auto size = [this](const std::string& copy) -> std::optional<std::uint64_t> {
            const auto info = m_context.host.files.info(copy);
            return info && *info ? std::optional((*info)->size) : std::nullopt;
        };
        if (first != m_made[0].end()) {
            out.first_size = size(first->second);
        }
        if (second != m_made[version].end()) {
            out.size = size(second->second);
        }
        if (out.first_size && out.size) {
            GOVERN_TRY_ASSIGN(out.difference, compare_files(first->second, second->second));
            // That differs by itself.
            std::erase_if(out.difference.facts,
                          [](const FactDifference& fact) { return fact.name == "go version"; });
        }
        return out;
    }

    void check_limits() {
        const auto& limits = m_request.limits;
        const auto& first = m_report.versions.front();
        for (const auto& version : m_report.versions) {
            if (limits.max_slower && version.ratio && *version.ratio > 1 + *limits.max_slower) {
                m_report.broken.push_back(fmt::format(
                    "--max-slower: {} takes {:.1f} % longer than {}, {:g} % are allowed",
                    version.name, (*version.ratio - 1) * 100, first.name,
                    *limits.max_slower * 100));
            }
        }
        for (const auto& one : m_report.artefacts) {
            check_artefact(one, first.name);
        }
        if (limits.same_output) {
            for (const auto& one : m_report.outputs) {
                m_report.broken.push_back(fmt::format(
                    "--same-output: {} of {} differs from line {} on",
                    one.stream == os::Output::out ? "stdout" : "stderr", one.name, one.line));
            }
        }
        const bool wants_files = limits.same_artefact || limits.max_larger;
        if (wants_files && m_report.artefacts.empty() && !m_report.interrupted) {
            m_report.broken.push_back("--artefact: no run made a file that matches " +
                                      m_request.artefacts);
        }
    }

    void check_artefact(const ArtefactComparison& one, const std::string& first) {
        const auto& limits = m_request.limits;
        if (limits.same_artefact && !one.difference.same) {
            m_report.broken.push_back(fmt::format("--same-artefact: {} of {} is not that of {}",
                                                  one.path, one.name, first));
        }
        if (limits.max_larger && one.first_size && one.size && *one.first_size > 0) {
            const double ratio =
                static_cast<double>(*one.size) / static_cast<double>(*one.first_size);
            if (ratio > 1 + *limits.max_larger) {
                m_report.broken.push_back(fmt::format(
                    "--max-larger: {} of {} is {:.1f} % larger than that of {}, {:g} % are allowed",
                    one.path, one.name, (ratio - 1) * 100, first, *limits.max_larger * 100));
            }
        }
    }

    Context& m_context;
    const CompareRequest& m_request;
    OutputComparer m_outputs;
    const std::function<Result<Ran>(std::size_t)>& m_run_once;
    std::vector<std::map<std::string, std::string>> m_made; ///< copies by name, of each version
    std::optional<Artefacts> m_artefacts;
    CompareReport m_report;
    unsigned m_counted = 0;
};

} // namespace

std::vector<std::uint32_t> ComparedVersion::codes() const {
    std::set<std::uint32_t> found;
    for (const auto& run : runs) {
        found.insert(run.code);
    }
    return {found.begin(), found.end()};
}

bool CompareReport::same_codes() const {
    return std::all_of(versions.begin(), versions.end(), [&](const ComparedVersion& one) {
        return one.runs.empty() || versions.front().runs.empty() ||
               one.codes() == versions.front().codes();
    });
}

Spread spread_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto middle = values.size() / 2;
    const double median =
        values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return {median, values.front(), values.back()};
}

Result<CompareReport> compare(Context& context, const CompareRequest& request,
                              const std::function<Result<Ran>(std::size_t)>& run_once) {
    GOVERN_TRY_ASSIGN(auto outputs, OutputComparer::make(request.ignore));
    return Comparison(context, request, std::move(outputs), run_once).run();
}

Result<Ran> CompareRunner::run(std::size_t version) {
    RunOptions options;
    options.capture = true;
    options.measured = true;
    if (!m_cold) {
        return ops::run(m_context, m_toolchains[version], m_words, options);
    }
    GOVERN_TRY_ASSIGN(const auto cache, TemporaryFolder::make(m_context, "govern-compare-"));
    options.variables["GOCACHE"] = cache.path();
    return ops::run(m_context, m_toolchains[version], m_words, options);
}

} // namespace govern::ops
