#pragma once

#include "ops/context.hpp"
#include "sources/source.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace govern::ops {

/// The file by which a mirror is told: the list of its modules.
inline constexpr std::string_view k_mirror_list = "golang.org/toolchain/@v/list";
/// The folder of its modules.
inline constexpr std::string_view k_mirror_modules = "golang.org/toolchain/@v/";

/// True for a folder that `mirror` fills, or a plain tar of one, be it complete or not; told by
/// what it holds.
[[nodiscard]] bool is_mirror(Context& context, const std::string& path);

/// The `file:` URL of a folder or file as an entry of GOPROXY, where `,` and `|` part entries.
[[nodiscard]] std::string goproxy_entry(const std::string& path);

/// Such a folder or tar as the source of the SDKs in it. Its checksum database proves them, so that
/// no network is needed.
class MirrorSource final : public sources::Source {
public:
    /// `path`: absolute. Nothing if it is not a mirror; msg::mirror_tar_incomplete. Of a tar,
    /// Context::client answers from then on. `stands_alone`: Offer::log_stands_alone.
    [[nodiscard]] static Result<std::unique_ptr<MirrorSource>>
    open(Context& context, const std::string& path, bool stands_alone);

    [[nodiscard]] SourceKind kind() const override { return SourceKind::file; }
    [[nodiscard]] std::string address() const override { return m_path; }
    [[nodiscard]] bool has_last_word() const override { return false; }
    sources::Answered<sources::Catalogue> catalogue(const Platform& platform) override;
    /// Lacks what is not in it.
    sources::Answered<sources::Offer> offer(const SdkId& sdk) override;
    sources::Answered<void> probe(const SdkId& sdk) override;
    /// The official archive, which `mirror --official` puts beside the module.
    sources::Answered<sources::Offer> official_archive(const SdkId& sdk);
    [[nodiscard]] std::optional<Error> recently_unusable() const override { return std::nullopt; }
    void remember_unusable(std::string_view /*why*/) override {}

    /// The newest of it that a SPEC means for a platform.
    [[nodiscard]] std::optional<Version> newest(const Spec& spec, const Platform& platform);

private:
    MirrorSource(std::string path, std::string url, bool stands_alone, sources::Sources proxy,
                 sources::Sources site)
        : m_path(std::move(path)), m_url(std::move(url)), m_stands_alone(stands_alone),
          m_proxy(std::move(proxy)), m_site(std::move(site)) {}
    [[nodiscard]] sources::Answered<sources::Offer>
    of_mirror(sources::Answered<sources::Offer> offer);
    template <typename T> sources::Answered<T> ours(sources::Answered<T> answer) const;

    std::string m_path;
    std::string m_url;
    bool m_stands_alone;
    sources::Sources m_proxy; ///< one: it as a module proxy
    sources::Sources m_site;  ///< one: its `dl/` as a download site
};

} // namespace govern::ops
