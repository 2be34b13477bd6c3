#include "net/download.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "net/messages.hpp"
#include "os/messages.hpp"
#include "os/threads.hpp"
#include "part_state.hpp"
#include "part_writer.hpp"
#include "retry.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace govern::net {

namespace {

constexpr std::uint64_t k_tail = 2 * 1024 * 1024;
constexpr unsigned k_tries = 6; ///< in a row without progress
constexpr std::uint64_t k_progress =
    64 * 1024; ///< less than this in a try is no progress: a trickle must end too

class PartDownload : public Download {
public:
    PartDownload(os::Host& host, Client& client, const DownloadRequest& request,
                 std::shared_ptr<os::GrowingFile> file)
        : m_host(host), m_client(client), m_request(request), m_file(std::move(file)),
          m_writer(host, m_request, *m_file, m_stop) {
        m_thread = os::try_thread([this] { work(); });
        if (!m_thread.joinable()) {
            work();
        }
    }
    ~PartDownload() override {
        cancel();
        join();
        if (!m_result && m_file && !m_writer.is_resumable()) {
            discard();
        }
    }

    Result<void> wait() override {
        join();
        return m_result;
    }
    [[nodiscard]] long http_status() const override { return m_status; }
    void cancel() override { m_stop = true; }
    void discard() override {
        cancel();
        join();
        m_writer.forget();
        m_file.reset();
        (void)m_host.files.remove(m_request.part_path);
    }
    bool resumed() const override { return m_writer.resumed(); }

private:
    void join() {
        const std::lock_guard lock(m_join);
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }

    void work() {
        m_result = bring();
        m_writer.end();
        if (m_result) {
            m_file->finish();
            return;
        }
        if (is_poisoned(m_result.error())) {
            m_writer.forget();
        }
        m_file->fail(m_result.error());
    }

    /// True where nothing that came may be resumed.
    static bool is_poisoned(const Error& error) {
        return error.is(msg::html_instead) || error.is(msg::content_encoded) ||
               error.is(msg::body_too_long) || error.is(msg::body_too_large) ||
               error.is(msg::size_mismatch) || error.is(msg::file_changed) ||
               error.is(msg::wrong_part) || error.is(msg::download_restarted);
    }

    Result<void> bring() {
        GOVERN_TRY(m_writer.resume());
        bool started_over = false;
        unsigned next_try = 2;
        m_lively = m_host.clock.steady();
        while (!m_writer.is_complete()) {
            const auto before = m_writer.received();
            auto step = try_once();
            if (step) {
                next_try = 2;
                m_lively = m_host.clock.steady();
                continue;
            }
            const bool of_no_use =
                step.error().is(msg::file_changed) || step.error().is(msg::wrong_part);
            if (of_no_use && !started_over) {
                started_over = true;
                m_writer.give_up_tail(); // without a tail the next request has no range
                m_host.reporter.status(
                    Message(msg::starting_over)
                        .with("what", m_request.what)
                        .with("why", step.error().is(msg::file_changed)
                                         ? "the file changed on the server"
                                         : "the server sent another part than was asked for"));
                GOVERN_TRY(m_writer.start_over());
                continue;
            }
            if (m_writer.received() - before >= k_progress) {
                next_try = 2;
                m_lively = m_host.clock.steady();
            }
            const bool refused = step.error().is(msg::connect_failed) && m_writer.received() == 0;
            const auto tries = refused ? k_refused_tries : k_tries;
            if (!wants_retry(step.error()) || next_try > tries || !may_wait()) {
                return step;
            }
            GOVERN_TRY(pause(step.error(), next_try++, tries));
        }
        return {};
    }

    [[nodiscard]] bool wants_retry(const Error& error) const {
        return error.is(msg::http_status) ? is_transient_status(m_status) : is_transient(error);
    }

    [[nodiscard]] bool may_wait() const {
        const auto limit = std::chrono::seconds(m_request.patience_seconds);
        return m_asked_wait.count() == 0 ||
               m_host.clock.steady() - m_lively + m_asked_wait <= limit;
    }

    Result<void> pause(const Error& why, unsigned next_try, unsigned tries) {
        const auto duration =
            std::max<std::chrono::milliseconds>(m_back_off.wait_before(next_try), m_asked_wait);
        m_host.reporter.status(Message(msg::resuming)
                                   .with("what", m_request.what)
                                   .with("why", reason_text(why))
                                   .with("at", format_bytes(m_writer.front()))
                                   .with("wait", seconds_text(duration))
                                   .with("try", std::to_string(next_try))
                                   .with("tries", std::to_string(tries)));
        if (!sleep_unless(m_host, duration, [this] { return m_stop.load(); })) {
            return fail(msg::interrupted);
        }
        return {};
    }

