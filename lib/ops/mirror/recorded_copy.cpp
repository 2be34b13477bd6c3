#include "mirror/recorded_copy.hpp"

#include "ops/sdk/evidence.hpp"
#include "trust/messages.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

Result<trust::LogCopy> copy_of(Context& context, trust::Log& log, const MirrorFolder& folder,
                               const std::vector<SdkId>& sdks) {
    auto copy = log.copy(sdks, folder.heads(log.name()));
    if (copy || !context.offline ||
        !(copy.error().is(msg::log_offline) || copy.error().is(msg::log_unreachable))) {
        return copy;
    }
    GOVERN_TRY_ASSIGN(const auto of_home, open_log(context, nullptr, false));
    auto from_home = of_home->copy(sdks, folder.heads(of_home->name()));
    return from_home ? std::move(from_home) : std::move(copy);
}

} // namespace

Result<RecordedCopy> copy_log(Context& context, trust::Log& log, const MirrorFolder& folder,
                              const std::vector<SdkId>& sdks, const std::vector<SdkId>& asked) {
    RecordedCopy out;
    auto copy = copy_of(context, log, folder, sdks);
    if (!copy && copy.error().is(msg::log_no_record)) {
        std::vector<SdkId> recorded;
        for (const auto& id : sdks) {
            const bool is_asked = std::find(asked.begin(), asked.end(), id) != asked.end();
            const auto proof = log.prove(id);
            (proof || is_asked || !proof.error().is(msg::log_no_record) ? recorded : out.unrecorded)
                .push_back(id);
        }
        copy = copy_of(context, log, folder, recorded);
    }
    GOVERN_TRY_ASSIGN(out.copy, std::move(copy));
    return out;
}

} // namespace govern::ops
