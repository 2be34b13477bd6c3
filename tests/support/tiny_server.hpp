#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace govern::test {

/// A request as it came.
struct Seen {
    std::string method;
    std::string target;      ///< as written: a path, or for a proxy a whole URL or host:port
    std::string head;        ///< all lines
    unsigned connection = 0; ///< which connection it came on, from 1

    /// The value of a header; empty where there is none.
    [[nodiscard]] std::string header(const std::string& name) const;
};

/// What to send back, byte for byte, and what to do then.
struct Reply {
    enum class Then { keep_open, close, reset, stall };
    std::string bytes;
    Then then = Then::keep_open;
};

/// A whole answer with its Content-Length.
[[nodiscard]] Reply answer(int status, const std::string& body, const std::string& headers = {});
/// The same, but at most `sent` bytes of the body go out before `then`.
[[nodiscard]] Reply cut_answer(const std::string& body, std::size_t sent, Reply::Then then,
                               const std::string& headers = {});
/// What a server with ranges answers to this request for `body`: 200, 206 or 416.
[[nodiscard]] Reply ranged_answer(const Seen& request, const std::string& body,
                                  const std::string& headers = {});

/// An HTTP/1.1 server on a free loopback port, for tests that cannot start Python. Each connection
/// has a thread; the handler is called by one at a time.
class TinyServer {
public:
    explicit TinyServer(std::function<Reply(const Seen&)> handler);
    ~TinyServer();
    TinyServer(const TinyServer&) = delete;
    TinyServer& operator=(const TinyServer&) = delete;

    /// `http://127.0.0.1:PORT` and the path.
    [[nodiscard]] std::string url(const std::string& path) const;
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(m_port); }
    [[nodiscard]] std::vector<Seen> seen() const;

private:
    using Socket = std::uintptr_t;
    void accept_loop();
    void serve(Socket socket, unsigned number);
    bool reply(Socket socket, unsigned number, const Reply& reply);

    std::function<Reply(const Seen&)> m_handler;
    Socket m_listener = 0;
    unsigned m_port = 0;
    std::atomic<bool> m_stopping = false;
    mutable std::mutex m_mutex;
    std::vector<Seen> m_seen;
    std::map<unsigned, Socket> m_open;  ///< by number of connection
    std::vector<std::thread> m_serving; ///< of the accepting thread until it ended
    std::thread m_thread;
};

} // namespace govern::test
