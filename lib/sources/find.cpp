#include "core/select.hpp"
#include "known.hpp"
#include "net/messages.hpp"
#include "sources/messages.hpp"
#include "sources/source.hpp"
#include "trust/roots.hpp"

#include <algorithm>
#include <utility>

namespace govern::sources {

namespace {

/// How many candidates are asked for before a search gives up.
constexpr std::size_t k_most_candidates = 60;

/// One search among sources, some of which drop out on the way.
class Search {
public:
    Search(const Platform& platform, Sources& sources, Reporter& reporter)
        : m_platform(platform), m_reporter(reporter) {
        bool ended = false;
        for (const auto& source : sources) {
            if (const auto why = source->recently_unusable()) {
                // It was reported when it happened; repeating it for an hour helps nobody.
                m_reporter.detail(*why);
                m_official_said = m_official_said || source->kind() == SourceKind::official;
                m_skipped.push_back(source.get());
                ended = ended || source->has_last_word();
            } else if (ended && source->kind() == SourceKind::proxy) {
                m_skipped.push_back(source.get());
            } else {
                m_active.push_back(source.get());
            }
        }
    }

    Result<void> read_catalogues();
    Result<void> find_exact(const SdkId& sdk);
    Result<void> find_newest(const Spec& spec);
    /// Takes the sources skipped because of the hour's memory as the ones to ask; false if there
    /// are none.
    bool ask_skipped();

    [[nodiscard]] const Known& known() const { return m_known; }
    [[nodiscard]] bool complete() const { return m_complete; }
    [[nodiscard]] bool listed() const { return m_listed; } ///< a source sent its list
    [[nodiscard]] SdkChoice& choice() { return m_choice; }

    /// The releases that may be meant, newest first.
    [[nodiscard]] std::vector<Version> candidates(const Spec& spec) const;

private:
    Result<bool> try_candidate(const SdkId& sdk);
    void ask_for_later_patches(const Spec& spec);
    void add_offers(const SdkId& sdk, const std::vector<Source*>& from);
    Result<void> note(Source& source, const Answer& answer);
    void note_official(Source& source);
    [[nodiscard]] bool is_alternate(const Source& source) const;
    [[nodiscard]] bool is_to_be_asked(const Source& source) const;
    void drop(Source& source);
    void say_what_lacks(const Spec& spec);
    void say(const Source& source, const Answer& answer);

