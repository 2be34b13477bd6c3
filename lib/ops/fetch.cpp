#include "ops/fetch.hpp"

#include "base/messages/archive.hpp"
#include "base/messages/common.hpp"
#include "base/messages/ops.hpp"
#include "base/messages/os.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "net/download.hpp"
#include "os/growing_file.hpp"
#include "os/mapping_fault.hpp"
#include "os/path.hpp"
#include "os/threads.hpp"
#include "os/tree_writer.hpp"
#include "sources/listing.hpp"

#include <atomic>
#include <chrono>

namespace govern::ops {

namespace {

/// Rough but safe: what the archive and its files take together.
constexpr std::uint64_t k_unpacked_ratio = 5;
/// How long a proof that is not required is waited for once everything else is there.
constexpr std::chrono::seconds k_log_patience(3);

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

/// The context's client for as long as `stopped` says no.
class StoppableClient final : public net::Client {
public:
    StoppableClient(net::Client& client, std::function<bool()> stopped)
        : m_client(client), m_stopped(std::move(stopped)) {}

    Result<net::Response> fetch(const net::Request& request, std::size_t max_bytes) override {
        return m_client.fetch(stoppable(request), max_bytes);
    }
    std::vector<Result<net::Response>> fetch_all(const std::vector<net::Request>& requests,
                                                 std::size_t max_bytes) override {
        std::vector<net::Request> out;
        for (const auto& request : requests) {
            out.push_back(stoppable(request));
        }
        return m_client.fetch_all(out, max_bytes);
    }
    Result<net::Response> stream(const net::Request& request, net::BodySink& sink) override {
        return m_client.stream(stoppable(request), sink);
    }

private:
    [[nodiscard]] net::Request stoppable(net::Request request) const {
        request.stopped = m_stopped;
        return request;
    }
    net::Client& m_client;
    std::function<bool()> m_stopped;
};

/// The log's proof, asked for meanwhile. Nobody waits for it who lets go of this.
class ProofUnderWay {
public:
    ProofUnderWay(Context& context, const SdkId& id)
        : m_clock(context.host.clock),
          m_client(context.client(), [this] { return m_clock.steady() >= m_end.load(); }),
          m_proof(os::in_background([this, &context, &id]() -> Result<trust::Proof> {
              GOVERN_TRY_ASSIGN(const auto log, open_log(context, &m_client));
              return log->prove(id);
          })) {}
    ~ProofUnderWay() { end_within({}); }
    ProofUnderWay(const ProofUnderWay&) = delete;
    ProofUnderWay& operator=(const ProofUnderWay&) = delete;

