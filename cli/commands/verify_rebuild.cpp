#include "cli/commands/verify_rebuild.hpp"

#include "base/messages.hpp"
#include "cli/console.hpp"
#include "ops/proof_by_rebuild/proof.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

using nlohmann::json;

/// The files that only their hashes speak for; nothing where it is not known.
std::optional<std::uint64_t> only_hashed(const ops::Verified& verified,
                                         const ops::RebuildReport& report) {
    if (!report.sources) {
        return std::nullopt;
    }
    const auto took_part = *report.sources + report.programs.size();
    return verified.files - std::min<std::uint64_t>(verified.files, took_part);
}

json to_json(const ops::Verified& verified, const ops::RebuildReport& report,
             const std::string& keep) {
    auto programs = json::array();
    for (const auto& one : report.programs) {
        programs.push_back({{"name", one.name},
                            {"path", one.path},
                            {"identical", one.identical},
                            {"difference", one.identical ? json() : json(one.difference)}});
    }
    const auto rest = only_hashed(verified, report);
    return {{"built_by", report.built_by.text()},
            {"programs", std::move(programs)},
            {"identical", report.identical()},
            {"sources", report.sources ? json(*report.sources) : json()},
            {"only_hashed", rest ? json(*rest) : json()},
            {"seconds", report.seconds},
            {"recorded", report.recorded},
            {"kept", keep.empty() ? json() : json(keep)}};
}

std::string text_of(const ops::Verified& verified, const ops::RebuildReport& report,
                    const std::string& keep) {
    auto text = fmt::format("{}: rebuilt by {} in {:.0f} s: {} of {} programs identical",
                            verified.receipt.id.text(), report.built_by.text(), report.seconds,
                            report.identical(), report.programs.size());
    if (const auto rest = only_hashed(verified, report)) {
        text += fmt::format("; {} source files took part, the other {} files are hash-checked only",
                            *report.sources, *rest);
    }
    if (!keep.empty()) {
        text += fmt::format("; what was built is in {}", keep);
    }
    return text + '\n';
}

} // namespace

Result<RebuildAnswer> rebuild(Context& context, const ops::Verified& verified,
                              const std::string& keep) {
    const auto report = ops::prove_by_rebuild(context, verified, keep);
    RebuildAnswer out;
    if (!report && report.error().is(msg::interrupted)) {
        return Failure(report.error());
    }
    if (!report) {
        out.data = {{"error", cli::to_json(console_of(context).rendered(report.error()))}};
        out.error = report.error();
        return out;
    }
    out.text = text_of(verified, *report, keep);
    out.data = to_json(verified, *report, keep);
    if (!report->proved()) {
        out.error = ops::rebuild_differs_error(verified.receipt.id, *report);
    }
    return out;
}

} // namespace govern::cli
