#include "official.hpp"

#include "base/messages/net.hpp"
#include "base/messages/sources.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "trust/roots.hpp"

#include <algorithm>

namespace govern::sources {

namespace {

bool contains(const std::vector<std::string>& versions, const Version& version) {
    return std::find(versions.begin(), versions.end(), version.text()) != versions.end();
}

} // namespace

Result<const Listing*> Official::listing(bool ask) {
    if (!m_listing || (ask && *m_listing && !(*m_listing)->asked)) {
        m_listing = m_cache.read(ask);
        if (!*m_listing && !is_no_answer(m_listing->error())) {
            m_listing = Failure(unusable(why_of(m_listing->error())));
        }
    }
    if (!*m_listing) {
        return Failure(m_listing->error());
    }
    return &(*m_listing)->listing;
}

Result<const ListedArchive*> Official::believed(const ListedArchive& archive) const {
    if (archive.size > k_largest_archive) {
        return Failure(unusable("by its listing " + archive.name + " has " +
                                format_bytes(archive.size) + ", more than any archive of Go"));
    }
    return &archive;
}

Result<const ListedArchive*> Official::find(const SdkId& sdk) {
    GOVERN_TRY_ASSIGN(const auto* kept, listing(false));
    if (const auto* archive = kept->find(sdk)) {
        return believed(*archive);
    }
    // A release of the last hour is not in the hour's copy.
    GOVERN_TRY_ASSIGN(const auto* fresh, listing(true));
    if (const auto* archive = fresh->find(sdk)) {
        return believed(*archive);
    }
    return Failure(lacks(fresh->find(sdk.version) != nullptr
                             ? "it lists no archive for " + sdk.platform.text()
                             : "it does not list " + toolchain_name(sdk.version)));
}

Offer Official::make_offer(const SdkId& sdk, const ListedArchive* archive) const {
    Offer out;
    out.source = name();
    out.address = address();
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

Result<Catalogue> Official::catalogue(const Platform& platform) {
    GOVERN_TRY_ASSIGN(const auto* all, listing(false));
    Catalogue out;
    out.complete = true;
    out.origin = address();
    for (const auto& release : all->releases) {
        const bool has = release.find(platform) != nullptr;
        out.releases.push_back({release.version, !release.version.is_prerelease(), has});
    }
    return out;
}

Result<Offer> Official::offer(const SdkId& sdk) {
    if (m_listing && *m_listing) {
        if (const auto* listed = (*m_listing)->listing.find(sdk)) {
            GOVERN_TRY(believed(*listed));
            return make_offer(sdk, listed);
        }
    }
    const auto& [os, arch] = sdk.platform;
    if (trust::embedded_archive(official_archive_name(sdk))) {
        return make_offer(sdk, nullptr);
    }
    if (contains(trust::embedded_versions("", ""), sdk.version) &&
        !contains(trust::embedded_versions(os, arch), sdk.version)) {
        return Failure(lacks("there is no archive for " + sdk.platform.text()));
    }
    GOVERN_TRY_ASSIGN(const auto* archive, find(sdk));
    return make_offer(sdk, archive);
}

Result<void> Official::ask_for(const ListedArchive& archive) {
    net::Request request;
    request.url = join_url(m_url, archive.name);
    request.range = net::Range{0, 0};
    const auto response = m_client.fetch(request, 1);
    if (!response && response.error().is(msg::body_too_large)) { // it knows no ranges
        return {};
    }
    auto fault = fault_of(response);
    return fault ? Result<void>(Failure(std::move(*fault))) : Result<void>();
}

std::vector<Result<void>> Official::probe(const std::vector<SdkId>& sdks) {
    std::vector<Result<void>> out;
    bool one_is_there = false;
    for (const auto& sdk : sdks) {
        const auto found = find(sdk);
        auto answer = found ? Result<void>() : Result<void>(Failure(found.error()));
        if (found && m_mirror && !one_is_there) { // the first one is what is wanted
            answer = ask_for(**found);
        }
        one_is_there = one_is_there || answer;
        out.push_back(std::move(answer));
    }
    return out;
}

} // namespace govern::sources
