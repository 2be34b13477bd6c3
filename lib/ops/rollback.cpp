#include "ops/rollback.hpp"

#include "core/release.hpp"
#include "ops/choice/defaults.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/quick_check.hpp"
#include "ops/sdk/verify.hpp"
#include "store/messages.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

constexpr std::size_t k_most_steps = 1000;

std::string installed_words(const std::vector<SdkId>& sdks) {
    std::string out;
    for (const auto& id : sdks) {
        out += (out.empty() ? "" : ", ") + spec_name(id.version);
    }
    return out;
}

/// A target that `--any` does not take.
Message passing(const store::UndoStep& step, const Error& why) {
    return Message(msg::rollback_passes)
        .with("spec", step.target)
        .with("why", why.is(msg::rollback_target_gone)         ? "it is not installed"
                     : why.is(msg::rollback_target_damaged)    ? "it is damaged"
                     : why.is(msg::rollback_target_unverified) ? "it is a link, never checked"
                                                               : render(why).text);
}

/// `passed`: what is before it and cannot be taken.
Failure nothing_before(Context& context, const std::vector<Message>& passed = {}) {
    const auto sdks = context.store.installed().value_or(std::vector<SdkId>());
    const auto now = context.store.default_version();
    const auto other = std::find_if(sdks.begin(), sdks.end(), [&](const SdkId& id) {
        const auto runs = context.store.runnable(id.version);
        return runs && *runs && (!now || !*now || id.version != **now);
    });
    Message error(msg::nothing_before);
    error.with("home", context.layout.home())
        .with("installed", installed_words(sdks))
        .with("command", other != sdks.end() ? "govern default " + spec_name(other->version)
                         : sdks.empty()      ? "govern install latest"
                                             : "govern history");
    for (const auto& why : passed) {
        error.because(why);
    }
    return Failure(std::move(error));
}

class Planner {
public:
    Planner(Context& context, const RollbackRequest& request)
        : m_context(context), m_request(request) {}

    Result<RollbackPlan> plan() {
        const bool nearest = !m_request.id && !m_request.spec;
        GOVERN_TRY_ASSIGN(m_steps, m_context.store.undo_steps(nearest ? 2 : k_most_steps));
        m_plan.from = m_context.store.default_name().value_or(std::nullopt).value_or("");
        GOVERN_TRY(m_request.id ? aim_at_change() : m_request.spec ? aim_at_spec() : aim_at_last());
        if (auto good = check(m_plan.step); !good) {
            if (good.error().exit() == Exit::interrupted) {
                return Failure(std::move(good).error());
            }
            if (nearest) { // all of them: an older one may do
                GOVERN_TRY_ASSIGN(m_steps, m_context.store.undo_steps(k_most_steps));
            }
            if (!m_request.any) {
                return refuse(std::move(good).error());
            }
            m_plan.passed.push_back(passing(m_plan.step, good.error()));
            GOVERN_TRY_ASSIGN(const auto older, next_good());
            if (!older) {
                return nothing_before(m_context, m_plan.passed);
            }
            m_plan.step = *older;
        }
        m_plan.next = m_plan.step.undoes.empty() ? m_plan.from // a change like any other
                      : m_next < m_steps.size()  ? m_steps[m_next].target
                                                 : "";
        return std::move(m_plan);
    }

private:
    Result<void> aim_at_last() {
        if (m_steps.empty()) {
            return nothing_before(m_context);
        }
        m_plan.step = m_steps.front();
        m_next = 1;
        return {};
    }

    /// To the default as it was after that change, whatever became of it.
    Result<void> aim_at_change() {
        std::optional<store::UndoStep> then;
        GOVERN_TRY(m_context.store.follow_default(
            [&](const store::HistoryRow& row, const store::DefaultEffect& effect) {
                if (row.id == *m_request.id) {
                    then = store::UndoStep{row.id, effect.after, {}};
                }
                return !then;
            }));
        if (!then) {
            return fail(msg::no_such_change, {{"id", std::to_string(*m_request.id)}});
        }
        if (then->target.empty()) {
            return fail(msg::change_has_no_default, {{"id", std::to_string(*m_request.id)}});
        }
        return_to(*then);
        return {};
    }

    Result<void> aim_at_spec() {
        std::optional<store::UndoStep> last;
        GOVERN_TRY(m_context.store.follow_default(
            [&](const store::HistoryRow& row, const store::DefaultEffect& effect) {
                const auto version = effect.changed ? exact_release(row.to) : std::nullopt;
                if (version && m_request.spec->matches(*version)) {
                    last = store::UndoStep{row.id, row.to, {}};
                }
                return !last;
            }));
        if (!last) {
            return fail(msg::never_the_default,
                        {{"spec", m_request.spec_text}, {"home", m_context.layout.home()}});
        }
        return_to(*last);
        return {};
    }

