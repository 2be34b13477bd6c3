#pragma once

#include "exchange.hpp"

#include <mutex>
#include <vector>

namespace govern::net {

/// Runs exchanges on libcurl's multi interface. Connections stay open between runs; threads that
/// call at once each get connections of their own.
class Engine {
public:
    Engine(os::Host& host, const Settings& settings) : m_access(host, settings) {}
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// All of them to their ends, a few at a time; each then has its answer or error.
    void run(const std::vector<Exchange*>& exchanges);

private:
    Result<CURLM*> borrow_multi();
    void give_back(CURLM* multi);
    void drive(CURLM* multi, const std::vector<Exchange*>& exchanges);
    /// Adds the exchange's next step; false where it ended instead.
    bool start(CURLM* multi, Exchange& exchange);

    Access m_access;
    std::mutex m_mutex;
    std::optional<CurlApi> m_api; ///< set once, under the mutex, before any run
    std::vector<CURLM*> m_idle;
};

} // namespace govern::net
