#include "mirror/site.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "crypto/sha256.hpp"
#include "mirror/bring.hpp"
#include "mirror/content.hpp"
#include "ops/mirror/messages.hpp"
#include "ops/sdk/evidence.hpp"
#include "sources/listing.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_list = 16U << 20U;

std::string archive_file(const std::string& name) {
    return std::string(k_archives) + '/' + name;
}

Result<sources::Listing> read_listing(const Context& context, const MirrorFolder& folder) {
    const auto list = folder.at(k_archive_list);
    GOVERN_TRY_ASSIGN(const auto text, context.host.files.read(list, k_max_list));
    return sources::parse_listing(text, list);
}

struct Archive {
    SdkId id;
    std::string name;
    std::string sha256;
    std::uint64_t size = 0;
};

/// As the Go download site's `?mode=json&include=all` writes it.
std::string listing_of(std::vector<Archive> archives) {
    std::stable_sort(archives.begin(), archives.end(), [](const Archive& a, const Archive& b) {
        return a.id.version > b.id.version || (a.id.version == b.id.version && a.name < b.name);
    });
    auto out = nlohmann::ordered_json::array();
    for (const auto& archive : archives) {
        const auto version = toolchain_name(archive.id.version);
        if (out.empty() || out.back()["version"] != version) {
            out.push_back({{"version", version},
                           {"stable", !archive.id.version.is_prerelease()},
                           {"files", nlohmann::ordered_json::array()}});
        }
        out.back()["files"].push_back({{"filename", archive.name},
                                       {"os", archive.id.platform.os},
                                       {"arch", archive_arch(archive.id.platform)},
                                       {"version", version},
                                       {"sha256", archive.sha256},
                                       {"size", archive.size},
                                       {"kind", "archive"}});
    }
    return out.dump(1) + '\n';
}

class Site {
public:
    Site(Context& context, MirrorFolder& folder, trust::Log& log, MirrorOutcome& out)
        : m_context(context), m_folder(folder), m_log(log), m_out(out) {}

    Result<void> run(std::vector<SdkId> wanted, const std::vector<SdkId>& unwanted) {
        GOVERN_TRY(look(wanted, unwanted));
        for (const auto& id : wanted) {
            const bool there = std::any_of(m_archives.begin(), m_archives.end(),
                                           [&](const Archive& one) { return one.id == id; });
            if (!there) {
                GOVERN_TRY(add(id));
            }
        }
        for (const auto& archive : m_archives) {
            m_out.archives.push_back(archive.name);
        }
        std::sort(m_out.archives.begin(), m_out.archives.end());
        return m_archives.empty() ? m_folder.remove(k_archive_list)
                                  : m_folder.put(k_archive_list, listing_of(std::move(m_archives)));
    }

private:
    /// What is there and genuine; what is not becomes wanted.
    Result<void> look(std::vector<SdkId>& wanted, const std::vector<SdkId>& unwanted) {
        const auto listed = listed_archives(m_context, m_folder);
        for (const auto& name : m_folder.names(k_archives)) {
            const auto id = sdk_of_archive_name(name);
            if (!id) {
                continue;
            }
            const auto file = archive_file(name);
            if (std::find(unwanted.begin(), unwanted.end(), *id) != unwanted.end()) {
                GOVERN_TRY(m_folder.remove(file));
                m_out.pruned.push_back(m_folder.at(file));
                continue;
            }
            const auto path = m_folder.at(file);
            const auto proved =
                prove_file(m_context, *id, archive_offer(path), path, m_log.prove(*id));
            if (proved) {
                m_archives.push_back({*id, name, proved->receipt.archive_sha256, proved->bytes});
                continue;
            }
            if (proved.error().is(msg::interrupted)) {
                return Failure(proved.error());
            }
            if (std::find(listed.begin(), listed.end(), name) == listed.end() &&
                std::find(wanted.begin(), wanted.end(), *id) == wanted.end()) {
                continue; // not of this mirror: --check names it, --prune takes it out
            }
            m_context.host.reporter.warn(Message(msg::mirror_heals)
                                             .with("path", path)
                                             .with("why", render(proved.error()).text));
            GOVERN_TRY(m_folder.remove(file));
            wanted.push_back(*id);
        }
        return {};
    }

    Result<void> add(const SdkId& id) {
        GOVERN_TRY_ASSIGN(auto sources, m_context.sources(SourceKind::official));
        GOVERN_TRY_ASSIGN(auto choice, find_published(m_context, exact_spec(id.version),
                                                      id.platform, sources, false));
        // The log covers only what is in the module too, and whoever reads this mirror gets all of
        // it.
        std::erase_if(choice.offers,
                      [](const auto& offer) { return !plan_evidence(offer, {}).sha256; });
        if (choice.offers.empty()) {
            return fail(msg::mirror_archive_unproved, {{"name", official_archive_name(id)}});
        }
        GOVERN_TRY_ASSIGN(const auto brought, bring(m_context, m_folder, choice, sources,
                                                    [&] { return m_log.prove(id); }));
        const auto file = archive_file(brought.offer.file_name);
        GOVERN_TRY(settle(m_context, m_folder, brought, file));
        const auto& receipt = brought.proved.receipt;
        m_archives.push_back(
            {id, brought.offer.file_name, receipt.archive_sha256, brought.proved.bytes});
        m_context.host.reporter.status(Message(msg::mirror_archive_added)
                                           .with("path", m_folder.at(file))
                                           .with("proof", describe_proof(receipt)));
        return {};
    }

    Context& m_context;
    MirrorFolder& m_folder;
    trust::Log& m_log;
    MirrorOutcome& m_out;
    std::vector<Archive> m_archives;
};

} // namespace

Result<void> fill_site(Context& context, MirrorFolder& folder, trust::Log& log,
                       const std::vector<SdkId>& wanted, const std::vector<SdkId>& unwanted,
                       MirrorOutcome& out) {
    return Site(context, folder, log, out).run(wanted, unwanted);
}

std::vector<std::string> listed_archives(Context& context, const MirrorFolder& folder) {
    std::vector<std::string> out;
    const auto listing = read_listing(context, folder);
    for (const auto& release : listing ? listing->releases : decltype(listing->releases)()) {
        for (const auto& archive : release.archives) {
            out.push_back(archive.name);
        }
    }
    return out;
}

Result<std::vector<MirrorCheck::Item>> check_site(Context& context, const MirrorFolder& folder,
                                                  trust::Log& log,
                                                  std::vector<std::string>& names) {
    std::vector<MirrorCheck::Item> out;
    const auto listing = read_listing(context, folder);
    if (!listing) {
        out.push_back({std::string(k_archive_list), render(listing.error()).text});
        return out;
    }
    if (listing->ignored != 0) {
        out.push_back({std::string(k_archive_list), "it has rows that name no archive"});
    }
    for (const auto& release : listing->releases) {
        for (const auto& archive : release.archives) {
            const SdkId id{release.version, archive.platform};
            const auto file = archive_file(archive.name);
            const auto path = folder.at(file);
            names.push_back(archive.name);
            const auto proved = prove_file(context, id, archive_offer(path), path, log.prove(id));
            if (!proved && proved.error().is(msg::interrupted)) {
                return Failure(proved.error());
            }
            if (!proved) {
                out.push_back({file, render(proved.error()).text});
            } else if (!archive.sha256 ||
                       crypto::hex(*archive.sha256) != proved->receipt.archive_sha256) {
                out.push_back({std::string(k_archive_list), "another SHA-256 for " + archive.name});
            }
        }
    }
    return out;
}

} // namespace govern::ops
