#include "ops/sdk/fetch.hpp"

#include "ops/sdk/quick_check.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "net/messages.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "os/messages.hpp"
#include "os/threads.hpp"
#include "os/tree_writer.hpp"
#include "sdk/acquire.hpp"
#include "trust/messages.hpp"

#include <atomic>
#include <chrono>

namespace govern::ops {

namespace {

/// How long a proof that is not required is waited for once everything else is there.
constexpr std::chrono::seconds k_log_patience(3);

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

/// Asks the log for its proof in the background. Destroying this cancels the request.
class ProofUnderWay {
public:
    /// `failed` is called, on another thread, with the reason why there will be no proof.
    ProofUnderWay(Context& context, const SdkId& id, const sources::Offer& offer,
                  std::function<void(const Error&)> failed)
        : m_clock(context.host.clock),
          m_client(context.client(), [this] { return m_clock.steady() >= m_end.load(); }),
          m_proof(os::in_background([this, &context, &id, &offer, failed = std::move(failed)] {
              auto proof = prove(context, id, offer);
              if (!proof) {
                  failed(proof.error());
              }
              return proof;
          })) {}
    ~ProofUnderWay() { end_within({}); }
    ProofUnderWay(const ProofUnderWay&) = delete;
    ProofUnderWay& operator=(const ProofUnderWay&) = delete;

    void end_within(std::chrono::seconds time) { m_end = m_clock.steady() + time; }
    Result<LogProof> get() { return m_proof.get(); }

private:
    Result<LogProof> prove(Context& context, const SdkId& id, const sources::Offer& offer) {
        GOVERN_TRY_ASSIGN(const auto log, open_log_of(context, offer, &m_client));
        auto proof = log->prove(id);
        if (proof || offer.log_at.empty() || offer.log_stands_alone ||
            !proof.error().is(msg::log_unreachable)) {
            return proof;
        }
        // What was brought here may hold nothing that leads to a head from elsewhere.
        auto alone = offer;
        alone.log_stands_alone = true;
        GOVERN_TRY_ASSIGN(const auto by_itself, open_log_of(context, alone, &m_client));
        auto second = by_itself->prove(id);
        return second ? std::move(second) : std::move(proof);
    }

