#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/url.hpp"
#include "core/select.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/mirror_source.hpp"
#include "os/messages.hpp"
#include "sdk/install_plan.hpp"

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
