#pragma once

#include "ops/sdk/install.hpp"
#include "sources/source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

class MirrorSource;

/// The plan of an install, before anything is fetched.
class InstallPlan {
public:
    InstallPlan(Context& context, const InstallRequest& request);

    struct Step {
        Spec spec;
        sources::SdkChoice choice;             ///< where it comes from
        std::optional<InstallOutcome> outcome; ///< known already: installed, or a dry run
    };
    /// The meant release and the sources that offer it.
    [[nodiscard]] Result<Step> step(const Spec& spec);
    /// The same for the archive in the request's file, which says itself what it is.
    [[nodiscard]] Result<Step> step_from_file();

    /// The outcome without any work where what is asked for is installed and nothing better is
    /// wanted.
    [[nodiscard]] Result<std::optional<InstallOutcome>> already_there(const Spec& spec);

    /// Opened by the first step that needs them; offers point at them.
    [[nodiscard]] sources::Sources& sources() { return m_sources; }
    /// Removes the tar of cache/ci that this offer was of, if it was one and is damaged, and names
    /// it.
    void take_out_tar_of(const sources::Offer& offer, const SdkId& id, const Error& error);
    /// What to say of an SDK that an offer was to give: of one in a mirror what helps without a
    /// network.
    [[nodiscard]] Error explained(const Spec& spec, const sources::Offer& offer, Error error);
    /// The error for what no offer gave.
    [[nodiscard]] Error give_up(const Spec& spec, const std::vector<sources::Answer>& answers);

private:
    [[nodiscard]] Reporter& reporter() { return m_context.host.reporter; }
    Result<void> check_users_sha256(const store::Receipt& receipt) const;
    Result<void> open_sources(const Spec& spec);
    Result<void> open_mirror();
    [[nodiscard]] Spec in_mirror(const Spec& spec);
    [[nodiscard]] std::string command_from_mirror(const std::string& path, const Spec& spec) const;
    [[nodiscard]] std::string command_to_fill(const Spec& spec) const;
    [[nodiscard]] Error unusable_in_mirror(const Spec& spec, std::string name) const;
    [[nodiscard]] Error missing_in_mirror(const Spec& spec, Error error);
    [[nodiscard]] Error not_given(const Spec& spec, Error error);
    Result<void> offer_archive_of_mirror(sources::SdkChoice& choice);
    void say_not_used(const std::string& path, std::string why);
    [[nodiscard]] std::optional<SdkId> in_ci_cache(const Spec& spec);
    Result<bool> offer_from_ci_cache(const Spec& spec, Step& step);
    Result<void> find(const Spec& spec, Step& step);
    [[nodiscard]] bool any_is_kept();
    void ask_listing(const SdkId& sdk, sources::Offer& offer);
    [[nodiscard]] Result<void> require_complete(const sources::Offer& offer) const;
    void say_if_outdated(const Spec& spec, const Version& version, const Version& known);
    void say_what_is_newer(const Spec& spec, const Version& version);
    Result<InstallOutcome> pretend(const Spec& spec, const sources::SdkChoice& choice);

    Context& m_context;
    const InstallRequest& m_request;
    Platform m_platform; ///< with step_from_file() that of the file
    sources::Sources m_sources;
    sources::Sources m_tars;          ///< of cache/ci
    MirrorSource* m_mirror = nullptr; ///< the one of `from`, among m_sources
};

/// True if the offers after this one must not be tried: an unusable proxy before a comma.
[[nodiscard]] bool ends_proxies(const sources::Answer& answer);

} // namespace govern::ops
