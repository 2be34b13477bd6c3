#include "ops/audit.hpp"

#include "advisories/messages.hpp"
#include "base/messages.hpp"
#include "base/path.hpp"
#include "core/select.hpp"
#include "ops/buildinfo.hpp"
#include "ops/choice/select_installed.hpp"
#include "ops/sdk/vulnerabilities.hpp"
#include "os/machine.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

const Version& version_of(const SdkId& id) {
    return id.version;
}

class Auditor {
public:
    Auditor(Context& context, const AuditRequest& request, const std::vector<SdkId>& installed)
        : m_context(context), m_request(request), m_installed(installed),
          m_own(context.host.machine.platform()),
          m_out{standings(context, installed, true), {}, {}, {}} {}

    Result<Audit> run() {
        GOVERN_TRY(choose());
        GOVERN_TRY(pins());
        GOVERN_TRY(programs());
        for (auto& sdk : m_out.sdks) {
            sdk.standing = m_out.by.of(sdk.id.version, sdk.id.platform.os);
        }
        std::stable_sort(m_out.sdks.begin(), m_out.sdks.end(), [](const auto& a, const auto& b) {
            return a.installed != b.installed ? a.installed : a.id.version > b.id.version;
        });
        return std::move(m_out);
    }

private:
    AuditedSdk& add(const SdkId& id) {
        const auto found = std::find_if(m_out.sdks.begin(), m_out.sdks.end(),
                                        [&](const AuditedSdk& sdk) { return sdk.id == id; });
        if (found != m_out.sdks.end()) {
            return *found;
        }
        const bool there =
            std::find(m_installed.begin(), m_installed.end(), id) != m_installed.end();
        AuditedSdk sdk;
        sdk.id = id;
        sdk.installed = there;
        sdk.is_default = m_default == id;
        m_out.sdks.push_back(std::move(sdk));
        return m_out.sdks.back();
    }

    /// The SDK of a release that runs here, or would be installed here.
    Result<SdkId> here(const Version& version) {
        GOVERN_TRY_ASSIGN(const auto runnable, m_context.store.runnable(version));
        return runnable.value_or(SdkId{version, m_own});
    }

    Result<void> choose() {
        GOVERN_TRY_ASSIGN(const auto standard, m_context.store.default_version());
        if (standard) {
            GOVERN_TRY_ASSIGN(m_default, here(*standard));
        }
        if (m_request.specs.empty() && m_request.files.empty()) {
            for (const auto& id : m_installed) {
                add(id);
            }
            if (m_default) {
                add(*m_default);
            }
        }
        for (const auto& asked : m_request.specs) {
            GOVERN_TRY(add_asked(asked));
        }
        return {};
    }

    Result<void> add_asked(const AuditRequest::Asked& asked) {
        const auto& [spec, text] = asked;
        if (spec.kind == Spec::Kind::latest || spec.kind == Spec::Kind::oldstable) {
            GOVERN_TRY_ASSIGN(const auto id, installed_elsewhere(m_context, spec, text));
            add(id);
            return {};
        }
        bool any = false;
        for (const auto& id : m_installed) {
            if (spec.matches(id.version)) {
                add(id);
                any = true;
            }
        }
        if (!any && spec.kind == Spec::Kind::exact) {
            add({spec.version, m_own});
        } else if (!any) {
            GOVERN_TRY(installed_match(m_context, spec, text)); // says what is installed
        }
        return {};
    }

    Result<void> pins() {
        if (!m_request.under) {
            return {};
        }
        auto& files = m_context.host.files;
        GOVERN_TRY_ASSIGN(const auto folder, files.canonical(path::join(
                                                 m_context.host.current_folder, *m_request.under)));
        GOVERN_TRY(files.list(folder)); // a folder that is named must be there
        auto found = find_pins_below(m_context, {folder});
        if (m_context.host.reporter.interrupted()) {
            return fail(msg::interrupted);
        }
        for (auto& pin : found.pins) {
            if (pin.spec.kind == Spec::Kind::system) {
                continue; // a Go that govern does not know
            }
            if (const auto version = meant_by(pin.spec)) {
                GOVERN_TRY_ASSIGN(const auto id, here(*version));
                add(id).pins.push_back(std::move(pin));
            } else {
                m_context.host.reporter.warn(Message(msg::pin_not_audited)
                                                 .with("file", pin.file)
                                                 .with("line", std::to_string(pin.line))
                                                 .with("spec", pin.text));
            }
        }
        for (const auto& error : found.troubles) {
            m_context.host.reporter.warn(error);
        }
        return {};
    }

    /// The newest installed release that a pin means, else the newest known one.
    std::optional<Version> meant_by(const Spec& spec) const {
        if (spec.kind == Spec::Kind::exact) {
            return spec.version;
        }
        const auto found = newest_match(m_installed.begin(), m_installed.end(), spec, version_of);
        if (found != m_installed.end()) {
            return found->version;
        }
        return spec.kind == Spec::Kind::latest ? std::optional(m_out.by.newest())
                                               : m_out.by.newest_patch(spec.version);
    }

    Result<void> programs() {
        if (m_request.files.empty()) {
            return {};
        }
        GOVERN_TRY_ASSIGN(auto programs, look_into(m_context, m_request.files));
        for (auto& program : programs.found) {
            AuditedProgram out;
            out.file = std::move(program.path);
            out.go_version = program.info.go_version;
            out.os = program.os;
            if (const auto* arch = program.info.setting("GOARCH")) {
                out.arch = *arch;
            }
            out.version = release_in(out.go_version);
            if (out.version) {
                out.standing = m_out.by.of(*out.version, out.os, advisories::Bearer::program);
            }
            m_out.programs.push_back(std::move(out));
        }
        for (const auto& error : programs.unreadable) {
            m_context.host.reporter.warn(error);
        }
        m_out.refused = std::move(programs.refused);
        return {};
    }

    Context& m_context;
    const AuditRequest& m_request;
    const std::vector<SdkId>& m_installed;
    const Platform m_own;
    std::optional<SdkId> m_default;
    Audit m_out;
};

} // namespace

Result<Audit> audit(Context& context, const AuditRequest& request) {
    GOVERN_TRY_ASSIGN(const auto installed, context.store.installed());
    return Auditor(context, request, installed).run();
}

} // namespace govern::ops
