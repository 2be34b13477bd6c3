#include "net/client.hpp"

#include "base/messages.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "engine.hpp"
#include "file_transfer.hpp"
#include "net/messages.hpp"
#include "retry.hpp"

#include <algorithm>

namespace govern::net {

namespace {

constexpr unsigned k_tries = 4;

/// Collects a small body.
class TextSink : public BodySink {
public:
    TextSink(const std::string& url, std::size_t max_bytes) : m_url(url), m_max(max_bytes) {}

    Result<void> begin(const Head& head) override {
        text.clear();
        if (!head.content_encoding.empty()) {
            return fail(msg::content_encoded,
                        {{"url", head.url}, {"encoding", head.content_encoding}});
        }
        return head.length.value_or(0) > m_max ? too_large() : Result<void>();
    }
    Result<void> data(std::span<const std::byte> bytes) override {
        if (bytes.size() > m_max - text.size()) {
            return too_large();
        }
        text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return {};
    }

    std::string text;

private:
    Result<void> too_large() const {
        return fail(msg::body_too_large,
                    {{"url", redact_urls(m_url)}, {"limit", format_bytes(m_max)}});
    }
    const std::string& m_url;
    const std::size_t m_max;
};

/// One request of fetch_all over its tries.
struct Task {
    Task(const Request& the_request, std::size_t max_bytes)
        : request(the_request), sink(the_request.url, max_bytes) {}

    [[nodiscard]] bool wants_retry(unsigned next_try) const {
        if (!result) {
            return is_transient(result.error()) &&
                   (next_try <= k_refused_tries || !result.error().is(msg::connect_failed));
        }
        return is_transient_status(result->head.status);
    }
    [[nodiscard]] std::string reason() const {
        if (!result) {
            return reason_text(result.error());
        }
        return reason_text(Message(msg::http_status)
                               .with("url", result->head.url)
                               .with("status", std::to_string(result->head.status)));
    }

    const Request& request;
    TextSink sink;
    std::unique_ptr<Exchange> exchange;
    Result<Response> result = Response{};
};

class CurlClient : public Client {
public:
    CurlClient(os::Host& host, const Settings& settings)
        : m_host(host), m_settings(settings), m_engine(host, m_settings) {}

    Result<Response> fetch(const Request& request, std::size_t max_bytes) override {
        return std::move(fetch_all({request}, max_bytes).front());
    }

    std::vector<Result<Response>> fetch_all(const std::vector<Request>& requests,
                                            std::size_t max_bytes) override {
        std::vector<std::unique_ptr<Task>> tasks;
        std::vector<Task*> pending;
        for (const auto& request : requests) {
            tasks.push_back(std::make_unique<Task>(request, max_bytes));
            pending.push_back(tasks.back().get());
        }
        const auto end = m_host.clock.steady() + std::chrono::seconds(m_settings.small_seconds);
        for (unsigned next_try = 2;; ++next_try) {
            try_once(pending, end);
            std::erase_if(pending, [&](const Task* task) { return !task->wants_retry(next_try); });
            if (pending.empty() || next_try > k_tries || !wait(pending, next_try, end)) {
                break;
            }
        }
        std::vector<Result<Response>> results;
        for (auto& task : tasks) {
            results.push_back(std::move(task->result));
        }
        return results;
    }

    Result<Response> stream(const Request& request, BodySink& sink) override {
        if (is_file_url(request.url)) {
            return transfer_file(m_host, request, sink);
        }
        if (m_settings.offline) {
            return refuse_offline(request);
        }
        Exchange exchange(m_host, m_settings, request, sink, std::nullopt);
        m_engine.run({&exchange});
        return exchange.take();
    }

private:
    static Failure refuse_offline(const Request& request) {
        return fail(msg::offline, {{"url", redact_urls(request.url)}});
    }

    void try_once(const std::vector<Task*>& tasks, Exchange::Time end) {
        std::vector<Exchange*> exchanges;
        for (auto* task : tasks) {
            task->exchange.reset();
            if (is_file_url(task->request.url)) {
                task->result = transfer_file(m_host, task->request, task->sink);
            } else if (m_settings.offline) {
                task->result = refuse_offline(task->request);
            } else {
                task->exchange =
                    std::make_unique<Exchange>(m_host, m_settings, task->request, task->sink, end);
                exchanges.push_back(task->exchange.get());
            }
        }
        m_engine.run(exchanges);
        for (auto* task : tasks) {
            if (task->exchange) {
                task->result = task->exchange->take();
            }
            if (task->result &&
                (task->result->head.status == 200 || task->result->head.status == 206)) {
                task->result->body = std::move(task->sink.text);
            }
        }
    }

    /// Says why, waits and returns true, or false if no further try is due.
    bool wait(const std::vector<Task*>& pending, unsigned next_try, Exchange::Time end) {
        auto duration = m_back_off.wait_before(next_try);
        for (const auto* task : pending) {
            if (task->exchange) {
                duration = std::max<std::chrono::milliseconds>(
                    duration, std::chrono::seconds(task->exchange->retry_after()));
            }
        }
        if (m_host.clock.steady() + duration > end) {
            return false;
        }
        const auto line = Message(msg::retrying)
                              .with("why", pending.front()->reason())
                              .with("wait", seconds_text(duration))
                              .with("try", std::to_string(next_try))
                              .with("tries", std::to_string(k_tries));
        if (duration < std::chrono::seconds(1)) {
            m_host.reporter.detail(line);
        } else {
            m_host.reporter.status(line);
        }
        return sleep_unless(m_host, duration, [&] {
            return std::any_of(pending.begin(), pending.end(),
                               [](const Task* task) { return task->request.is_stopped(); });
        });
    }

    os::Host& m_host;
    const Settings m_settings;
    Engine m_engine;
    BackOff m_back_off;
};

} // namespace

std::unique_ptr<Client> make_client(os::Host& host, const Settings& settings) {
    return std::make_unique<CurlClient>(host, settings);
}

} // namespace govern::net