    const Platform& m_platform;
    Reporter& m_reporter;
    std::vector<Source*> m_active;
    std::vector<Source*> m_skipped;
    Source* m_official = nullptr; ///< the official address whose listing was read
    bool m_complete = false;
    bool m_listed = false;
    bool m_official_said = false;
    Known m_known;
    SdkChoice m_choice;
};

void Search::note_official(Source& source) {
    if (m_official == nullptr && source.kind() == SourceKind::official) {
        m_official = &source;
    }
}

/// The official site's other address has the same listing: two megabytes that say nothing new.
bool Search::is_alternate(const Source& source) const {
    return m_official != nullptr && m_official != &source && source.kind() == SourceKind::official;
}

/// Removes a source, and with it the proxies that GOPROXY forbids to ask after it.
void Search::drop(Source& source) {
    const auto at = std::find(m_active.begin(), m_active.end(), &source);
    if (at == m_active.end()) {
        return;
    }
    const auto after = m_active.erase(at);
    if (source.has_last_word()) {
        m_active.erase(
            std::remove_if(after, m_active.end(),
                           [](const Source* other) { return other->kind() == SourceKind::proxy; }),
            m_active.end());
    }
}

/// Of those that were there when a round began: whether it is still to be asked.
bool Search::is_to_be_asked(const Source& source) const {
    return !is_alternate(source) &&
           std::find(m_active.begin(), m_active.end(), &source) != m_active.end();
}

/// Keeps an answer once for each source, drops the source where it is unusable; fails where no
/// source is to blame.
Result<void> Search::note(Source& source, const Answer& answer) {
    if (answer.kind == Answer::Kind::none) {
        return Failure(answer.to_error());
    }
    if (answer.kind == Answer::Kind::unusable) {
        source.remember_unusable(answer.why);
        say(source, answer);
        drop(source);
    }
    auto& answers = m_choice.answers;
    const auto same = std::find_if(answers.begin(), answers.end(),
                                   [&](const Answer& other) { return other.from == answer.from; });
    if (same == answers.end()) {
        answers.push_back(answer);
    } else {
        *same = answer;
    }
    return {};
}

/// One line for the official site, not one for each of its addresses.
void Search::say(const Source& source, const Answer& answer) {
    const bool official = source.kind() == SourceKind::official;
    if (official && m_official_said) {
        m_reporter.detail(answer.to_error());
        return;
    }
    m_official_said = m_official_said || official;
    m_reporter.warn(answer.to_error());
}

Result<void> Search::read_catalogues() {
    m_known.clear();
    add_embedded(m_known, m_platform);
    for (auto* source : std::vector(m_active)) {
        if (!is_to_be_asked(*source)) {
            continue;
        }
        const auto catalogue = source->catalogue(m_platform);
        if (catalogue) {
            note_official(*source);
            m_complete = m_complete || catalogue->complete;
            m_listed = true;
            add_catalogue(m_known, *catalogue);
        } else if (const auto& error = catalogue.error().error;
                   !error || !error->is(msg::offline)) {
            GOVERN_TRY(note(*source, catalogue.error()));
        }
    }
    return {};
}

bool Search::ask_skipped() {
    m_active = std::move(m_skipped);
    m_skipped.clear();
    return !m_active.empty();
}

void Search::add_offers(const SdkId& sdk, const std::vector<Source*>& from) {
    m_choice.sdk = sdk;
    auto& answers = m_choice.answers;
    for (auto* source : from) {
        if (auto offer = source->offer(sdk)) {
            m_choice.offers.push_back(std::move(*offer));
            answers.erase(
                std::remove_if(answers.begin(), answers.end(),
                               [&](const Answer& answer) { return answer.from == source; }),
                answers.end());
        }
    }
}

Result<void> Search::find_exact(const SdkId& sdk) {
    m_choice.sdk = sdk;
    m_choice.newest_known = sdk.version;
    // Offers a release that the embedded list knows at each address, without reading a listing.
    const bool listed = !trust::embedded_archive(official_archive_name(sdk));
    for (auto* source : std::vector(m_active)) {
        if (!is_to_be_asked(*source)) {
            continue;
        }
        auto offer = source->offer(sdk);
        if (listed && (offer || offer.error().kind == Answer::Kind::lacks)) {
            note_official(*source);
        }
        if (offer) {
            m_choice.offers.push_back(std::move(*offer));
        } else {
            GOVERN_TRY(note(*source, offer.error()));
        }
    }
    if (m_skipped.empty()) {
        return {};
    }
    // Skipped sources are asked only if no other source is sure to have it.
    for (auto* source : m_active) {
        const auto has = source->probe(sdk);
        if (has) {
            return {};
        }
        if (has.error().kind == Answer::Kind::unusable && source->has_last_word()) {
            break;
        }
    }
    const auto offers = std::exchange(m_choice.offers, {});
    ask_skipped();
    GOVERN_TRY(find_exact(sdk));
    m_choice.offers.insert(m_choice.offers.begin(), offers.begin(), offers.end());
    return {};
}

/// Newest first; for oldstable those of the line before the newest.
std::vector<Version> Search::candidates(const Spec& spec) const {
    const auto newest =
        newest_match(m_known.begin(), m_known.end(), spec,
                     [](const auto& entry) -> const Version& { return entry.first; });
    std::vector<Version> out;
    for (auto entry = newest; entry != m_known.end(); ++entry) {
        const auto& version = entry->first;
        if (spec.matches(version) &&
            (spec.kind != Spec::Kind::oldstable || version.same_line(newest->first))) {
            out.push_back(version);
        }
    }
    return out;
}

/// Asks the sources in order for one candidate; true if it can be had. Sources after the one
/// that has it are not asked: their offers may come in handy.
Result<bool> Search::try_candidate(const SdkId& sdk) {
    std::vector<Source*> from;
    for (auto* source : std::vector(m_active)) {
        if (!is_to_be_asked(*source)) {
            continue;
        }
        const auto answer = from.empty() ? source->probe(sdk) : Answered<void>();
        if (answer) {
            from.push_back(source);
        } else {
            GOVERN_TRY(note(*source, answer.error()));
        }
    }
    if (!from.empty()) {
        add_offers(sdk, from);
    }
    return !from.empty();
}

Result<void> Search::find_newest(const Spec& spec) {
    do {
        GOVERN_TRY(read_catalogues());
        const auto all = candidates(spec);
        if (!all.empty()) {
            m_choice.newest_known = all.front();
        }
        std::vector<SdkId> there;
        for (const auto& version : all) {
            if (m_known[version] && there.size() < k_most_candidates) {
                there.push_back({version, m_platform});
            }
        }
        for (const auto& sdk : there) {
            GOVERN_TRY_ASSIGN(const bool found, try_candidate(sdk));
            if (found) {
                ask_for_later_patches(spec);
                return {};
            }
        }
        say_what_lacks(spec);
    } while (ask_skipped());
    return {};
}

/// The patch after a release of a line.
std::optional<Version> next_patch(const Version& version) {
    Version out;
    const auto text = std::to_string(version.major()) + '.' + std::to_string(version.minor()) +
                      '.' + std::to_string(version.patch() + 1);
    return !version.is_prerelease() && Version::parse(text, out) ? std::optional(out)
                                                                 : std::nullopt;
}

/// A module proxy serves a release before its list names it. Where no complete listing was read,
/// the patches after the newest are asked for one at a time.
void Search::ask_for_later_patches(const Spec& spec) {
    while (!m_complete && m_choice.sdk.version >= m_choice.newest_known) {
        const auto next = next_patch(m_choice.sdk.version);
        if (!next || !spec.matches(*next)) {
            return;
        }
        // A guess: whatever a source answers to it says nothing about the source.
        const SdkId sdk{*next, m_platform};
        std::vector<Source*> from;
        for (auto* source : m_active) {
            if (is_to_be_asked(*source) && (!from.empty() || source->probe(sdk))) {
                from.push_back(source);
            }
        }
        if (from.empty()) {
            return;
        }
        m_choice.offers.clear();
        add_offers(sdk, from);
        m_choice.newest_known = *next;
    }
}

void Search::say_what_lacks(const Spec& spec) {
    for (const auto* source : m_active) {
        const auto& answers = m_choice.answers;
        const bool said = std::any_of(answers.begin(), answers.end(),
                                      [&](const Answer& answer) { return answer.from == source; });
        if (!said && !is_alternate(*source)) {
            m_choice.answers.push_back({Answer::Kind::lacks, source,
                                        "it does not have " + wanted_text(spec), std::nullopt});
        }
    }
}

} // namespace

Result<SdkChoice> find_release(const Spec& spec, const Platform& platform, Sources& sources,
                               Reporter& reporter) {
    Search search(platform, sources, reporter);
    if (spec.kind == Spec::Kind::exact) {
        GOVERN_TRY(search.find_exact({spec.version, platform}));
    } else {
        GOVERN_TRY(search.find_newest(spec));
    }
    if (search.choice().offers.empty()) {
        return Failure(give_up(spec, platform, search.choice().answers, sources));
    }
    return std::move(search.choice());
}

std::optional<Version> newest_known(const Spec& spec, const Platform& platform, Sources& sources,
                                    Reporter& reporter) {
    Search search(platform, sources, reporter);
    (void)search.read_catalogues();
    const auto all = search.candidates(spec);
    return all.empty() ? std::nullopt : std::optional(all.front());
}

Result<Catalogue> published(const Platform& platform, Sources& sources, Reporter& reporter) {
    Search search(platform, sources, reporter);
    GOVERN_TRY(search.read_catalogues());
    if (!search.listed() && search.ask_skipped()) {
        GOVERN_TRY(search.read_catalogues());
    }
    if (!search.listed()) {
        reporter.warn(Message(msg::only_known_releases));
    }
    Catalogue out;
    out.complete = search.complete();
    for (const auto& [version, there] : search.known()) {
        out.releases.push_back({version, !version.is_prerelease(), there});
    }
    return out;
}

} // namespace govern::sources
