#include "official.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "net/messages.hpp"
#include "sources/messages.hpp"
#include "trust/roots.hpp"

#include <algorithm>

namespace govern::sources {

namespace {

bool contains(const std::vector<std::string>& versions, const Version& version) {
    return std::find(versions.begin(), versions.end(), version.text()) != versions.end();
}

} // namespace

Answered<const Listing*> Official::listing(Freshness wanted) {
    if (!m_listing || (*m_listing && (*m_listing)->freshness < wanted)) {
        m_listing =
            m_cache.read(wanted).map_error([this](const Error& error) { return answer_of(error); });
    }
    if (!*m_listing) {
        return tl::unexpected(m_listing->error());
    }
    return &(*m_listing)->listing;
}

Answered<const ListedArchive*> Official::believed(const ListedArchive& archive) const {
    if (archive.size > k_largest_archive) {
        return tl::unexpected(unusable("by its listing " + archive.name + " has " +
                                       format_bytes(archive.size) +
                                       ", more than any archive of Go"));
    }
    return &archive;
}

Answered<const ListedArchive*> Official::find(const SdkId& sdk) {
    GOVERN_TRY_ASSIGN(const auto* kept, listing(Freshness::kept));
    if (const auto* archive = kept->find(sdk)) {
        return believed(*archive);
    }
    // A release of the last hour is not in the hour's copy.
    GOVERN_TRY_ASSIGN(const auto* fresh, listing(Freshness::revalidated));
    if (const auto* archive = fresh->find(sdk)) {
        return believed(*archive);
    }
    return tl::unexpected(lacks(fresh->find(sdk.version) != nullptr
                                    ? "it lists no archive for " + sdk.platform.text()
                                    : "it does not list " + toolchain_name(sdk.version)));
}

Offer Official::make_offer(const SdkId& sdk, const ListedArchive* archive) {
    Offer out;
    out.from = this;
    out.file_name = archive != nullptr ? archive->name : official_archive_name(sdk);
    out.url = join_url(m_url, out.file_name);
    out.format = out.file_name.ends_with(".zip") ? archive::Format::zip : archive::Format::tar_gz;
    out.prefix = "go/";
    if (archive != nullptr) {
        out.listed_sha256 = archive->sha256;
        out.listed_by_official_host = (*m_listing)->by_official_host;
        if (archive->size != 0) {
            out.size = archive->size;
        }
    }
    return out;
}

Answered<Catalogue> Official::catalogue(const Platform& platform) {
    GOVERN_TRY_ASSIGN(const auto* all, listing(Freshness::kept));
    Catalogue out;
    out.complete = true;
    for (const auto& release : all->releases) {
        const bool has = release.find(platform) != nullptr;
        out.releases.push_back({release.version, !release.version.is_prerelease(), has});
    }
    return out;
}

Answered<Offer> Official::offer(const SdkId& sdk) {
    if (trust::embedded_archive(official_archive_name(sdk))) {
        const auto* listed = m_listing && *m_listing ? (*m_listing)->listing.find(sdk) : nullptr;
        if (listed != nullptr) {
            GOVERN_TRY(believed(*listed));
        }
        return make_offer(sdk, listed);
    }
    const auto& [os, arch] = sdk.platform;
    if (contains(trust::embedded_versions("", ""), sdk.version) &&
        !contains(trust::embedded_versions(os, arch), sdk.version)) {
        return tl::unexpected(lacks("there is no archive for " + sdk.platform.text()));
    }
    if (m_cache.is_evidence()) {
        GOVERN_TRY(listing(Freshness::whole)); // its SHA-256 may be all that proves the archive
    }
    GOVERN_TRY_ASSIGN(const auto* archive, find(sdk));
    return make_offer(sdk, archive);
}

Answered<void> Official::ask_for(const ListedArchive& archive) {
    net::Request request;
    request.url = join_url(m_url, archive.name);
    request.range = net::Range{0, 0};
    request.made_on_demand = true;
    const auto response = m_client.fetch(request, 1);
    if (!response && response.error().is(msg::body_too_large)) { // it knows no ranges
        return {};
    }
    auto fault = fault_of(response);
    return fault ? Answered<void>(tl::unexpected(std::move(*fault))) : Answered<void>();
}

Answered<void> Official::probe(const SdkId& sdk) {
    GOVERN_TRY_ASSIGN(const auto* archive, find(sdk));
    return m_mirror ? ask_for(*archive) : Answered<void>();
}

} // namespace govern::sources
