#pragma once

#include "ops/context.hpp"
#include "sources/source.hpp"

#include <memory>
#include <optional>
#include <string>

namespace govern::ops {

/// An archive of a Go SDK that is here already (`install --from FILE`), as the source of the one
/// release that it holds. Which one that is, its content tells: by its SHA-256 in the embedded
/// list, by the names in a module zip, else by VERSION with --os and --arch, its name, or its
/// tools.
class ArchiveFile final : public sources::Source {
public:
    /// Reads the file once for its SHA-256, and as far as VERSION where that is needed. `path`:
    /// absolute; `platform`: --os and --arch. Errors: msg::not_a_file, msg::archive_too_large,
    /// msg::archive_changed, msg::not_a_release, msg::platform_not_told, msg::holds_another where
    /// `platform` is not its own, those of archive::peek and of files.
    [[nodiscard]] static Result<std::unique_ptr<ArchiveFile>>
    open(Context& context, const std::string& path, const std::optional<Platform>& platform);

    [[nodiscard]] const SdkId& sdk() const { return m_sdk; }
    [[nodiscard]] const sources::Offer& offer() const { return m_offer; }

    [[nodiscard]] SourceKind kind() const override { return SourceKind::file; }
    [[nodiscard]] std::string address() const override { return m_offer.place(); }
    [[nodiscard]] bool has_last_word() const override { return false; }
    sources::Answered<sources::Catalogue> catalogue(const Platform& platform) override;
    sources::Answered<sources::Offer> offer(const SdkId& sdk) override;
    sources::Answered<void> probe(const SdkId& sdk) override;
    [[nodiscard]] std::optional<Error> recently_unusable() const override { return std::nullopt; }
    void remember_unusable(std::string_view /*why*/) override {}

private:
    ArchiveFile(SdkId sdk, sources::Offer offer)
        : m_sdk(std::move(sdk)), m_offer(std::move(offer)) {
        m_offer.from = this;
    }
    [[nodiscard]] sources::Answered<void> require(const SdkId& sdk) const;

    SdkId m_sdk;
    sources::Offer m_offer;
};

} // namespace govern::ops
