#include "sdk/acquire.hpp"

#include "archive/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "os/mapping_fault.hpp"
#include "sources/listing.hpp"

namespace govern::ops {

namespace {

/// Rough but safe: what the archive and its files take together.
constexpr std::uint64_t k_unpacked_ratio = 5;

Result<void> require_space(Context& context, const SdkId& id, std::uint64_t archive_size) {
    GOVERN_TRY_ASSIGN(const auto free, context.host.files.free_space(context.layout.home()));
    const auto needed = archive_size * k_unpacked_ratio;
    if (free >= needed) {
        return {};
    }
    return fail(msg::not_enough_space, {{"home", context.layout.home()},
                                        {"name", toolchain_name(id.version)},
                                        {"free", format_bytes(free)},
                                        {"needed", format_bytes(needed)}});
}

net::DownloadRequest request_for(Context& context, const SdkId& id, const sources::Offer& offer,
                                 const EvidencePlan& plan, bool in_order) {
    net::DownloadRequest out;
    out.request.url = offer.url;
    out.request.use_netrc = offer.use_netrc;
    out.request.made_on_demand = true;
    out.part_path = path::join(context.layout.downloads(), offer.file_name + ".part");
    out.what = toolchain_name(id.version);
    out.max_size = sources::k_largest_archive;
    out.reject_html_as = offer.file_name;
    out.tail_first = offer.format == archive::Format::zip && !in_order;
    if (plan.size != 0) {
        out.expected_size = plan.size;
    } else if (offer.size && *offer.size != 0) {
        out.expected_size = offer.size;
    }
    if (out.expected_size) {
        out.max_size = *out.expected_size;
    }
    out.accept_size = [&context, id](std::uint64_t size) {
        return require_space(context, id, size);
    };
    return out;
}

/// Where the archive is on this machine already; empty: it is not.
std::string path_of(const sources::Offer& offer) {
    if (offer.from->kind() == SourceKind::file) {
        return offer.from->address();
    }
    return file_url_path(offer.url, path::k_windows).value_or("");
}

void say_what_begins(Context& context, const SdkId& id, const sources::Offer& offer,
                     const std::string& path, const std::optional<std::uint64_t>& size) {
    const auto& message = path.empty() ? size ? msg::install_begins : msg::install_begins_unsized
                          : size       ? msg::install_from
                                       : msg::install_from_unsized;
    context.host.reporter.status(Message(message)
                                     .with("name", toolchain_name(id.version))
                                     .with("path", path)
                                     .with("url", offer.url)
                                     .with("size", size ? format_bytes(*size) : ""));
}

} // namespace

Result<std::unique_ptr<Acquisition>> Acquisition::begin(Context& context, const SdkId& id,
                                                        const sources::Offer& offer,
                                                        const EvidencePlan& plan, bool in_order) {
    std::unique_ptr<Acquisition> out(new Acquisition(context, id));
    auto& request = out->m_request;
    request = request_for(context, id, offer, plan, in_order);
    const auto size = request.expected_size;
    if (size) {
        GOVERN_TRY(require_space(context, id, *size));
    }
    out->m_kept = path::join(context.layout.downloads(), offer.file_name);
    if (offer.file) {
        // What an earlier run read of it may be of what it was then.
        GOVERN_TRY(context.host.files.remove(request.part_path));
        out->m_keeps = offer.module_zip || plan.authority == Evidence::embedded_list ||
                       plan.authority == Evidence::official_listing;
    } else {
        out->m_uses_kept = net::use_whole_file(context.host, request, out->m_kept);
        if (!out->m_uses_kept && context.host.files.kind(out->m_kept)) {
            context.host.reporter.warn(Message(msg::kept_file_wrong)
                                           .with("path", out->m_kept)
                                           .with("why", "its size is not the archive's"));
        }
        say_what_begins(context, id, offer, out->m_uses_kept ? out->m_kept : path_of(offer), size);
    }
    const auto unreadable = Message(msg::archive_unreadable)
                                .with("folder", context.layout.downloads())
                                .with("what", toolchain_name(id.version));
    os::explain_mapping_faults(request.part_path, render_text(unreadable, "error"),
                               static_cast<int>(unreadable.exit()));
    GOVERN_TRY_ASSIGN(out->m_file, net::open_part(context.host, request));
    out->m_download = net::start_download(context.host, context.client(), request, out->m_file);
    return out;
}

void Acquisition::throw_away() {
    m_download->discard();
    if (m_uses_kept) {
        m_context.host.reporter.warn(Message(msg::kept_file_wrong)
                                         .with("path", m_kept)
                                         .with("why", "it is damaged, and is removed"));
        (void)m_context.host.files.remove(m_kept);
    }
}

void Acquisition::keep() {
    auto& files = m_context.host.files;
    auto done = files.remove(m_kept);
    if (done) {
        done = files.link_or_copy(m_request.part_path, m_kept);
    }
    if (!done) {
        m_context.host.reporter.warn(Message(msg::archive_not_kept)
                                         .with("name", toolchain_name(m_id.version))
                                         .with("why", render(done.error()).text));
    }
}

void Acquisition::finish() {
    if (m_context.config.keep_archives.value && m_keeps && !m_uses_kept) {
        keep();
    }
    m_download->discard();
}

} // namespace govern::ops
