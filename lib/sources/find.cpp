#include "base/messages/net.hpp"
#include "base/messages/sources.hpp"
#include "known.hpp"
#include "sources/source.hpp"
#include "trust/roots.hpp"

#include <algorithm>
#include <utility>

namespace govern::sources {

namespace {

/// How many candidates are asked for at once, and how many in all before a search gives up.
constexpr std::size_t k_batch = 6;
constexpr std::size_t k_most_candidates = 60;

/// One search among sources, some of which drop out on the way.
class Search {
public:
    Search(const Platform& platform, Sources& sources, Reporter& reporter)
        : m_platform(platform), m_reporter(reporter) {
        bool ended = false;
        for (const auto& source : sources) {
            if (const auto why = source->recently_unusable()) {
                // Said when it happened; repeating it for an hour helps nobody.
                m_reporter.detail(*why);
                m_official_said = m_official_said || source->name() == "official";
                m_skipped.push_back(source.get());
                ended = ended || source->has_last_word();
            } else if (ended && source->name() == "proxy") {
                m_skipped.push_back(source.get());
            } else {
                m_active.push_back(source.get());
            }
        }
    }

    Result<void> read_catalogues();
    Result<void> find_exact(const SdkId& sdk);
    Result<void> find_newest(const Spec& spec);
    /// Makes the sources of the hour's memory the ones to ask; false where there is none.
    bool ask_skipped();

    [[nodiscard]] const Known& known() const { return m_known; }
    [[nodiscard]] bool complete() const { return m_complete; }
    [[nodiscard]] bool listed() const { return m_listed; } ///< some source told its list
    [[nodiscard]] SdkChoice& choice() { return m_choice; }

    /// The releases that may be meant, newest first.
    [[nodiscard]] std::vector<Version> candidates(const Spec& spec) const;

private:
    Result<bool> try_batch(const std::vector<SdkId>& batch);
    void add_offers(const SdkId& sdk, const std::vector<Source*>& from);
    Result<void> note(Source& source, const Error& answer);
    void note_official(Source& source);
    [[nodiscard]] bool is_alternate(const Source& source) const;
    [[nodiscard]] bool is_to_be_asked(const Source& source) const;
    void drop(Source& source);
    void say_what_lacks(const Spec& spec);
    void say(const Source& source, const Error& answer);

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
    if (m_official == nullptr && source.name() == "official") {
        m_official = &source;
    }
}

/// The official site's other address has the same listing: two megabytes that say nothing new.
bool Search::is_alternate(const Source& source) const {
    return m_official != nullptr && m_official != &source && source.name() == "official";
}

/// And with it the proxies that must not be asked after it.
void Search::drop(Source& source) {
    const auto at = std::find(m_active.begin(), m_active.end(), &source);
    if (at == m_active.end()) {
        return;
    }
    const auto after = m_active.erase(at);
    if (source.has_last_word()) {
        m_active.erase(std::remove_if(after, m_active.end(),
                                      [](const Source* other) { return other->name() == "proxy"; }),
                       m_active.end());
    }
}

/// Of those that were there when a round began: whether it is still to be asked.
bool Search::is_to_be_asked(const Source& source) const {
    return !is_alternate(source) &&
           std::find(m_active.begin(), m_active.end(), &source) != m_active.end();
}

/// Keeps an answer once for each source, drops the source where it is unusable; fails where the
/// error is none of a source.
Result<void> Search::note(Source& source, const Error& answer) {
    if (!answer.is(msg::source_unusable) && !answer.is(msg::source_lacks)) {
        return Failure(answer);
    }
    if (answer.is(msg::source_unusable)) {
        source.remember(answer);
        say(source, answer);
        drop(source);
    }
    auto& answers = m_choice.answers;
    const auto same = std::find_if(answers.begin(), answers.end(), [&](const Error& other) {
        return other.fact("address") == answer.fact("address");
    });
    if (same == answers.end()) {
        answers.push_back(answer);
    } else {
        *same = answer;
    }
    return {};
}

/// One line for the official site, not one for each of its addresses.
void Search::say(const Source& source, const Error& answer) {
    const bool official = source.name() == "official";
    if (official && m_official_said) {
        m_reporter.detail(answer);
        return;
    }
    m_official_said = m_official_said || official;
    m_reporter.warn(answer);
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
        } else if (!catalogue.error().is(msg::offline)) {
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
            answers.erase(std::remove_if(answers.begin(), answers.end(),
                                         [&](const Error& answer) {
                                             return answer.fact("address") == source->address();
                                         }),
                          answers.end());
        }
    }
}