    /// `then`: a change and the default after it. The step of the walk that leads there takes back
    /// all that came since; without one, as after a change that was itself taken back, it is a
    /// change like any other.
    void return_to(const store::UndoStep& then) {
        const auto since =
            std::find_if(m_steps.begin(), m_steps.end(), [&](const store::UndoStep& step) {
                return step.undoes.back() <= then.id;
            });
        const auto older =
            std::find_if(m_steps.begin(), m_steps.end(),
                         [&](const store::UndoStep& step) { return step.id < then.id; });
        const bool leads_there = since != m_steps.begin() && (since - 1)->target == then.target;
        m_plan.step = leads_there ? *(since - 1) : then;
        m_next = static_cast<std::size_t>((leads_there ? since : older) - m_steps.begin());
    }

    /// True if the step's version is installed and undamaged. Sets the plan's SDK.
    Result<void> check(const store::UndoStep& step) {
        const auto version = exact_release(step.target);
        if (!version && m_context.store.link(step.target)) {
            return fail(msg::rollback_target_unverified, {{"spec", step.target}});
        }
        GOVERN_TRY_ASSIGN(const auto id,
                          version ? m_context.store.runnable(*version)
                                  : Result<std::optional<SdkId>>(std::optional<SdkId>()));
        if (!id) {
            return fail(msg::rollback_target_gone,
                        {{"spec", step.target},
                         {"home", m_context.layout.home()},
                         {"command", version ? "govern install " + step.target : ""}});
        }
        m_plan.sdk = *id;
        if (auto whole = quick_check(m_context, *id); !whole) {
            return damaged(step, std::move(whole).error());
        }
        return m_request.verify ? verify_all(step) : Result<void>();
    }

    Result<void> verify_all(const store::UndoStep& step) {
        const auto began = m_context.host.clock.steady();
        // A rollback needs no network: the receipt and the home are enough.
        Context offline(m_context.host, m_context.layout, m_context.config, true);
        auto verified = ops::verify(offline, m_plan.sdk);
        m_plan.verified = m_context.host.clock.steady() - began;
        if (!verified) {
            return damaged(step, std::move(verified).error());
        }
        return verified->differences.none() ? Result<void>()
                                            : damaged(step, tree_differs_error(*verified));
    }

    static Failure damaged(const store::UndoStep& step, Error why) {
        if (why.exit() == Exit::interrupted) {
            return Failure(std::move(why));
        }
        return Failure(Message(msg::rollback_target_damaged)
                           .with("spec", step.target)
                           .because(std::move(why)));
    }

    /// The next older step whose version is installed and undamaged. The version that is the
    /// default now is not a way back. An interrupt ends the walk.
    Result<std::optional<store::UndoStep>> next_good() {
        while (m_next < m_steps.size()) {
            const auto& step = m_steps[m_next++];
            if (step.target == m_plan.from) {
                continue;
            }
            const auto good = check(step);
            if (good) {
                return step;
            }
            if (good.error().exit() == Exit::interrupted) {
                return Failure(good.error());
            }
            m_plan.passed.push_back(passing(step, good.error()));
        }
        return std::nullopt;
    }

    /// What was asked for once more, with --any.
    [[nodiscard]] std::string command_with_any() const {
        const auto target = m_request.id     ? ' ' + std::to_string(*m_request.id)
                            : m_request.spec ? ' ' + m_request.spec_text
                                             : "";
        return "govern rollback" + target + (m_request.verify ? " --verify" : "") + " --any";
    }

    Result<RollbackPlan> refuse(Error error) {
        GOVERN_TRY_ASSIGN(const auto older, next_good());
        if (older) {
            error.with("older", older->target)
                .with("older_id", std::to_string(older->id))
                .with("any", command_with_any());
        } else if (error.is(msg::rollback_target_gone) && !exact_release(m_plan.step.target)) {
            error.with("command", "govern history"); // nothing brings a link back
        }
        return Failure(std::move(error));
    }

    Context& m_context;
    const RollbackRequest& m_request;
    std::vector<store::UndoStep> m_steps;
    std::size_t m_next = 0; ///< the step after the plan's
    RollbackPlan m_plan;
};

} // namespace

Result<RollbackPlan> plan_rollback(Context& context, const RollbackRequest& request) {
    return Planner(context, request).plan();
}

Result<std::uint64_t> carry_out(Context& context, const RollbackPlan& plan) {
    GOVERN_TRY_ASSIGN(const auto change, change_default(context, plan.sdk,
                                                        {store::ChangeKind::rollback,
                                                         context.command,
                                                         {plan.sdk.text()},
                                                         plan.step.undoes,
                                                         0}));
    return change.id;
}

} // namespace govern::ops
