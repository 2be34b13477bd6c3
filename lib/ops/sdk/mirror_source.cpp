#include "ops/sdk/mirror_source.hpp"

#include "base/path.hpp"
#include "base/url.hpp"
#include "core/select.hpp"
#include "ops/sdk/messages.hpp"
#include "os/range_file.hpp"
#include "sdk/tar_client.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

using Kind = os::FileInfo::Kind;

bool is_mirror_folder(const os::Files& files, const std::string& path) {
    return files.kind(path::normalize(path::join(path, k_mirror_list))) == Kind::file;
}

/// Whether a mirror has a file of this name.
bool is_in_mirror(std::string_view name) {
    constexpr std::string_view k_sumdb = "sumdb/";
    if (name.starts_with(k_sumdb)) {
        const auto below = name.substr(std::min(name.size(), name.find('/', k_sumdb.size())));
        return below == "/supported" || below == "/latest" || below.starts_with("/lookup/") ||
               below.starts_with("/tile/");
    }
    return name.starts_with(k_mirror_modules) || name.starts_with(".govern/");
}

/// The same where the mirror may lie in folders.
bool is_of_mirror(std::string_view name) {
    while (!is_in_mirror(name)) {
        const auto slash = name.find('/');
        if (slash == name.npos) {
            return false;
        }
        name.remove_prefix(slash + 1);
    }
    return true;
}

/// A mirror in a tar.
struct MirrorTar {
    TarClient::Members members; ///< by their paths below the mirror
    std::optional<Error> damage;
};

/// Nothing if it is not such a tar. Whoever packed it may have named it `./` or `mirror/`.
std::optional<MirrorTar> mirror_tar(const std::string& path) {
    const auto file = os::open_range_file(path);
    if (!file || *file == nullptr) {
        return std::nullopt;
    }
    auto index = archive::index_tar(**file, path);
    if (!index) {
        return std::nullopt;
    }
    const auto& all = index->members;
    if (index->damage) { // the list may be in what is missing
        const bool is_ours = std::any_of(
            all.begin(), all.end(), [](const auto& member) { return is_of_mirror(member.first); });
        return is_ours ? std::optional(MirrorTar{{}, std::move(index->damage)}) : std::nullopt;
    }
    const auto list = std::find_if(all.begin(), all.end(), [](const auto& member) {
        const auto& name = member.first;
        return name == k_mirror_list || name.ends_with('/' + std::string(k_mirror_list));
    });
    if (list == all.end()) {
        return std::nullopt;
    }
    const auto prefix = list->first.substr(0, list->first.size() - k_mirror_list.size());
    MirrorTar out;
    for (const auto& [name, member] : all) {
        if (name.starts_with(prefix)) {
            out.members[name.substr(prefix.size())] = member;
        }
    }
    return out;
}

} // namespace

std::string goproxy_entry(const std::string& path) {
    std::string out;
    for (const char c : file_url(path, path::k_windows)) {
        out += c == ',' ? "%2C" : c == '|' ? "%7C" : std::string(1, c);
    }
    return out;
}

bool is_mirror(Context& context, const std::string& path) {
    return is_mirror_folder(context.host.files, path) || mirror_tar(path);
}

Result<std::unique_ptr<MirrorSource>> MirrorSource::open(Context& context, const std::string& path,
                                                         bool stands_alone) {
    const auto url = goproxy_entry(path);
    if (!is_mirror_folder(context.host.files, path)) {
        auto tar = mirror_tar(path);
        if (!tar) {
            return std::unique_ptr<MirrorSource>();
        }
        if (tar->damage) {
            return fail(msg::mirror_tar_incomplete,
                        {{"path", path}, {"why", std::string(tar->damage->fact("why"))}});
        }
        context.wrap_client([&](std::unique_ptr<net::Client> other) {
            return std::make_unique<TarClient>(context.host, std::move(other), url, path,
                                               std::move(tar->members));
        });
    }
    sources::SourceOptions options;
    options.only = SourceKind::proxy;
    options.go.goproxy = url;
    GOVERN_TRY_ASSIGN(auto proxy, sources::open_sources(context.host, context.client(), options));
    options.only = SourceKind::official;
    options.config.mirror.value = url + "/dl";
    GOVERN_TRY_ASSIGN(auto site, sources::open_sources(context.host, context.client(), options));
    return std::unique_ptr<MirrorSource>(
        new MirrorSource(path, url, stands_alone, std::move(proxy), std::move(site)));
}

template <typename T> sources::Answered<T> MirrorSource::ours(sources::Answered<T> answer) const {
    if (!answer) {
        answer.error().from = this;
    }
    return answer;
}

sources::Answered<sources::Catalogue> MirrorSource::catalogue(const Platform& platform) {
    return ours(m_proxy.front()->catalogue(platform));
}

sources::Answered<sources::Offer> MirrorSource::offer(const SdkId& sdk) {
    GOVERN_TRY(probe(sdk));
    return of_mirror(m_proxy.front()->offer(sdk));
}

sources::Answered<sources::Offer> MirrorSource::official_archive(const SdkId& sdk) {
    GOVERN_TRY(ours(m_site.front()->probe(sdk)));
    return of_mirror(m_site.front()->offer(sdk));
}

sources::Answered<sources::Offer> MirrorSource::of_mirror(sources::Answered<sources::Offer> offer) {
    if (!offer) {
        return ours(std::move(offer));
    }
    offer->from = this;
    offer->use_netrc = false;
    offer->log_at = m_url;
    offer->log_stands_alone = m_stands_alone;
    return offer;
}

sources::Answered<void> MirrorSource::probe(const SdkId& sdk) {
    return ours(m_proxy.front()->probe(sdk));
}

std::optional<Version> MirrorSource::newest(const Spec& spec, const Platform& platform) {
    auto all = catalogue(platform);
    if (!all) {
        return std::nullopt;
    }
    auto& releases = all->releases;
    std::erase_if(releases, [](const auto& release) { return !release.has_platform; });
    const auto found =
        newest_match(releases.begin(), releases.end(), spec,
                     [](const sources::Published& one) -> const Version& { return one.version; });
    return found == releases.end() ? std::nullopt : std::optional(found->version);
}

} // namespace govern::ops
