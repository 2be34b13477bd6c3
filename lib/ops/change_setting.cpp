#include "ops/change_setting.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "config/edit.hpp"
#include "config/messages.hpp"
#include "ops/messages.hpp"
#include "ops/recorded.hpp"
#include "os/locks.hpp"
#include "os/messages.hpp"
#include "os/user_file.hpp"

namespace govern::ops {

namespace {

constexpr std::size_t k_max_file = 64 * 1024;

class Change {
public:
    Change(Context& context, const SettingRequest& request)
        : m_context(context), m_request(request),
          m_file(request.of_machine ? request.machine.path : context.layout.config_file()) {}

    Result<SettingReport> operator()() {
        SettingReport report;
        GOVERN_TRY_ASSIGN(report.value, wanted_value());
        GOVERN_TRY_ASSIGN(const auto at_first, text_before());
        GOVERN_TRY(require_known(at_first));
        if (!m_request.dry_run) {
            GOVERN_TRY(m_request.of_machine ? require_administrator()
                                            : m_context.store.require_writable());
        }
        GOVERN_TRY_ASSIGN(const auto lock, own_lock());
        if (!m_request.of_machine) {
            GOVERN_TRY_ASSIGN(m_file, os::user_file(m_context.host.files, m_file));
        }
        report.file = m_file;
        GOVERN_TRY_ASSIGN(const auto before, text_before());
        const auto after = config::text_with(before, m_request.key, report.value);
        report.changed = after != before;
        if (report.changed && !m_request.dry_run) {
            GOVERN_TRY(write(before, after));
        }
        return report;
    }

private:
    /// The value as the file is to hold it.
    [[nodiscard]] Result<std::optional<std::string>> wanted_value() const {
        if (!m_request.value) {
            return std::nullopt;
        }
        GOVERN_TRY_ASSIGN(auto value, config::value_for_file(m_request.key, *m_request.value,
                                                             m_context.host.current_folder));
        if (m_request.key == "goproxy") {
            const auto list = sources::parse_goproxy(value);
            if (!list.malformed.empty()) {
                const auto& entry = list.malformed.front();
                const bool folder = path::is_absolute(entry) && entry == value;
                return fail(msg::bad_setting,
                            {{"key", m_request.key},
                             {"value", redact_broken_url(value)},
                             {"why", "'" + redact_broken_url(entry) +
                                         "' is not an http, https or file URL"},
                             {"nearest", folder ? file_url(entry, path::k_windows) : ""}});
            }
        }
        return std::optional(std::move(value));
    }

    /// A key that govern does not know can still be taken out of a file.
    [[nodiscard]] Result<void> require_known(const std::string& text) const {
        if (!m_request.value && config::has_key(text, m_request.key)) {
            return {};
        }
        GOVERN_TRY(config::key_state(m_context.config, m_request.key));
        return {};
    }

    [[nodiscard]] Result<void> require_administrator() const {
        if (m_request.machine.path.empty() ||
            (!m_request.machine.may_be_ours && !m_context.host.account.is_administrator())) {
            return fail(msg::setting_needs_admin, {{"file", m_file}});
        }
        return require_counts();
    }

    [[nodiscard]] Result<void> require_counts() const {
        if (auto why = config::passed_over(m_context.host.files, m_request.machine)) {
            return Failure(Message(msg::setting_for_nobody).with("file", m_file).because(*why));
        }
        return {};
    }

    [[nodiscard]] Result<std::unique_ptr<os::FileLock>> own_lock() const {
        if (m_request.of_machine || m_request.dry_run) {
            return std::unique_ptr<os::FileLock>();
        }
        auto& host = m_context.host;
        return os::wait_for_lock(host, path::join(m_context.layout.locks(), "config.lock"), m_file);
    }

    [[nodiscard]] Result<std::string> text_before() const {
        auto text = m_context.host.files.read(m_file, k_max_file);
        if (!text && text.error().is(msg::file_not_found)) {
            return std::string();
        }
        return text;
    }

    [[nodiscard]] Result<void> write(const std::string& before, const std::string& after) {
        const store::ChangeNote note{store::ChangeKind::config, m_context.command, {}, {}, 0};
        Recorded record(m_context.host, m_context.store, m_context.layout, note);
        auto done = m_context.host.files.write_atomic(m_file, after);
        if (done && m_request.of_machine) {
            done = require_counts();
            if (!done && before.empty()) {
                (void)m_context.host.files.remove(m_file);
            }
        }
        record.end(done ? nullptr : &done.error());
        return done;
    }

    Context& m_context;
    const SettingRequest& m_request;
    std::string m_file;
};

} // namespace

Result<SettingReport> change_setting(Context& context, const SettingRequest& request) {
    return Change(context, request)();
}

} // namespace govern::ops
