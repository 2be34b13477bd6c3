#include "ops/sdk/prune.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "core/release.hpp"
#include "ops/choice/decision.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/pins.hpp"
#include "ops/sdk/uninstall.hpp"
#include "os/access_time.hpp"
#include "os/machine.hpp"
#include "sdk/prune_files.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace govern::ops {

namespace {

constexpr std::int64_t k_day = 24 * 3600;
constexpr std::int64_t k_unused_days = 30;
constexpr std::size_t k_defaults_kept = 3;

std::string day_of(std::int64_t unix_seconds) {
    return os::format_utc(unix_seconds).substr(0, 10);
}

/// The history, as far as `prune` needs it.
struct Past {
    std::vector<Version> defaults;    ///< the last ones, newest first
    std::vector<std::string> folders; ///< where govern was used
};

Result<Past> read_past(Context& context) {
    Past out;
    std::set<std::string> seen;
    GOVERN_TRY(context.store.follow_default(
        [&](const store::HistoryRow& row, const store::DefaultEffect& effect) {
            if (!row.folder.empty() && seen.insert(row.folder).second) {
                out.folders.push_back(row.folder);
            }
            for (const auto& spec : {effect.after, row.from}) {
                const auto version = exact_release(spec);
                if (version && out.defaults.size() < k_defaults_kept + 1 &&
                    std::find(out.defaults.begin(), out.defaults.end(), *version) ==
                        out.defaults.end()) {
                    out.defaults.push_back(*version);
                }
            }
            return true;
        }));
    return out;
}

/// Decides for each SDK whether something needs it.
class Needs {
public:
    Needs(Context& context, const PruneRequest& request)
        : m_context(context), m_request(request), m_now(context.host.clock.unix_seconds()) {}

    Result<void> gather(PrunePlan& plan) {
        GOVERN_TRY_ASSIGN(m_installed, m_context.store.installed());
        if (m_installed.empty()) {
            return {};
        }
        GOVERN_TRY_ASSIGN(m_past, read_past(m_context));
        auto found = m_request.under.empty() ? find_pins_above(m_context, m_past.folders)
                                             : find_pins_below(m_context, m_request.under);
        m_places = m_request.under.empty() ? "of the projects in the history"
                                           : "under " + join(m_request.under, ", ");
        plan.troubles = std::move(found.troubles);
        for (const auto& pin : found.pins) {
            keep_for(pin);
        }
        m_asked = pinned_here(m_context);
        return {};
    }

    /// Puts each SDK into the plan, as an item or as kept.
    Result<void> sort_out(PrunePlan& plan) {
        for (const auto& id : m_installed) {
            if (!m_request.sdks.empty() && !is_named(id)) {
                continue;
            }
            PruneItem item;
            GOVERN_TRY_ASSIGN(auto why_kept, reason_to_keep(id, item));
            if (!why_kept && !plan.troubles.empty()) {
                why_kept = "what could not be read may need it";
            }
            if (why_kept) {
                plan.kept.push_back({id, std::move(*why_kept)});
                continue;
            }
            item.id = id;
            item.path = m_context.layout.sdk(id);
            item.bytes = size_of_tree(m_context.host.files, item.path);
            plan.items.push_back(std::move(item));
        }
        return {};
    }

private:
    [[nodiscard]] bool is_named(const SdkId& id) const {
        return std::find(m_request.sdks.begin(), m_request.sdks.end(), id) != m_request.sdks.end();
    }

    /// A partial pin needs its newest installed match, of each platform.
    void keep_for(const Pin& pin) {
        std::map<std::string, const SdkId*> best;
        for (const auto& id : m_installed) {
            auto& so_far = best[id.platform.text()];
            if (pin.spec.kind != Spec::Kind::system && pin.spec.matches(id.version) &&
                (so_far == nullptr || id.version > so_far->version)) {
                so_far = &id;
            }
        }
        for (const auto& [platform, id] : best) {
            if (id != nullptr) {
                m_pinned.emplace(id->text(), pin.file + ':' + std::to_string(pin.line));
            }
        }
    }

    /// The newer patch of its line and platform; nullptr if it is the newest.
    [[nodiscard]] const SdkId* newer_of_line(const SdkId& id) const {
        const auto newer = std::find_if(
            m_installed.begin(), m_installed.end(), [&](const SdkId& other) { // newest first
                return other.platform == id.platform && other.version.same_line(id.version) &&
                       !other.version.is_prerelease();
            });
        return newer != m_installed.end() && newer->version > id.version ? &*newer : nullptr;
    }
    [[nodiscard]] bool is_alone_in_line(const SdkId& id) const {
        return std::count_if(m_installed.begin(), m_installed.end(), [&](const SdkId& other) {
                   return other.platform == id.platform && other.version.same_line(id.version);
               }) == 1;
    }