    os::Clock& m_clock;
    std::atomic<std::chrono::steady_clock::time_point> m_end{
        std::chrono::steady_clock::time_point::max()};
    StoppableClient m_client;
    std::future<Result<LogProof>> m_proof; ///< last: its end is waited for first
};

/// An SDK with tools has those of its own platform.
Result<void> check_platform(const SdkId& id, const sources::Offer& offer,
                            const std::vector<archive::UnpackedFile>& files) {
    std::optional<Platform> other;
    for (const auto& file : files) {
        auto platform = platform_of_tool(file.name);
        if (platform == id.platform) {
            return {};
        }
        other = platform ? std::move(platform) : other;
    }
    return other ? fail(msg::version_file_mismatch, {{"url", offer.place()},
                                                     {"actual", "Go for " + other->text()},
                                                     {"name", id.text()}})
                 : Result<void>();
}

/// The checks of the staged tree before anything may run it.
Result<void> check_tree(Context& context, const SdkId& id, const sources::Offer& offer,
                        const std::string& staged, store::Receipt& receipt) {
    auto& files = context.host.files;
    auto version = files.read(path::join(staged, "VERSION"), 64 * 1024);
    if (!version) {
        return fail(msg::not_an_sdk, {{"url", offer.place()}, {"missing", "VERSION"}});
    }
    const auto first_line = trim(std::string_view(*version).substr(0, version->find('\n')));
    if (first_line != toolchain_name(id.version)) {
        return fail(msg::version_file_mismatch,
                    {{"url", offer.place()},
                     {"actual", "'" + std::string(first_line.substr(0, 60)) + "'"},
                     {"name", toolchain_name(id.version)}});
    }
    const auto go = id.platform.os == "windows" ? "go.exe" : "go";
    GOVERN_TRY_ASSIGN(const auto info, files.info(path::join(path::join(staged, "bin"), go)));
    if (!info || info->kind != os::FileInfo::Kind::file) {
        return fail(msg::not_an_sdk,
                    {{"url", offer.place()}, {"missing", std::string("bin/") + go}});
    }
    receipt.go_size = info->size;
    receipt.go_mtime_ns = info->mtime_ns;
    return {};
}

archive::UnpackOptions unpack_options(const SdkId& id, const sources::Offer& offer,
                                      const EvidencePlan& plan) {
    archive::UnpackOptions options;
    options.prefix = offer.prefix;
    options.module_zip = offer.module_zip;
    options.include = [plan](std::string_view name) { return may_write(plan, name); };
    options.want_archive_sha256 =
        plan.sha256 || plan.users_sha256 || offer.file || !offer.module_zip;
    options.what = toolchain_name(id.version);
    return options;
}

/// The log's answer once the archive is there: it is not waited for where it changes nothing.
Result<LogProof> proof_in_time(ProofUnderWay& proof, bool unpacked, const EvidencePlan& plan) {
    if (!unpacked) {
        proof.end_within({});
    } else if (!plan.log_required) {
        proof.end_within(k_log_patience);
    }
    return proof.get();
}

/// Why there is nothing to judge. A failed download also fails its reader: what happened first is
/// the download's own error.
Result<void> arrival(const Result<void>& downloaded, const Result<archive::UnpackResult>& unpacked,
                     const sources::Offer& offer) {
    if (!downloaded && (unpacked || !downloaded.error().is(msg::interrupted))) {
        return downloaded;
    }
    if (unpacked) {
        return {};
    }
    auto error = unpacked.error();
    error.with("url", offer.place()).with("other_source", offer.module_zip ? "official" : "proxy");
    return Failure(std::move(error));
}

/// Lets the unpacked tree in, or says why not. On success `out.receipt` is complete but for the
/// time.
Result<void> admit(Context& context, const SdkId& id, const sources::Offer& offer,
                   const EvidencePlan& plan, const archive::UnpackResult& unpacked,
                   const Result<LogProof>& log, Fetched& out) {
    out.hashes = hash_tree_lines(id, unpacked.files);
    out.sizes = size_lines(unpacked.files, offer.module_zip);
    auto& receipt = out.receipt;
    receipt.id = id;
    receipt.source = offer.from->kind();
    receipt.url = redact_urls(offer.url);
    receipt.complete = !offer.module_zip && plan.sha256.has_value();
    receipt.files = unpacked.files.size();
    receipt.bytes = unpacked.total_bytes;
    GOVERN_TRY(judge(plan, offer, unpacked, out.hashes, log, context.host.reporter, receipt));
    GOVERN_TRY(check_platform(id, offer, unpacked.files));
    return check_tree(context, id, offer, out.staged, receipt);
}

/// Where a file is not any more what it was when its SHA-256 was taken, that is why it was not
/// installed.
Error blame_file(Context& context, const sources::Offer::LocalFile& file, Error error) {
    const bool may_be_to_blame = error.exit() == Exit::verification ||
                                 error.exit() == Exit::network || error.exit() == Exit::failed;
    const auto info = context.host.files.info(file.real_path);
    if (!may_be_to_blame ||
        (info && *info && (*info)->size == file.size && (*info)->mtime_ns == file.mtime_ns)) {
        return error;
    }
    if (info && *info) {
        return Error(msg::archive_changed).with("path", file.path);
    }
    return info ? Error(msg::file_not_found).with("action", "read").with("path", file.path)
                : info.error();
}

/// acquire, unpack, prove, admit.
tl::expected<Fetched, FetchFault> fetch_once(Context& context, const SdkId& id,
                                             const sources::Offer& offer,
                                             const EvidenceOptions& options, bool in_order) {
    const auto plan = plan_evidence(offer, options);
    GOVERN_TRY(log_may_speak(context, id, offer, plan));
    (void)context.go(); // read before the threads start
    GOVERN_TRY_ASSIGN(const auto archive, Acquisition::begin(context, id, offer, plan, in_order));
    Fetched out;
    GOVERN_TRY_ASSIGN(out.staged, context.store.fresh_staging(id));
    GOVERN_TRY_ASSIGN(const auto tree, os::open_tree_writer(out.staged));
    // Where the log cannot be asked and must be, the rest of a download is of no use. Only what
    // comes is stopped: where nothing is served, that is the reason.
    std::atomic<bool> no_proof = false;
    std::atomic<bool> stopped = false;
    ProofUnderWay proof(context, id, offer, [&](const Error& why) {
        no_proof = plan.log_required && !offer.file && why.exit() == Exit::network;
    });
    auto unpacking = unpack_options(id, offer, plan);
    unpacking.include = [&, covered = std::move(unpacking.include)](std::string_view name) {
        if (no_proof) {
            stopped = true;
            archive->cancel();
        }
        return covered(name);
    };
    auto unpacked = archive::unpack(archive->file(), *tree, unpacking, context.host.reporter);
    if (!unpacked) {
        archive->cancel();
    }
    // The written files are flushed to the disk during the judgement.
    auto flushed = os::in_background(
        [&tree, whole = unpacked.has_value()] { return whole ? tree->flush() : Result<void>(); });
    const auto downloaded = archive->wait();
    const auto log = proof_in_time(proof, downloaded && unpacked, plan);
    archive->close();

    auto verdict = stopped && !downloaded && downloaded.error().is(msg::interrupted)
                       ? Failure(unproved(plan, offer, log.error()))
                       : arrival(downloaded, unpacked, offer);
    if (verdict) {
        verdict = admit(context, id, offer, plan, *unpacked, log, out);
    }
    if (verdict) {
        verdict = flushed.get();
    }
    if (!verdict) {
        FetchFault fault(std::move(verdict).error(), archive->http_status(), archive->resumed());
        if (offer.file) {
            fault = FetchFault(blame_file(context, *offer.file, std::move(fault.error)));
        }
        if (offer.file || fault.error.exit() == Exit::verification) {
            archive->throw_away();
        }
        (void)context.host.files.remove_tree(out.staged);
        return tl::unexpected(std::move(fault));
    }
    out.receipt.installed_at = os::format_utc(context.host.clock.unix_seconds());
    archive->finish();
    return out;
}

} // namespace

tl::expected<Fetched, FetchFault> fetch_sdk(Context& context, const SdkId& id,
                                            const sources::Offer& offer,
                                            const EvidenceOptions& options) {
    auto fetched = fetch_once(context, id, offer, options, false);
    // Bytes of an earlier run may be at fault, not the server, or what was unpacked already is of
    // another file than what came next: one more try from nothing, in one request, for the nodes of
    // a mirror may name the same file differently.
    if (!fetched &&
        ((fetched.error().resumed && fetched.error().error.exit() == Exit::verification) ||
         fetched.error().error.is(msg::download_restarted))) {
        fetched = fetch_once(context, id, offer, options, true);
    }
    return fetched;
}

} // namespace govern::ops
