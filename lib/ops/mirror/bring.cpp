#include "mirror/bring.hpp"

#include "mirror/room.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/published.hpp"
#include "sdk/install_plan.hpp"
#include "sdk/kept_archives.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

using Kind = sources::Answer::Kind;

/// Keeps an answer; fails where no source is to blame.
Result<void> note(Context& context, sources::Answer answer, sources::Sources& sources,
                  std::vector<sources::Answer>& answers) {
    sources::take_note(answer, sources, context.host.reporter);
    if (answer.kind == Kind::none) {
        return Failure(answer.to_error());
    }
    answers.push_back(std::move(answer));
    return {};
}

Failure give_up(Context& context, const SdkId& id, const std::vector<sources::Answer>& answers,
                sources::Sources& sources) {
    return Failure(with_settings(
        context, sources, sources::give_up(exact_spec(id.version), id.platform, answers, sources)));
}

} // namespace

Result<Brought> bring(Context& context, const MirrorFolder& folder,
                      const sources::SdkChoice& choice, sources::Sources& sources,
                      const ComingProof& log) {
    const auto& id = choice.sdk;
    auto answers = choice.answers;
    bool ended = false;
    for (const auto& offer : choice.offers) {
        if (ended && offer.module_zip) {
            continue;
        }
        auto part = folder.unfinished(offer.file_name + ".part");
        auto brought = bring_archive(context, id, offer, part, log);
        if (brought) {
            return Brought{std::move(*brought), offer, std::move(part)};
        }
        auto& fault = brought.error();
        fault.error = with_room(context, std::move(fault.error),
                                {folder.path(), offer.file_name, fault.size});
        if (fault.unproved) {
            return Failure(std::move(fault.error));
        }
        auto answer = sources::answer_of(offer, fault.error, fault.http_status);
        ended = ended || ends_proxies(answer);
        GOVERN_TRY(note(context, std::move(answer), sources, answers));
    }
    return give_up(context, id, answers, sources);
}

Result<void> settle(Context& context, MirrorFolder& folder, const Brought& brought,
                    std::string_view below) {
    GOVERN_TRY(folder.publish(brought.part, below));
    return context.host.files.remove(brought.part + ".state");
}

Result<sources::SdkChoice> find_published(Context& context, const Spec& spec,
                                          const Platform& platform, sources::Sources& sources,
                                          bool probe) {
    auto found = sources::find_release(spec, platform, sources, context.host.reporter);
    if (!found) {
        return Failure(with_settings(context, sources, std::move(found).error()));
    }
    auto& choice = *found;
    // A module zip is what the mirror serves; an official archive is made into one.
    std::stable_partition(choice.offers.begin(), choice.offers.end(),
                          [](const auto& offer) { return offer.module_zip; });
    GOVERN_TRY(leave_offline_offers(context, spec, choice.offers));
    if (!probe || context.offline || spec.kind != Spec::Kind::exact) {
        return choice;
    }
    bool ended = false;
    for (const auto& offer : choice.offers) {
        if (ended && offer.module_zip) {
            continue;
        }
        auto has = offer.from->probe(choice.sdk);
        if (has) {
            return choice;
        }
        ended = ended || ends_proxies(has.error());
        GOVERN_TRY(note(context, std::move(has).error(), sources, choice.answers));
    }
    return give_up(context, choice.sdk, choice.answers, sources);
}

} // namespace govern::ops