    /// Nothing where all evidence says that it may go; then `item.why` is that evidence.
    Result<std::optional<std::string>> reason_to_keep(const SdkId& id, PruneItem& item) {
        GOVERN_TRY_ASSIGN(const auto user, user_of(m_context, id, m_asked));
        if (user) {
            return user;
        }
        if (std::find(m_past.defaults.begin(), m_past.defaults.end(), id.version) !=
            m_past.defaults.end()) {
            return "it is one of the last defaults";
        }
        if (const auto pin = m_pinned.find(id.text()); pin != m_pinned.end()) {
            return pin->second + " asks for it";
        }
        const auto receipt = m_context.store.receipt(id);
        if (!receipt) {
            return "its receipt cannot be read";
        }
        const auto limit = m_now - k_unused_days * k_day;
        if (receipt->installed_at.empty() || receipt->installed_at > os::format_utc(limit)) {
            return "it was installed within the last 30 days";
        }
        const auto used = os::access_time(m_context.layout.sdk_go(id)).value_or(0);
        if (used > limit) {
            return "it was used on " + day_of(used);
        }
        const bool named = is_named(id);
        if (receipt->source == SourceKind::adopted && !named) {
            return "it was adopted: name it to remove it";
        }
        const auto* const newer = newer_of_line(id);
        if (newer == nullptr && !is_alone_in_line(id)) {
            return "it is the newest of its line";
        }
        if (newer == nullptr && !named) {
            return "it is the only one of its line: name it to remove it";
        }
        const auto since = std::max(os::format_utc(used), receipt->installed_at).substr(0, 10);
        item.why = (newer != nullptr ? toolchain_name(newer->version) + " is installed, "
                                     : std::string("it was named, ")) +
                   "not used since " + since + ", no pin " + m_places + " names it";
        return std::nullopt;
    }

    Context& m_context;
    const PruneRequest& m_request;
    std::int64_t m_now;
    std::vector<SdkId> m_installed;
    Past m_past;
    std::string m_places;
    std::map<std::string, std::string> m_pinned; ///< SDK to `FILE:LINE`
    std::vector<Pinned> m_asked;
};

/// Removes one SDK; the bytes that came free.
Result<std::uint64_t> remove_sdk(Context& context, const PruneItem& item,
                                 const store::ChangeNote& note) {
    auto& store = context.store;
    GOVERN_TRY_ASSIGN(const auto lock, store.lock(*item.id));
    const auto asked = pinned_here(context);
    GOVERN_TRY(store.remove(*item.id, note, [&]() -> Result<void> {
        GOVERN_TRY_ASSIGN(const auto user, user_of(context, *item.id, asked));
        return user ? fail(msg::sdk_in_use, {{"name", toolchain_name(item.id->version)},
                                             {"why", *user},
                                             {"spec", spec_name(item.id->version)}})
                    : Result<void>();
    }));
    // What runs on Windows stays until the next clean-up.
    const auto left = size_of_trash(context, *item.id);
    return item.bytes > left ? item.bytes - left : 0;
}

} // namespace

std::uint64_t PrunePlan::bytes() const {
    std::uint64_t out = 0;
    for (const auto& item : items) {
        out += item.bytes;
    }
    return out;
}

bool has_other_users(Context& context) {
    const auto own = context.host.machine.user();
    bool others = false;
    store::History history(context.host, context.layout);
    (void)history.newest_first([&](const store::HistoryRow& row) {
        const auto user = row.user.substr(0, row.user.find(" (")); // `root (sudo by ann)`
        others = !user.empty() && user != own;
        return !others;
    });
    return others;
}

Result<PrunePlan> plan_prune(Context& context, const PruneRequest& request) {
    PrunePlan plan;
    if (request.shared_home && request.under.empty()) {
        return fail(msg::prune_needs_under, {{"home", context.layout.home()}});
    }
    Needs needs(context, request);
    GOVERN_TRY(needs.gather(plan));
    GOVERN_TRY(needs.sort_out(plan));
    if (request.sdks.empty()) {
        add_files_to_prune(context, plan);
    }
    return plan;
}

Result<void> carry_out(Context& context, const PruneRequest& request, PrunePlan& plan) {
    auto& store = context.store;
    GOVERN_TRY(store.require_writable());
    if (plan.items.empty()) {
        store.sweep(); // what a killed run has left
        return store.heal_shims(request.program);
    }
    store::ChangeNote note{store::ChangeKind::prune, context.command, {}, {}, 0};
    for (const auto& item : plan.items) {
        if (item.id) {
            note.sdks.push_back(item.id->text());
        }
    }
    GOVERN_TRY_ASSIGN(note.id, store.begin_change(note));
    Result<void> verdict;
    for (auto& item : plan.items) {
        if (context.host.reporter.interrupted()) {
            verdict = fail(msg::interrupted);
            break;
        }
        auto freed = item.id ? remove_sdk(context, item, note) : remove_files(context, item);
        item.removed = freed.has_value();
        if (freed) {
            item.bytes = *freed;
        } else {
            item.error = std::move(freed).error();
            verdict = item.error->is(msg::interrupted) ? Failure(*item.error) : std::move(verdict);
        }
        if (!verdict) {
            break;
        }
    }
    auto healed = store.heal_shims(request.program);
    store.sweep();
    if (verdict) {
        verdict = std::move(healed);
    }
    const auto failed = std::find_if(plan.items.begin(), plan.items.end(),
                                     [](const PruneItem& item) { return item.error; });
    const auto* error = !verdict                     ? &verdict.error()
                        : failed != plan.items.end() ? &*failed->error
                                                     : nullptr;
    store.finish_change(note.id,
                        error == nullptr ? store::ChangeEnd::done : store::ChangeEnd::failed,
                        error == nullptr ? "" : error->spec().code);
    return verdict;
}

} // namespace govern::ops
