#include "sdk/archive_file.hpp"

#include "archive/messages.hpp"
#include "archive/peek.hpp"
#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "core/release.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/mirror_source.hpp"
#include "os/mapping_fault.hpp"
#include "os/messages.hpp"
#include "os/range_file.hpp"
#include "sources/listing.hpp"
#include "trust/roots.hpp"

#include <algorithm>
#include <vector>

namespace govern::ops {

namespace {

constexpr std::size_t k_piece = 1024 * 1024;

using LocalFile = sources::Offer::LocalFile;
using Kind = os::FileInfo::Kind;

/// What the archive claims to be.
struct Claim {
    SdkId sdk;
    archive::Format format = archive::Format::tar_gz;
    std::string prefix = "go/";
    bool module_zip = false;
    std::string file_name; ///< as a source would call it
};

Failure not_a_file(const std::string& path, const char* kind) {
    return fail(msg::not_a_file, {{"path", path}, {"kind", kind}});
}

/// The regular file that the path leads to, with its size and time.
Result<LocalFile> find_file(const os::Files& files, const std::string& path) {
    GOVERN_TRY_ASSIGN(auto info, files.info(path));
    if (!info) {
        return fail(msg::file_not_found, {{"action", "read"}, {"path", path}});
    }
    LocalFile out;
    out.path = path;
    out.real_path = path;
    if (info->kind == Kind::link) {
        auto real = files.canonical(path);
        if (real) {
            out.real_path = std::move(*real);
            GOVERN_TRY_ASSIGN(info, files.info(out.real_path));
        }
        if (!real || !info) { // as /dev/stdin does, before a pipe
            return not_a_file(path, "a link that leads to no file");
        }
    }
    if (info->kind != Kind::file) {
        return not_a_file(path, info->kind == Kind::directory ? "a folder" : "a pipe or a device");
    }
    out.size = info->size;
    out.mtime_ns = info->mtime_ns;
    return out;
}

Result<crypto::Sha256Digest> hash_file(Reporter& reporter, const LocalFile& file) {
    GOVERN_TRY_ASSIGN(const auto opened, os::open_range_file(file.real_path));
    if (opened == nullptr) {
        return not_a_file(file.path, "a pipe or a device");
    }
    crypto::Sha256 hash;
    std::vector<std::byte> buffer(k_piece);
    std::uint64_t at = 0;
    for (;;) {
        if (reporter.interrupted()) {
            return fail(msg::interrupted);
        }
        GOVERN_TRY_ASSIGN(const auto count, opened->read(at, buffer));
        if (count == 0) {
            break;
        }
        hash.update(std::span(buffer).first(count));
        at += count;
        if (at > file.size) { // it grows
            break;
        }
    }
    if (at != file.size) {
        return fail(msg::archive_changed, {{"path", file.path}});
    }
    return hash.finish();
}

/// The release that VERSION names on its first line.
Result<Version> release_of(const archive::Peeked& peeked, const std::string& path) {
    const auto& version_file = peeked.version_file;
    if (!peeked.has_version_file) {
        return fail(msg::not_an_sdk, {{"url", path}, {"missing", "VERSION"}});
    }
    if (trim(version_file).empty()) {
        return fail(msg::not_a_release, {{"path", path}, {"actual", "an empty VERSION"}});
    }
    const auto line = trim(std::string_view(version_file).substr(0, version_file.find('\n')));
    const auto version = release_named(line);
    if (!version || toolchain_name(*version) != line) {
        return fail(msg::not_a_release,
                    {{"path", path}, {"actual", '\'' + printable(line.substr(0, 60)) + '\''}});
    }
    return *version;
}

/// Of a module zip, by the folder that all of it is in.
Result<SdkId> sdk_of_prefix(std::string_view prefix, const std::string& path) {
    const auto module = prefix.substr(prefix.find('@') + 1);
    const auto id = sdk_of_archive_name(module.substr(0, module.find('/')));
    if (!id) {
        return fail(msg::not_a_release,
                    {{"path", path}, {"actual", '\'' + printable(prefix.substr(0, 80)) + '\''}});
    }
    return *id;
}

/// Of any other archive. `wanted`: --os and --arch.
Result<SdkId> sdk_of_tree(const archive::Peeked& peeked, const std::string& path,
                          const std::optional<Platform>& wanted) {
    GOVERN_TRY_ASSIGN(const auto version, release_of(peeked, path));
    const auto named = sdk_of_archive_name(path::filename(path));
    if (wanted) {
        return SdkId{version, *wanted};
    }
    if (named) {
        return SdkId{version, named->platform};
    }
    if (peeked.platform) {
        return SdkId{version, *peeked.platform};
    }
    return fail(msg::platform_not_told, {{"path", path}, {"name", toolchain_name(version)}});
}

/// What makes a plain tar of it; empty where it is one, or a zip.
std::string command_to_unpack(archive::Format format) {
    switch (format) {
    case archive::Format::tar_gz:
        return "gunzip";
    case archive::Format::tar_xz:
        return "unxz";
    case archive::Format::tar_zst:
        return "unzstd";
    case archive::Format::tar_bz2:
        return "bunzip2";
    case archive::Format::tar:
    case archive::Format::zip:
        break;
    }
    return {};
}

/// Why an archive that follows none of our rules is not an SDK: it may be a whole mirror.
Failure not_an_archive_of_an_sdk(Context& context, os::GrowingFile& file, const std::string& path,
                                 Error error) {
    const auto format = archive::format_of(file, path);
    const auto command = format ? command_to_unpack(*format) : std::string();
    if (error.is(msg::archive_hostile) && !command.empty() &&
        archive::has_file(file, k_mirror_list, context.host.reporter)) {
        return fail(msg::mirror_tar_compressed, {{"path", path}, {"command", command}});
    }
    return Failure(std::move(error.with("url", path)));
}

Result<Claim> look_inside(Context& context, const LocalFile& file,
                          const std::optional<Platform>& wanted) {
    const auto unreadable = Message(msg::archive_file_unreadable).with("path", file.path);
    os::explain_mapping_faults(file.real_path, render_text(unreadable, "error"),
                               static_cast<int>(unreadable.exit()));
    GOVERN_TRY_ASSIGN(const auto opened, os::open_complete_file(file.real_path));
    const bool told = wanted || sdk_of_archive_name(path::filename(file.path));
    auto peeked = archive::peek(
        *opened, told ? archive::PeekFor::version : archive::PeekFor::version_and_platform,
        "a Go SDK", context.host.reporter);
    if (!peeked) {
        return not_an_archive_of_an_sdk(context, *opened, file.path, std::move(peeked).error());
    }
    Claim claim;
    claim.format = peeked->format;
    claim.prefix = peeked->prefix;
    claim.module_zip = peeked->module_zip;
    GOVERN_TRY_ASSIGN(claim.sdk, claim.module_zip ? sdk_of_prefix(claim.prefix, file.path)
                                                  : sdk_of_tree(*peeked, file.path, wanted));
    claim.file_name = claim.module_zip ? toolchain_module_version(claim.sdk) + ".zip"
                                       : official_archive_name(claim.sdk);
    return claim;
}

Result<Claim> claim_of(Context& context, const LocalFile& file,
                       const std::optional<Platform>& wanted) {
    const auto listed = trust::embedded_name(file.sha256);
    const auto id = listed ? sdk_of_archive_name(*listed) : std::nullopt;
    if (!id) {
        return look_inside(context, file, wanted);
    }
    Claim claim;
    claim.sdk = *id;
    claim.format = listed->ends_with(".zip") ? archive::Format::zip : archive::Format::tar_gz;
    claim.file_name = *listed;
    return claim;
}

} // namespace

Result<std::unique_ptr<ArchiveFile>> ArchiveFile::open(Context& context, const std::string& path,
                                                       const std::optional<Platform>& platform) {
    GOVERN_TRY_ASSIGN(auto file, find_file(context.host.files, path));
    if (file.size > sources::k_largest_archive) {
        return fail(msg::archive_too_large, {{"path", path}, {"size", format_bytes(file.size)}});
    }
    context.host.reporter.status(
        Message(msg::install_from).with("path", path).with("size", format_bytes(file.size)));
    GOVERN_TRY_ASSIGN(file.sha256, hash_file(context.host.reporter, file));
    GOVERN_TRY_ASSIGN(const auto claim, claim_of(context, file, platform));
    if (platform && !(claim.sdk.platform == *platform)) {
        return fail(msg::holds_another, {{"path", path},
                                         {"actual", claim.sdk.text()},
                                         {"wanted", "Go for " + platform->text()}});
    }
    sources::Offer offer;
    offer.url = file_url(path, path::k_windows);
    offer.file_name = claim.file_name;
    offer.format = claim.format;
    offer.prefix = claim.prefix;
    offer.module_zip = claim.module_zip;
    offer.size = file.size;
    offer.file = std::move(file);
    return std::unique_ptr<ArchiveFile>(new ArchiveFile(claim.sdk, std::move(offer)));
}

sources::Answered<void> ArchiveFile::require(const SdkId& sdk) const {
    if (sdk == m_sdk) {
        return {};
    }
    return tl::unexpected(sources::Answer{sources::Answer::Kind::lacks, this,
                                          "it holds " + m_sdk.text(), std::nullopt});
}

sources::Answered<sources::Catalogue> ArchiveFile::catalogue(const Platform& platform) {
    sources::Catalogue out;
    out.releases.push_back(
        {m_sdk.version, !m_sdk.version.is_prerelease(), m_sdk.platform == platform});
    return out;
}

sources::Answered<sources::Offer> ArchiveFile::offer(const SdkId& sdk) {
    GOVERN_TRY(require(sdk));
    return m_offer;
}

sources::Answered<void> ArchiveFile::probe(const SdkId& sdk) {
    return require(sdk);
}

} // namespace govern::ops