    void end_within(std::chrono::seconds time) { m_end = m_clock.steady() + time; }
    Result<trust::Proof> get() { return m_proof.get(); }

private:
    os::Clock& m_clock;
    std::atomic<std::chrono::steady_clock::time_point> m_end{
        std::chrono::steady_clock::time_point::max()};
    StoppableClient m_client;
    std::future<Result<trust::Proof>> m_proof; ///< last: its end is waited for first
};

/// What the staged tree must hold before anything may run it.
Result<void> check_tree(Context& context, const SdkId& id, const sources::Offer& offer,
                        const std::string& staged, store::Receipt& receipt) {
    auto& files = context.host.files;
    auto version = files.read(os::join(staged, "VERSION"), 64 * 1024);
    if (!version) {
        return fail(msg::not_an_sdk, {{"url", offer.url}, {"missing", "VERSION"}});
    }
    const auto first_line = trim(std::string_view(*version).substr(0, version->find('\n')));
    if (first_line != toolchain_name(id.version)) {
        return fail(msg::version_file_mismatch,
                    {{"url", offer.url},
                     {"actual", "'" + std::string(first_line.substr(0, 60)) + "'"},
                     {"name", toolchain_name(id.version)}});
    }
    const auto go = id.platform.os == "windows" ? "go.exe" : "go";
    GOVERN_TRY_ASSIGN(const auto info, files.info(os::join(os::join(staged, "bin"), go)));
    if (!info || info->kind != os::FileInfo::Kind::file) {
        return fail(msg::not_an_sdk, {{"url", offer.url}, {"missing", std::string("bin/") + go}});
    }
    receipt.go_size = info->size;
    receipt.go_mtime_ns = info->mtime_ns;
    return {};
}

archive::UnpackOptions unpack_options(const SdkId& id, const sources::Offer& offer,
                                      const EvidencePlan& plan) {
    archive::UnpackOptions options;
    options.format = offer.format;
    options.prefix = offer.prefix;
    options.module_zip = offer.module_zip;
    options.include = [plan](std::string_view name) { return may_write(plan, name); };
    options.want_archive_sha256 = plan.sha256 || plan.users_sha256 || !offer.module_zip;
    options.what = toolchain_name(id.version);
    return options;
}

Result<Fetched> fetch_once(Context& context, const SdkId& id, const sources::Offer& offer,
                           const EvidenceOptions& options, bool in_order,
                           bool& resumed_bytes_may_be_to_blame) {
    const auto plan = plan_evidence(offer, options);
    if (plan.log_required) {
        GOVERN_TRY_ASSIGN(const auto log, open_log(context));
        GOVERN_TRY(log->may_be_asked(id));
    }
    net::DownloadRequest request;
    request.request.url = offer.url;
    request.request.use_netrc = offer.use_netrc;
    request.part_path = os::join(context.layout.downloads(), offer.file_name + ".part");
    request.what = toolchain_name(id.version);
    request.max_size = sources::k_largest_archive;
    request.reject_html_as = offer.file_name;
    request.tail_first = offer.format == archive::Format::zip && !in_order;
    if (plan.size != 0) {
        request.expected_size = plan.size;
    } else if (offer.size && *offer.size != 0) {
        request.expected_size = offer.size;
    }
    request.accept_size = [&context, &id](std::uint64_t size) {
        return require_space(context, id, size);
    };
    if (request.expected_size) {
        request.max_size = *request.expected_size;
        GOVERN_TRY(require_space(context, id, *request.expected_size));
    }
    const auto kept = os::join(context.layout.downloads(), offer.file_name);
    const bool uses_kept = net::use_whole_file(context.host, request, kept);
    context.host.reporter.status(
        Message(request.expected_size ? msg::install_begins : msg::install_begins_unsized)
            .with("name", toolchain_name(id.version))
            .with("url", offer.url)
            .with("size", request.expected_size ? format_bytes(*request.expected_size) : ""));

    const auto unreadable = Message(msg::archive_unreadable)
                                .with("folder", context.layout.downloads())
                                .with("what", toolchain_name(id.version));
    os::explain_mapping_faults(render_text(unreadable, "error"),
                               static_cast<int>(unreadable.exit()));

    Fetched out;
    out.receipt.id = id;
    GOVERN_TRY_ASSIGN(out.staged, context.store.fresh_staging(id));
    GOVERN_TRY_ASSIGN(const auto tree, os::open_tree_writer(out.staged));
    auto& client = context.client();
    (void)context.go(); // read before the threads start
    ProofUnderWay proof(context, id);
    auto download_file = net::open_part(context.host, request);
    if (!download_file) {
        return Failure(std::move(download_file).error());
    }
    auto file = std::move(*download_file);
    auto download = net::start_download(context.host, client, request, file);
    auto unpacked =
        archive::unpack(*file, *tree, unpack_options(id, offer, plan), context.host.reporter);
    if (!unpacked) {
        download->cancel();
    }
    // What was written goes to the disk while it is judged.
    auto flushed = os::in_background(
        [&tree, whole = unpacked.has_value()] { return whole ? tree->flush() : Result<void>(); });
    const auto downloaded = download->wait();
    if (!downloaded || !unpacked) {
        proof.end_within({}); // it changes nothing any more
    } else if (!plan.log_required) {
        proof.end_within(k_log_patience);
    }
    const auto log = proof.get();
    file.reset();

    auto verdict = [&]() -> Result<void> {
        // A failed download also fails its reader: what happened first is the download's own error.
        if (!downloaded && (unpacked || !downloaded.error().is(msg::interrupted))) {
            return Failure(downloaded.error());
        }
        if (!unpacked) {
            return Failure(std::move(unpacked.error())
                               .with("url", redact_urls(offer.url))
                               .with("other_source", offer.module_zip ? "official" : "proxy"));
        }
        out.hashes = hash_tree_lines(id, *unpacked);
        auto& receipt = out.receipt;
        receipt.source = offer.source;
        receipt.url = redact_urls(offer.url);
        receipt.complete = !offer.module_zip && plan.sha256.has_value();
        receipt.files = unpacked->files.size();
        receipt.bytes = unpacked->total_bytes;
        GOVERN_TRY(judge(plan, offer, *unpacked, out.hashes, log, context.host.reporter, receipt));
        GOVERN_TRY(check_tree(context, id, offer, out.staged, receipt));
        return flushed.get();
    }();
    if (!verdict) {
        resumed_bytes_may_be_to_blame = download->resumed();
        if (verdict.error().exit() == Exit::verification) {
            download->discard();
            if (uses_kept) {
                (void)context.host.files.remove(kept);
            }
        }
        (void)context.host.files.remove_tree(out.staged);
        return Failure(std::move(verdict).error());
    }
    out.receipt.installed_at = os::format_utc(context.host.clock.unix_seconds());
    if (context.config.keep_archives.value && !uses_kept) {
        auto done = context.host.files.remove(kept);
        if (done) {
            done = context.host.files.link_or_copy(request.part_path, kept);
        }
        if (!done) {
            context.host.reporter.warn(Message(msg::archive_not_kept)
                                           .with("name", toolchain_name(id.version))
                                           .with("why", render(done.error()).text));
        }
    }
    download->discard();
    return out;
}

} // namespace

Result<Fetched> fetch_sdk(Context& context, const SdkId& id, const sources::Offer& offer,
                          const EvidenceOptions& options) {
    bool resumed = false;
    auto fetched = fetch_once(context, id, offer, options, false, resumed);
    // Bytes of an earlier run may be at fault, not the server, or what was unpacked already is of
    // another file than what came next: one more try from nothing, in one request, for the nodes of
    // a mirror may name the same file differently.
    if (!fetched && ((resumed && fetched.error().exit() == Exit::verification) ||
                     fetched.error().is(msg::download_restarted))) {
        fetched = fetch_once(context, id, offer, options, true, resumed);
    }
    return fetched;
}

} // namespace govern::ops
