#pragma once

#include "access.hpp"
#include "curl_api.hpp"
#include "http_head.hpp"

#include <array>
#include <chrono>
#include <memory>

namespace govern::net {

/// One request on its way through libcurl, its redirects included. Driven by an Engine.
class Exchange {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// `end`: when a small answer must be complete (see Client::fetch). Without it: a large one,
    /// which has no end but a stall.
    Exchange(os::Host& host, const Settings& settings, const Request& request, BodySink& sink,
             std::optional<Time> end);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    /// A handle ready for the next step (the request itself or a redirect), owned by this object.
    Result<CURL*> prepare(const CurlApi& api, Access& access);
    [[nodiscard]] CURL* handle() const { return m_handle; }
    [[nodiscard]] bool is_large() const { return !m_end; }
    /// Takes libcurl's verdict on the last step. True: a redirect, prepare the next one.
    bool settle(CURLcode code);
    /// Ends the transfer immediately.
    void abort(Error why) { m_error = std::move(why); }
    /// The reason to end although libcurl would go on: interrupted, stalled or too slow.
    [[nodiscard]] std::optional<Error> overdue() const;
    /// Reports once that an answer which is made on demand is still awaited.
    void say_if_waiting();

    /// After the end: the answer or the error.
    [[nodiscard]] Result<Response> take();
    [[nodiscard]] unsigned retry_after() const { return m_reader.head().retry_after; }

private:
    struct ListDeleter {
        const CurlApi* api;
        void operator()(curl_slist* list) const { api->slist_free_all(list); }
    };

    void release();
    void reset_step();
    template <typename Value> void set(CURLoption option, Value value) const;
    void set_proxy(const Proxy& proxy);
    void set_login(const Url& url, Access& access);
    Result<void> set_tls(Access& access);
    void set_callbacks();
    Error failure(CURLcode code) const;
    [[nodiscard]] bool has_no_certificates() const;
    bool follow();
    [[nodiscard]] std::string shown_url() const;
    [[nodiscard]] bool is_body_too_long() const;
    [[nodiscard]] bool is_made_now() const { return m_request.made_on_demand && !m_answered; }

    void note_life(std::size_t bytes);
    bool on_header(std::string_view line);
    bool on_body(std::string_view bytes);
    static std::size_t header_callback(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t body_callback(char* data, std::size_t size, std::size_t count, void* self);
    static int debug_callback(CURL* handle, curl_infotype type, char* data, std::size_t size,
                              void* self);

    os::Host& m_host;
    const Settings& m_settings;
    const Request& m_request;
    BodySink& m_sink;
    std::optional<Time> m_end;

    const CurlApi* m_api = nullptr;
    CURL* m_handle = nullptr;
    std::unique_ptr<curl_slist, ListDeleter> m_headers;
    std::array<char, CURL_ERROR_SIZE> m_curl_text{};

    Url m_url;           ///< of this step, with its login
    std::string m_proxy; ///< address of this step's proxy
    unsigned m_redirects = 0;
    unsigned m_interim = 0; ///< 1xx answers of this step
    HeadReader m_reader;
    std::string m_answer;         ///< start of a body whose status is neither 200 nor 206
    std::uint64_t m_received = 0; ///< body bytes that libcurl gave us
    std::uint64_t m_arrived = 0;  ///< body bytes that came from the network
    bool m_enough = false;        ///< we ended it ourselves, content with what there is
    bool m_answered = false;      ///< the head of this step's answer came
    bool m_wait_said = false;
    std::uint64_t m_fresh = 0; ///< bytes since m_lively
    Time m_lively;             ///< when enough had come for the last time
    std::optional<Error> m_error;
};

} // namespace govern::net
