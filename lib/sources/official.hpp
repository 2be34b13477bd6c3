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

    [[nodiscard]] SourceKind kind() const override { return SourceKind::official; }
    Answered<Catalogue> catalogue(const Platform& platform) override;
    Answered<Offer> offer(const SdkId& sdk) override;
    Answered<void> probe(const SdkId& sdk) override;

private:
    /// Read once; a failure is kept too, as an answer. At least so recent; offline the copy
    /// serves.
    Answered<const Listing*> listing(Freshness wanted);
    Answered<const ListedArchive*> find(const SdkId& sdk);
    /// Unusable if the listing gives it a size that no archive of Go has.
    [[nodiscard]] Answered<const ListedArchive*> believed(const ListedArchive& archive) const;
    /// True if a mirror has the file itself: in the middle of an update a mirror lists files that
    /// it lacks.
    [[nodiscard]] Answered<void> ask_for(const ListedArchive& archive);
    [[nodiscard]] Offer make_offer(const SdkId& sdk, const ListedArchive* archive);

    ListingCache m_cache;
    bool m_mirror;
    std::optional<Answered<ReadListing>> m_listing;
};

} // namespace govern::sources
