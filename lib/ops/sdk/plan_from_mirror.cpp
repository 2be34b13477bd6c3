#include "archive/messages.hpp"
#include "base/command_line.hpp"
#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "core/select.hpp"
#include "ops/choice/decision.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/mirror_source.hpp"
#include "os/messages.hpp"
#include "project/messages.hpp"
#include "sdk/install_plan.hpp"
#include "sources/messages.hpp"

#include <algorithm>

namespace govern::ops {

void set_from(Context& context, InstallRequest& request, const std::string& path) {
    request.from = path;
    request.from_mirror = is_mirror(context, path);
    if (request.from_mirror) {
        request.from = path::normalize(path);
    }
}

void set_from_url(Context& context, InstallRequest& request, const std::string& url) {
    const auto path = file_url_path(url, path::k_windows);
    if (!path) {
        return;
    }
    for (const auto* below : {"/golang.org/toolchain/@v/", "/dl/"}) {
        const auto end = url.rfind(below);
        const auto mirror =
            end == url.npos ? std::nullopt : file_url_path(url.substr(0, end), path::k_windows);
        if (mirror && is_mirror(context, *mirror)) {
            return set_from(context, request, *mirror);
        }
    }
    if (context.host.files.kind(*path)) {
        set_from(context, request, *path);
    }
}

Result<std::vector<Spec>> wanted_from_mirror(Context& context, const std::string& path) {
    auto out = wanted_here(context);
    if (!out &&
        (out.error().is(msg::nothing_to_install) || out.error().is(msg::no_version_chosen))) {
        return fail(msg::mirror_spec_needed, {{"path", path}});
    }
    return out;
}

/// What a mirror holds, for the first step that needs it.
Result<void> InstallPlan::open_mirror() {
    if (m_mirror != nullptr) {
        return {};
    }
    GOVERN_TRY_ASSIGN(auto mirror, MirrorSource::open(m_context, m_request.from, false));
    if (mirror == nullptr) { // it was one a moment ago
        return fail(msg::file_not_found, {{"action", "read"}, {"path", m_request.from}});
    }
    m_mirror = mirror.get();
    m_sources.push_back(std::move(mirror));
    // Made here: what follows may run on several threads.
    (void)m_context.go();
    return {};
}

/// The release of the mirror that a SPEC means: the embedded list may know newer ones.
Spec InstallPlan::in_mirror(const Spec& spec) {
    const auto newest =
        spec.kind == Spec::Kind::exact ? std::nullopt : m_mirror->newest(spec, m_platform);
    return newest ? exact_spec(*newest) : spec;
}

/// `mirror --official` puts it beside the module.
Result<void> InstallPlan::offer_archive_of_mirror(sources::SdkChoice& choice) {
    if (m_mirror == nullptr) {
        return {};
    }
    auto offer = m_mirror->official_archive(choice.sdk);
    if (!offer) {
        return fail(msg::not_complete,
                    {{"path", m_request.from},
                     {"why", "it holds no official archive of " + choice.sdk.text()}});
    }
    GOVERN_TRY(require_complete(*offer));
    choice.offers.push_back(std::move(*offer));
    return {};
}

/// To type, with what lies at `path`, a word of a command.
std::string InstallPlan::command_from_mirror(const std::string& path, const Spec& spec) const {
    const auto platform = m_platform == m_context.host.machine.platform()
                              ? std::string()
                              : " --os " + m_platform.os + " --arch " + m_platform.arch;
    return m_request.reinstall ? "govern repair " + spec_name(spec) + platform + " --from " + path
                               : "govern install --from " + path + ' ' + spec_name(spec) + platform;
}

/// The same for the machine that has a network: where the mirror lies there is not known.
std::string InstallPlan::command_to_fill(const Spec& spec) const {
    const bool is_tar = m_context.host.files.kind(m_request.from) != os::FileInfo::Kind::directory;
    return "govern mirror DIR " + spec_name(spec) + " --os " + m_platform.os + " --arch " +
           m_platform.arch + (is_tar ? " --tar FILE" : "");
}

Error InstallPlan::unusable_in_mirror(const Spec& spec, std::string name) const {
    return Error(msg::mirror_sdk_unusable)
        .with("name", std::move(name))
        .with("path", m_request.from)
        .with("fill", command_to_fill(spec))
        .with("command", command_from_mirror("PATH", spec));
}

/// `error`: of the sources, of which the mirror is the only one.
Error InstallPlan::missing_in_mirror(const Spec& spec, Error error) {
    if (!error.is(msg::no_such_version) && !error.is(msg::all_sources_unusable)) {
        return error;
    }
    std::vector<Version> held;
    const auto all = m_mirror->catalogue(m_platform);
    for (const auto& release : all ? all->releases : std::vector<sources::Published>()) {
        if (release.has_platform) {
            held.push_back(release.version);
        }
    }
    const bool listed = std::find(held.begin(), held.end(), spec.version) != held.end();
    const std::string wanted(error.fact("wanted"));
    if (error.is(msg::all_sources_unusable) || (spec.kind == Spec::Kind::exact && listed)) {
        auto out = unusable_in_mirror(spec, wanted);
        for (const auto& answer : error.causes()) {
            out.because(answer);
        }
        return out;
    }
    constexpr std::size_t k_shown = 10;
    std::vector<std::string> names;
    for (const auto& version : held) {
        names.push_back(names.size() < k_shown ? spec_name(version) : "…");
        if (names.size() > k_shown) {
            break;
        }
    }
    const auto near = std::find_if(held.begin(), held.end(), [&](const Version& version) {
        return version.same_line(spec.version);
    });
    const auto path = word_to_type(m_request.from, path::k_windows).value_or("PATH");
    Error out(msg::mirror_lacks);
    out.with("path", m_request.from)
        .with("wanted", wanted)
        .with("platform", m_platform.text())
        .with("held", held.empty() ? "nothing for " + m_platform.text() : join(names, ", "))
        .with("fill", command_to_fill(spec));
    if (!held.empty() && !m_request.reinstall) {
        const auto& version = near == held.end() ? held.front() : *near;
        out.with("command", command_from_mirror(path, exact_spec(version)));
    }
    return out;
}

Error InstallPlan::explained(const Spec& spec, const sources::Offer& offer, Error error) {
    const bool is_archives = error.is(msg::archive_damaged) || error.is(msg::archive_hostile) ||
                             error.is(msg::sha256_mismatch) || error.is(msg::h1_mismatch) ||
                             error.is(msg::version_file_mismatch) || error.is(msg::not_an_sdk);
    if (m_mirror == nullptr || offer.from != m_mirror || !is_archives) {
        return std::move(error.with("spec", spec_name(spec)));
    }
    return unusable_in_mirror(spec, toolchain_name(spec.version)).because(std::move(error));
}

void InstallPlan::say_not_used(const std::string& path, std::string why) {
    reporter().warn(Message(msg::kept_file_wrong).with("path", path).with("why", std::move(why)));
}

void InstallPlan::take_out_tar_of(const sources::Offer& offer, const SdkId& id,
                                  const Error& error) {
    const bool is_ours = std::any_of(m_tars.begin(), m_tars.end(),
                                     [&](const auto& tar) { return tar.get() == offer.from; });
    if (!is_ours || error.exit() != Exit::verification) {
        return;
    }
    // `ci --cache` looks at no content: it would leave the file as it is, and each job fail on it.
    const auto path = m_context.layout.ci_tar(id);
    if (!m_context.host.files.remove(path)) {
        return say_not_used(path, render(error).text);
    }
    reporter().warn(Message(msg::ci_tar_taken_out)
                        .with("path", path)
                        .with("why", render(error).text)
                        .with("spec", spec_name(id.version)));
}

/// The newest SDK in cache/ci that a SPEC means.
std::optional<SdkId> InstallPlan::in_ci_cache(const Spec& spec) {
    const auto& files = m_context.host.files;
    const auto folder = m_context.layout.ci_cache();
    if (files.kind(folder) != os::FileInfo::Kind::directory) {
        return std::nullopt;
    }
    std::vector<SdkId> there;
    const auto names = files.list(folder);
    for (const auto& name : names ? *names : std::vector<std::string>()) {
        constexpr std::string_view k_tar = ".tar";
        const auto id =
            name.ends_with(k_tar)
                ? parse_sdk_id(std::string_view(name).substr(0, name.size() - k_tar.size()))
                : std::nullopt;
        if (id && id->platform == m_platform) {
            there.push_back(*id);
        }
    }
    const auto found = newest_match(there.begin(), there.end(), spec,
                                    [](const SdkId& id) -> const Version& { return id.version; });
    return found == there.end() ? std::nullopt : std::optional(*found);
}

/// False if cache/ci does not hold it.
Result<bool> InstallPlan::offer_from_ci_cache(const Spec& spec, Step& step) {
    const auto id =
        m_context.offline && !m_request.source && !m_request.complete && m_mirror == nullptr
            ? in_ci_cache(spec)
            : std::nullopt;
    if (!id) {
        return false;
    }
    const auto path = m_context.layout.ci_tar(*id);
    auto opened = MirrorSource::open(m_context, path, true);
    if (!opened && !opened.error().is(msg::mirror_tar_incomplete)) {
        return Failure(std::move(opened).error());
    }
    if (!opened || *opened == nullptr) {
        say_not_used(path, opened ? "it is not a tar of an SDK"
                                  : std::string(opened.error().fact("why")));
        return false;
    }
    auto tar = std::move(*opened);
    auto offer = tar->offer(*id);
    if (!offer) {
        say_not_used(path, offer.error().why);
        return false;
    }
    (void)m_context.go();
    step.choice.sdk = *id;
    step.choice.newest_known = id->version;
    step.choice.offers = {std::move(*offer)};
    m_tars.push_back(std::move(tar));
    return true;
}

} // namespace govern::ops
