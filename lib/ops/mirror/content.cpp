#include "mirror/content.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/url.hpp"
#include "net/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/sdk/mirror_source.hpp"
#include "os/mapping_fault.hpp"
#include "os/messages.hpp"
#include "sources/listing.hpp"

namespace govern::ops {

namespace {

net::DownloadRequest request_for(const SdkId& id, const sources::Offer& offer,
                                 const std::string& part, bool in_order) {
    net::DownloadRequest out;
    out.request.url = offer.url;
    out.request.use_netrc = offer.use_netrc;
    out.request.made_on_demand = true;
    out.part_path = part;
    out.what = toolchain_name(id.version);
    out.max_size = sources::k_largest_archive;
    out.reject_html_as = offer.file_name;
    out.tail_first = offer.format == archive::Format::zip && !in_order;
    if (offer.size && *offer.size != 0) {
        out.expected_size = offer.size;
        out.max_size = *offer.size;
    }
    return out;
}

void explain_faults(const std::string& path) {
    const auto message = Message(msg::archive_file_unreadable).with("path", path);
    os::explain_mapping_faults(path, render_text(message, "error"),
                               static_cast<int>(message.exit()));
}

/// `file` may still grow.
Result<Proved> prove_archive(Context& context, const SdkId& id, const sources::Offer& offer,
                             os::GrowingFile& file, const ComingProof& log) {
    archive::UnpackOptions options;
    options.prefix = offer.prefix;
    options.module_zip = offer.module_zip;
    options.want_archive_sha256 = !offer.module_zip;
    options.what = toolchain_name(id.version);
    auto scanned = archive::scan(file, options, context.host.reporter);
    if (!scanned) {
        return Failure(std::move(scanned).error().with("url", offer.place()));
    }
    Proved out;
    out.version_file = std::move(scanned->version_file);
    out.hashes = hash_tree_lines(id, scanned->unpacked.files);
    GOVERN_TRY_ASSIGN(out.bytes, file.size());
    out.receipt.id = id;
    GOVERN_TRY(judge(plan_evidence(offer, {}), offer, scanned->unpacked, out.hashes, log(),
                     context.host.reporter, out.receipt));
    return out;
}

/// One try. `resumed`: whether bytes of an earlier run were in it.
tl::expected<Proved, BringFault> bring_once(Context& context, const SdkId& id,
                                            const sources::Offer& offer, const std::string& part,
                                            const ComingProof& log, bool in_order, bool& resumed) {
    auto request = request_for(id, offer, part, in_order);
    std::optional<std::uint64_t> size = request.expected_size; // read once the download has ended
    request.accept_size = [&size](std::uint64_t told) {
        size = told;
        return Result<void>();
    };
    if (context.offline) {
        (void)net::use_whole_file(context.host, request,
                                  path::join(context.layout.downloads(), offer.file_name));
    }
    explain_faults(part);
    auto file = net::open_part(context.host, request);
    if (!file) {
        return tl::unexpected(BringFault{std::move(file).error(), 0, false, size});
    }
    const auto download = net::start_download(context.host, context.client(), request, *file);
    bool unproved = false;
    auto proved = prove_archive(context, id, offer, **file, [&] {
        auto proof = log();
        unproved = !proof;
        return proof;
    });
    if (!proved) {
        download->cancel();
    }
    const auto arrived = download->wait();
    file->reset();
    resumed = download->resumed();
    if (!arrived && (proved || !arrived.error().is(msg::interrupted))) {
        return tl::unexpected(BringFault{arrived.error(), download->http_status(), false, size});
    }
    if (!proved) {
        if (proved.error().exit() == Exit::verification ||
            proved.error().is(msg::download_restarted)) {
            download->discard();
        }
        return tl::unexpected(
            BringFault{std::move(proved).error(), download->http_status(), unproved, size});
    }
    return std::move(*proved);
}

} // namespace

sources::Offer module_offer(const SdkId& id, const std::string& path) {
    sources::Offer out;
    const auto version = toolchain_module_version(id);
    out.url = goproxy_entry(path);
    out.file_name = version + ".zip";
    out.format = archive::Format::zip;
    out.prefix = "golang.org/toolchain@" + version + '/';
    out.module_zip = true;
    return out;
}

sources::Offer archive_offer(const std::string& path) {
    sources::Offer out;
    out.url = goproxy_entry(path);
    out.file_name = path::filename(path);
    out.format = out.file_name.ends_with(".zip") ? archive::Format::zip : archive::Format::tar_gz;
    out.prefix = "go/";
    return out;
}

Result<Proved> prove_file(Context& context, const SdkId& id, const sources::Offer& offer,
                          const std::string& path, const Result<LogProof>& log) {
    using Kind = os::FileInfo::Kind;
    const auto kind = context.host.files.kind(path);
    if (kind && *kind != Kind::file) { // a pipe would be waited for
        return fail(msg::not_a_file, {{"path", path},
                                      {"kind", *kind == Kind::directory ? "a folder"
                                               : *kind == Kind::link    ? "a link"
                                                                        : "a pipe or a device"}});
    }
    explain_faults(path);
    GOVERN_TRY_ASSIGN(const auto file, os::open_complete_file(path));
    return prove_archive(context, id, offer, *file, [&] { return log; });
}

tl::expected<Proved, BringFault> bring_archive(Context& context, const SdkId& id,
                                               const sources::Offer& offer, const std::string& part,
                                               const ComingProof& log) {
    bool resumed = false;
    auto brought = bring_once(context, id, offer, part, log, false, resumed);
    // Bytes of an earlier run may be at fault, or what was read already is of another file than
    // what came next: one more try from nothing, in one request.
    if (!brought && ((resumed && brought.error().error.exit() == Exit::verification) ||
                     brought.error().error.is(msg::download_restarted))) {
        brought = bring_once(context, id, offer, part, log, true, resumed);
    }
    return brought;
}

} // namespace govern::ops