    /// One request for what is missing. Done means: it brought what it promised.
    Result<void> try_once() {
        auto request = m_request.request;
        const bool tail = m_request.tail_first && m_writer.wants_tail();
        if (tail) {
            request.range = Range{std::nullopt, k_tail};
        } else if (m_writer.front() > 0 || m_writer.tail_begin()) {
            request.range = Range{m_writer.front(), std::nullopt};
            if (const auto begin = m_writer.tail_begin()) {
                request.range->last = *begin - 1;
            }
        }
        // The ETag must be a strong one (RFC 9110 §13.1.5).
        if (request.range && !m_writer.etag().empty() && m_writer.etag().substr(0, 2) != "W/") {
            request.headers.push_back("If-Range: " + m_writer.etag());
        }
        m_writer.expect(request.range);
        m_asked_wait = {};
        m_status = 0;
        const auto response = m_client.stream(request, m_writer);
        if (!response && tail &&
            (response.error().is(msg::transfer_failed) || response.error().is(msg::wrong_part))) {
            m_writer.give_up_tail(); // the server sent something else
            return {};
        }
        if (!response && tail && ++m_broken_tails == 2) {
            m_writer.give_up_tail(); // it never arrives complete; in order every try gets further
        }
        return response ? judge(*response, tail) : Failure(response.error());
    }

    Result<void> judge(const Response& response, bool tail) {
        const auto& head = response.head;
        m_status = head.status;
        if (head.status == 200 || head.status == 206) {
            return m_writer.close_body(head);
        }
        m_asked_wait = std::chrono::seconds(head.retry_after);
        if (tail &&
            head.retry_after ==
                0) { // not every server knows suffix ranges; asked for all, it tells what is wrong
            m_writer.give_up_tail();
            return {};
        }
        if (head.status == 416) {
            return m_writer.settle_at_end(head.total);
        }
        return fail(msg::http_status, {{"url", head.url},
                                       {"status", std::to_string(head.status)},
                                       {"answer", answer_excerpt(response)}});
    }

    os::Host& m_host;
    Client& m_client;
    const DownloadRequest m_request;
    std::shared_ptr<os::GrowingFile> m_file;
    std::atomic<bool> m_stop = false;
    PartWriter m_writer;
    BackOff m_back_off;
    std::chrono::steady_clock::time_point m_lively; ///< when enough had come for the last time
    std::chrono::seconds m_asked_wait{0};           ///< by the last answer
    long m_status = 0;                              ///< of the last answer
    unsigned m_broken_tails = 0;
    Result<void> m_result;
    std::mutex m_join;
    std::thread m_thread;
};

} // namespace

Result<std::shared_ptr<os::GrowingFile>> open_part(os::Host& host, const DownloadRequest& request) {
    GOVERN_TRY(host.files.make_folders(std::string(path::parent(request.part_path))));
    const auto state = read_part_state(host, request.part_path, request.request.url);
    GOVERN_TRY_ASSIGN(const auto info, host.files.info(request.part_path));
    const auto present = state && info ? std::min(state->have, info->size) : 0;
    if (present == 0) { // Not cut: a run that was killed may have left it a kept archive's name.
        GOVERN_TRY(host.files.remove(request.part_path));
        // 0644 whatever the umask: a mirror serves what becomes of it.
        GOVERN_TRY(host.files.write_atomic(request.part_path, "", os::Durable::no));
    }
    return os::open_growing_file(request.part_path, present);
}

bool use_whole_file(os::Host& host, const DownloadRequest& request, const std::string& path) {
    const auto info = host.files.info(path).value_or(std::nullopt);
    if (!info || info->kind != os::FileInfo::Kind::file || info->size == 0 ||
        info->size != request.expected_size.value_or(info->size)) {
        return false;
    }
    PartJournal journal(host, request.part_path);
    journal.remove();
    if (!host.files.remove(request.part_path) ||
        !host.files.link_or_copy(path, request.part_path)) {
        return false;
    }
    journal.begin({request.request.url, "", "", info->size, info->size});
    return journal.is_there();
}

std::unique_ptr<Download> start_download(os::Host& host, Client& client,
                                         const DownloadRequest& request,
                                         std::shared_ptr<os::GrowingFile> file) {
    return std::make_unique<PartDownload>(host, client, request, std::move(file));
}

} // namespace govern::net
