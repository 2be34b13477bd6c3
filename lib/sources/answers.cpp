#include "address.hpp"
#include "base/messages/net.hpp"
#include "base/messages/sources.hpp"
#include "base/messages/trust.hpp"
#include "base/text.hpp"
#include "known.hpp"
#include "sources/source.hpp"

#include <algorithm>

namespace govern::sources {

namespace {

/// At most three releases near to what was asked for: the newest of its line, the next below and
/// above.
std::string nearest_of(const Known& known, const Version& wanted) {
    std::optional<Version> same_line;
    std::optional<Version> below;
    std::optional<Version> above;
    for (const auto& [version, there] : known) {
        if (!there || version.is_prerelease() || version == wanted) {
            continue;
        }
        if (version.same_line(wanted) && !same_line) {
            same_line = version;
        }
        if (version > wanted) {
            above = version;
        } else if (!below) {
            below = version;
        }
    }
    std::vector<std::string> out;
    for (const auto& version : {above, same_line, below}) {
        if (version && std::find(out.begin(), out.end(), spec_name(*version)) == out.end()) {
            out.push_back(spec_name(*version));
        }
    }
    return join(out, ", ");
}

/// What a failed request says about its source.
Error read_answer(const Offer& offer, const Error& error) {
    const auto status =
        error.is(msg::http_status) ? parse_number(error.fact("status")) : std::nullopt;
    const bool lacking =
        status && status_means_lacking(static_cast<long>(*status), offer.module_zip);
    Error answer(lacking ? msg::source_lacks : msg::source_unusable);
    answer.with("source", offer.source)
        .with("address", offer.address)
        .with("why", status ? describe_status(static_cast<long>(*status), offer.module_zip,
                                              error.fact("url"))
                            : why_of(error));
    return answer;
}

} // namespace

Error answer_of(const Offer& offer, const Error& error, Sources& sources, Reporter& reporter) {
    // Where the log cannot be asked, the source of the archive is not to blame.
    if (is_no_answer(error) || error.is(msg::log_unreachable) || error.is(msg::log_offline)) {
        return error;
    }
    const bool known = error.is(msg::source_lacks) || error.is(msg::source_unusable);
    auto answer = known ? error : read_answer(offer, error);
    if (answer.is(msg::source_lacks)) {
        return answer;
    }
    // One line a source, however many versions were asked of it; and one for the official site,
    // not one for each of its addresses.
    const bool said = std::any_of(sources.begin(), sources.end(), [&](const auto& source) {
        const bool same = source->address() == offer.address ||
                          (offer.source == "official" && source->name() == offer.source);
        return same && source->recently_unusable();
    });
    if (said) {
        reporter.detail(answer);
    } else {
        reporter.warn(answer);
    }
    for (const auto& source : sources) {
        if (source->address() == offer.address) {
            source->remember(answer);
        }
    }
    return answer;
}

Error give_up(const Spec& spec, const Platform& platform, const std::vector<Error>& answers,
              Sources& sources) {
    const bool asked = std::any_of(answers.begin(), answers.end(), [](const Error& answer) {
        return answer.is(msg::source_lacks);
    });
    Error error(asked || answers.empty() ? msg::no_such_version : msg::all_sources_unusable);
    error.with("wanted", wanted_text(spec)).with("platform", platform.text());
    if (asked || answers.empty()) {
        Known known;
        add_embedded(known, platform);
        for (const auto& source : sources) {
            if (source->name() == "official" && !source->recently_unusable()) {
                if (const auto catalogue = source->catalogue(platform)) {
                    add_catalogue(known, *catalogue);
                }
            }
        }
        const auto found = known.find(spec.version);
        if (spec.kind == Spec::Kind::exact && found != known.end() && !found->second) {
            error.with("missing_platform", platform.text());
        }
        if (!spec.version.empty()) {
            error.with("nearest", nearest_of(known, spec.version));
        }
    }
    for (const auto& answer : answers) {
        (void)std::move(error).because(answer);
    }
    return error;
}

} // namespace govern::sources
