#pragma once

#include "exchange.hpp"

#include <mutex>
#include <vector>

namespace govern::net {

/// Runs exchanges on libcurl's multi interface. Connections stay open between runs; threads that
/// call at once each get connections of their own. Large bodies come by HTTP/1.1, small ones by
/// HTTP/2 where the server has it, and no connection serves both: libcurl 7.88 sends several
/// requests at once on an HTTP/1.1 connection beside an HTTP/2 one to that host, and gives the
/// answers to the wrong ones (curl's issue 4885).
class Engine {
public:
    Engine(os::Host& host, const Settings& settings) : m_access(host, settings) {}
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Performs all of them to their ends, a few at a time; each then has its answer or error.
    /// Either all of them are large or none is.
    void run(const std::vector<Exchange*>& exchanges);

private:
    Result<CURLM*> borrow_multi(bool large);
    void give_back(CURLM* multi, bool large);
    [[nodiscard]] std::vector<CURLM*>& idle(bool large) { return large ? m_idle_large : m_idle; }
    void drive(CURLM* multi, const std::vector<Exchange*>& exchanges);
    /// Adds the exchange's next step; false if it ended instead.
    bool start(CURLM* multi, Exchange& exchange);

    Access m_access;
    std::mutex m_mutex;
    std::optional<CurlApi> m_api; ///< set once, under the mutex, before any run
    std::vector<CURLM*> m_idle;
    std::vector<CURLM*> m_idle_large;
};

} // namespace govern::net
