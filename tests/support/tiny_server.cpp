#include "support/tiny_server.hpp"

#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#else // ^^^ Windows, POSIX vvv
#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace govern::test {

namespace {

#ifdef _WIN32
void start_sockets() {
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
}
void close_socket(std::uintptr_t socket) {
    closesocket(socket);
}
void stop_socket(std::uintptr_t socket) {
    shutdown(socket, SD_BOTH);
}
SOCKET native(std::uintptr_t socket) {
    return socket;
}
#else // ^^^ Windows, POSIX vvv
void start_sockets() {
    std::signal(SIGPIPE, SIG_IGN);
}
void close_socket(std::uintptr_t socket) {
    close(static_cast<int>(socket));
}
void stop_socket(std::uintptr_t socket) {
    shutdown(static_cast<int>(socket), SHUT_RDWR);
}
int native(std::uintptr_t socket) {
    return static_cast<int>(socket);
}
#endif

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Waits for something to read; false once the server stops. A shutdown from another thread would
/// not wake recv on Windows.
bool wait_readable(std::uintptr_t socket, const std::atomic<bool>& stopping) {
    while (!stopping) {
        fd_set set;
        FD_ZERO(&set);
        FD_SET(native(socket), &set);
        timeval limit{0, 20'000};
        if (select(static_cast<int>(socket) + 1, &set, nullptr, nullptr, &limit) != 0) {
            return true;
        }
    }
    return false;
}

/// Up to the empty line that ends a head; empty at the end of the connection or the server.
std::string read_head(std::uintptr_t socket, const std::atomic<bool>& stopping) {
    std::string head;
    char byte = 0;
    while (head.size() < 65536 && wait_readable(socket, stopping) &&
           recv(native(socket), &byte, 1, 0) == 1) {
        head += byte;
        if (head.size() >= 4 && head.compare(head.size() - 4, 4, "\r\n\r\n") == 0) {
            return head;
        }
    }
    return {};
}

Seen parse_head(const std::string& head, unsigned connection) {
    const auto first = head.find(' ');
    const auto second = head.find(' ', first + 1);
    return {head.substr(0, first), head.substr(first + 1, second - first - 1), head, connection};
}

} // namespace

std::string Seen::header(const std::string& name) const {
    const auto at = lower(head).find("\r\n" + lower(name) + ":");
    if (at == head.npos) {
        return {};
    }
    const auto begin = head.find_first_not_of(' ', at + name.size() + 3);
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

Reply answer(int status, const std::string& body, const std::string& headers) {
    return {"HTTP/1.1 " + std::to_string(status) + " Text\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body,
            Reply::Then::keep_open};
}

Reply cut_answer(const std::string& body, std::size_t sent, Reply::Then then,
                 const std::string& headers) {
    auto out = answer(200, body, headers);
    out.bytes.resize(out.bytes.size() - body.size() + std::min(sent, body.size()));
    out.then = then;
    return out;
}

Reply ranged_answer(const Seen& request, const std::string& body, const std::string& headers) {
    const auto range = request.header("Range");
    const auto dash = range.find('-');
    if (range.empty() || dash == range.npos) {
        return answer(200, body, headers);
    }
    const auto first_text = range.substr(6, dash - 6);
    const auto last_text = range.substr(dash + 1);
    std::size_t first = 0;
    std::size_t last = body.size() - 1;
    if (first_text.empty()) {
        first = body.size() - std::min<std::size_t>(body.size(), std::stoul(last_text));
    } else {
        first = std::stoul(first_text);
        last = last_text.empty() ? last : std::min<std::size_t>(last, std::stoul(last_text));
    }
    const auto total = std::to_string(body.size());
    if (first >= body.size()) {
        return answer(416, "", headers + "Content-Range: bytes */" + total + "\r\n");
    }
    return answer(206, body.substr(first, last - first + 1),
                  headers + "Content-Range: bytes " + std::to_string(first) + '-' +
                      std::to_string(last) + '/' + total + "\r\n");
}

TinyServer::TinyServer(std::function<Reply(const Seen&)> handler) : m_handler(std::move(handler)) {
    start_sockets();
    m_listener = static_cast<Socket>(socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* name = reinterpret_cast<sockaddr*>(&address);
    if (bind(native(m_listener), name, size) != 0 || listen(native(m_listener), 64) != 0 ||
        getsockname(native(m_listener), name, &size) != 0) {
        throw std::runtime_error("no loopback port");
    }
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { accept_loop(); });
}

TinyServer::~TinyServer() {
    m_stopping = true;
    // A connection of our own wakes the accepting thread on every system.
    const auto knock = static_cast<Socket>(socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(m_port));
    connect(native(knock), reinterpret_cast<sockaddr*>(&address), sizeof address);
    m_thread.join();
    close_socket(knock);
    for (auto& thread : m_serving) {
        thread.join();
    }
    for (const auto& [number, open] : m_open) {
        close_socket(open);
    }
    close_socket(m_listener);
}

std::string TinyServer::url(const std::string& path) const {
    return "http://" + address() + path;
}

std::vector<Seen> TinyServer::seen() const {
    const std::lock_guard lock(m_mutex);
    return m_seen;
}

void TinyServer::accept_loop() {
    for (unsigned number = 1;; ++number) {
        const auto socket = static_cast<Socket>(accept(native(m_listener), nullptr, nullptr));
        if (m_stopping) {
            close_socket(socket);
            return;
        }
        const std::lock_guard lock(m_mutex);
        m_open.emplace(number, socket);
        m_serving.emplace_back([this, socket, number] { serve(socket, number); });
    }
}

void TinyServer::serve(Socket socket, unsigned number) {
    while (!m_stopping) {
        const auto head = read_head(socket, m_stopping);
        if (head.empty()) {
            return;
        }
        Reply next;
        {
            const std::lock_guard lock(m_mutex);
            m_seen.push_back(parse_head(head, number));
            next = m_handler(m_seen.back());
        }
        if (!reply(socket, number, next)) {
            return;
        }
    }
}

bool TinyServer::reply(Socket socket, unsigned number, const Reply& reply) {
    for (std::size_t sent = 0; sent < reply.bytes.size();) {
        const auto piece =
            static_cast<int>(std::min<std::size_t>(reply.bytes.size() - sent, 65536));
        const auto count =
            send(native(socket), reply.bytes.data() + sent, static_cast<std::size_t>(piece), 0);
        if (count <= 0) {
            return false;
        }
        sent += static_cast<std::size_t>(count);
    }
    switch (reply.then) {
    case Reply::Then::keep_open:
        return true;
    case Reply::Then::close:
        stop_socket(socket);
        return false;
    case Reply::Then::reset: {
        // Unsent data is dropped and the peer gets RST when the socket closes; the shutdown that
        // other endings use would send FIN.
        linger hard{1, 0};
        setsockopt(native(socket), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&hard),
                   sizeof hard);
        const std::lock_guard lock(m_mutex);
        m_open.erase(number);
        close_socket(socket);
        return false;
    }
    case Reply::Then::stall: {
        char byte = 0;
        while (wait_readable(socket, m_stopping) && recv(native(socket), &byte, 1, 0) > 0) {
        }
        return false;
    }
    }
    return false;
}

} // namespace govern::test
