#include "ops/messages.hpp"
#include "ops/upgrade.hpp"
#include "os/messages.hpp"
#include "pending.hpp"

namespace govern::ops {

namespace {

constexpr std::size_t k_max_version_file = 64 * 1024;

Message about(const MessageSpec& spec, const store::Pending& pending) {
    return Message(spec)
        .with("id", std::to_string(pending.id))
        .with("what", switched_thing(pending.file))
        .with("from", spec_name(pending.from))
        .with("to", spec_name(pending.to))
        .with("command", command_to_put_back(pending.file, pending.from));
}

Result<bool> recover(Context& context, const store::Pending& pending) {
    GOVERN_TRY(context.store.require_writable());
    GOVERN_TRY_ASSIGN(const bool restored, put_back(context, pending));
    const store::History history(context.host, context.layout);
    const auto row = history.find(pending.id).value_or(std::nullopt);
    if (row && row->end == store::ChangeEnd::interrupted) {
        context.store.finish_change(
            pending.id, restored ? store::ChangeEnd::rolled_back : store::ChangeEnd::failed,
            pending.file.empty() ? msg::default_changed.code : msg::pin_changed.code);
    }
    if (restored) {
        context.host.reporter.warn(about(msg::upgrade_put_back, pending));
    } else {
        context.host.reporter.status(about(msg::pending_was_left, pending));
    }
    return restored;
}

} // namespace

std::string command_to_put_back(const std::string& file, const Version& from) {
    return (file.empty() ? "govern default " : "govern install ") + spec_name(from);
}

std::string switched_thing(const std::string& file) {
    return file.empty() ? "the default" : file;
}

Result<bool> exchange_file(Context& context, const std::string& file, const std::string& before,
                           const std::string& after) {
    GOVERN_TRY_ASSIGN(const auto now, context.host.files.read(file, k_max_version_file));
    if (now != before) {
        return false;
    }
    GOVERN_TRY(context.host.files.write_atomic(file, after));
    return true;
}

Result<bool> put_back(Context& context, const store::Pending& pending) {
    bool restored = true;
    if (pending.file.empty()) {
        // A kill between the note and the switch leaves nothing to switch back.
        GOVERN_TRY_ASSIGN(const auto now, context.store.default_version());
        if (now != pending.from) {
            GOVERN_TRY_ASSIGN(restored, context.store.exchange_default(pending.to, pending.from));
        }
    } else {
        auto now = context.host.files.read(pending.file, k_max_version_file);
        if (!now && !now.error().is(msg::file_not_found)) {
            return Failure(std::move(now).error());
        }
        const bool is_switched = now && *now == pending.after;
        restored = is_switched || now.value_or("") == pending.before;
        if (is_switched) {
            GOVERN_TRY(context.host.files.write_atomic(pending.file, pending.before));
        }
    }
    GOVERN_TRY(store::remove_pending(context.host, context.layout));
    return restored;
}

std::optional<std::uint64_t> running_upgrade(Context& context) {
    std::optional<std::uint64_t> newest;
    const store::History history(context.host, context.layout);
    const auto read = history.newest_first([&](const store::HistoryRow& row) {
        const bool found = row.kind == store::ChangeKind::upgrade;
        if (found && row.end == store::ChangeEnd::interrupted) {
            newest = row.id;
        }
        return !found;
    });
    const auto file = context.layout.upgrade_lock();
    if (!read || !newest || !context.host.files.kind(file)) {
        return std::nullopt;
    }
    const auto lock = context.host.files.lock(file, false, "history");
    return lock && !*lock ? newest : std::nullopt; // its owner is alive
}

namespace {

/// What is on trial, and the lock of upgrades; nothing where its owner is alive.
struct Abandoned {
    store::Pending pending;
    Result<std::unique_ptr<os::FileLock>> lock; ///< an error: this account may not take it
};

std::optional<Abandoned> abandoned(Context& context) {
    auto& files = context.host.files;
    if (!files.kind(context.layout.pending_file())) {
        return std::nullopt;
    }
    auto lock = files.lock(context.layout.upgrade_lock(), false, "recovery");
    if (lock && !*lock) {
        return std::nullopt;
    }
    // Read under the lock: until now its owner may have ended it.
    auto pending = store::read_pending(context.host, context.layout);
    return pending ? std::optional<Abandoned>({std::move(*pending), std::move(lock)})
                   : std::nullopt;
}

bool pretend(Context& context, const store::Pending& pending) {
    const auto now = context.store.default_version().value_or(std::nullopt);
    const bool of_default = pending.file.empty();
    if (of_default && now != pending.to && now != pending.from) {
        context.host.reporter.status(about(msg::pending_was_left, pending));
        return false;
    }
    if (of_default) {
        context.store.assume_default(pending.from);
    }
    context.host.reporter.status(about(msg::upgrade_would_be_put_back, pending));
    return true;
}

} // namespace

bool recover_pending(Context& context, Recovery recovery) {
    const auto left = abandoned(context);
    if (!left) {
        return false;
    }
    if (recovery == Recovery::pretend) {
        return pretend(context, left->pending);
    }
    if (recovery == Recovery::carry_out && left->lock) {
        if (const auto restored = recover(context, left->pending)) {
            return *restored;
        }
    }
    context.host.reporter.warn(about(msg::upgrade_pending, left->pending));
    return false;
}

std::optional<Message> interrupted_upgrade(Context& context) {
    const auto left = abandoned(context);
    return left ? std::optional(about(msg::upgrade_pending, left->pending)) : std::nullopt;
}

} // namespace govern::ops