Result<void> Search::find_exact(const SdkId& sdk) {
    m_choice.sdk = sdk;
    m_choice.newest_known = sdk.version;
    // What the embedded list knows is offered without reading a listing, by each address.
    const bool listed = !trust::embedded_archive(official_archive_name(sdk));
    for (auto* source : std::vector(m_active)) {
        if (!is_to_be_asked(*source)) {
            continue;
        }
        auto offer = source->offer(sdk);
        if (listed && (offer || offer.error().is(msg::source_lacks))) {
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
    // What was skipped is asked only where nobody else is sure to have it.
    for (auto* source : m_active) {
        const auto has = source->probe({sdk});
        if (has.front()) {
            return {};
        }
        if (has.front().error().is(msg::source_unusable) && source->has_last_word()) {
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
    std::vector<Version> out;
    for (const auto& [version, there] : m_known) {
        if (spec.matches(version)) {
            out.push_back(version);
        }
    }
    if (spec.kind == Spec::Kind::oldstable && !out.empty()) {
        const auto newest = out.front();
        out.erase(std::remove_if(out.begin(), out.end(),
                                 [&](const Version& v) { return v.same_line(newest); }),
                  out.end());
        const auto line = out.empty() ? newest : out.front();
        out.erase(std::remove_if(out.begin(), out.end(),
                                 [&](const Version& v) { return !v.same_line(line); }),
                  out.end());
    }
    return out;
}

/// Asks sources in order for a batch of candidates; true where one of them can be had.
Result<bool> Search::try_batch(const std::vector<SdkId>& batch) {
    std::size_t best = batch.size();
    std::vector<Source*> having;
    for (auto* source : std::vector(m_active)) {
        if (!is_to_be_asked(*source)) {
            continue;
        }
        const auto answers = source->probe(batch);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (answers[i] && i <= best) {
                if (i < best) {
                    having.clear();
                }
                best = i;
                having.push_back(source);
                break;
            }
            if (!answers[i]) {
                GOVERN_TRY(note(*source, answers[i].error()));
                if (answers[i].error().is(msg::source_unusable)) {
                    break;
                }
            }
        }
        if (best == 0) {
            break;
        }
    }
    if (best == batch.size()) {
        return false;
    }
    // Sources after the first that has the newest one were not asked: their offers may come in
    // handy.
    auto from = having;
    for (auto* source : m_active) {
        if (best == 0 && !is_alternate(*source) &&
            std::find(from.begin(), from.end(), source) == from.end()) {
            from.push_back(source);
        }
    }
    add_offers(batch[best], from);
    return true;
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
        for (std::size_t first = 0; first < there.size() && !m_active.empty(); first += k_batch) {
            const auto last = std::min(there.size(), first + k_batch);
            GOVERN_TRY_ASSIGN(const bool found,
                              try_batch({there.begin() + static_cast<std::ptrdiff_t>(first),
                                         there.begin() + static_cast<std::ptrdiff_t>(last)}));
            if (found) {
                return {};
            }
        }
        say_what_lacks(spec);
    } while (ask_skipped());
    return {};
}

void Search::say_what_lacks(const Spec& spec) {
    for (const auto* source : m_active) {
        const auto& answers = m_choice.answers;
        const bool said = std::any_of(answers.begin(), answers.end(), [&](const Error& answer) {
            return answer.fact("address") == source->address();
        });
        if (!said && !is_alternate(*source)) {
            m_choice.answers.push_back(Error(msg::source_lacks)
                                           .with("source", source->name())
                                           .with("address", source->address())
                                           .with("why", "it does not have " + wanted_text(spec)));
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
