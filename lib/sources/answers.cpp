#include "address.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "known.hpp"
#include "net/messages.hpp"
#include "sources/messages.hpp"
#include "sources/source.hpp"
#include "trust/messages.hpp"

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

} // namespace

std::string Offer::place() const {
    return file ? file->path : redact_urls(url);
}

Answer answer_of(const Offer& offer, const Error& error, long http_status) {
    // The source of the archive is not to blame for a log that cannot be asked.
    if (offer.file || is_no_answer(error) || error.is(msg::log_unreachable) ||
        error.is(msg::log_offline)) {
        return {Answer::Kind::none, offer.from, "", error};
    }
    if (!error.is(msg::http_status)) {
        return {Answer::Kind::unusable, offer.from, why_of(error), std::nullopt,
                advice_on_certificates(error)};
    }
    const bool lacking = status_means_lacking(http_status, offer.module_zip);
    return {lacking ? Answer::Kind::lacks : Answer::Kind::unusable, offer.from,
            describe_status(http_status, offer.module_zip, offer.url), std::nullopt};
}

void take_note(const Answer& answer, Sources& sources, Reporter& reporter) {
    if (answer.kind != Answer::Kind::unusable) {
        return;
    }
    // One line a source, however many versions were asked of it; and one for the official site,
    // not one for each of its addresses.
    const bool said = std::any_of(sources.begin(), sources.end(), [&](const auto& source) {
        const bool same =
            source.get() == answer.from ||
            (source->kind() == SourceKind::official && answer.from->kind() == SourceKind::official);
        return same && source->recently_unusable();
    });
    if (said) {
        reporter.detail(answer.to_error());
    } else {
        reporter.warn(answer.to_error());
    }
    for (const auto& source : sources) {
        if (source.get() == answer.from) {
            source->remember_unusable(answer.why);
        }
    }
}

Error give_up(const Spec& spec, const Platform& platform, const std::vector<Answer>& answers,
              Sources& sources) {
    const bool asked = std::any_of(answers.begin(), answers.end(), [](const Answer& answer) {
        return answer.kind == Answer::Kind::lacks;
    });
    Error error(asked || answers.empty() ? msg::no_such_version : msg::all_sources_unusable);
    error.with("wanted", wanted_text(spec)).with("platform", platform.text());
    if (asked || answers.empty()) {
        Known known;
        add_embedded(known, platform);
        for (const auto& source : sources) {
            if (!source->recently_unusable()) {
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
        if (!answer.certificates.empty()) {
            error.with("certificates", answer.certificates);
        }
        error.because(answer.to_error());
    }
    return error;
}

} // namespace govern::sources
