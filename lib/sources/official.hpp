#pragma once

#include "address.hpp"
#include "listing_cache.hpp"

namespace govern::sources {

/// The Go download site, or a mirror of the same shape: listing and archives under one URL.
class Official final : public AddressSource {
public:
    Official(Parts parts, bool mirror, bool own_certificates, const std::string& cache_folder)
        : AddressSource(std::move(parts)),
          m_cache(m_host, m_client, m_url, mirror, own_certificates, cache_folder),
          m_mirror(mirror) {}

    [[nodiscard]] std::string name() const override { return "official"; }
    Result<Catalogue> catalogue(const Platform& platform) override;
    Result<Offer> offer(const SdkId& sdk) override;
    std::vector<Result<void>> probe(const std::vector<SdkId>& sdks) override;

private:
    /// Read once; a failure is kept too, as msg::source_unusable. `ask`: past the hour's copy.
    Result<const Listing*> listing(bool ask);
    Result<const ListedArchive*> find(const SdkId& sdk);
    /// msg::source_unusable where the listing gives it a size that none has.
    [[nodiscard]] Result<const ListedArchive*> believed(const ListedArchive& archive) const;
    /// Whether a mirror has the file itself: one in the middle of its update lists what it lacks.
    [[nodiscard]] Result<void> ask_for(const ListedArchive& archive);
    [[nodiscard]] Offer make_offer(const SdkId& sdk, const ListedArchive* archive) const;

    ListingCache m_cache;
    bool m_mirror;
    std::optional<Result<ReadListing>> m_listing;
};

} // namespace govern::sources
