#pragma once

#include "net/client.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"
#include "support/tiny_server.hpp"

#include <memory>
#include <string>
#include <vector>

namespace govern::test {

/// Collects a stream.
class TextBody : public net::BodySink {
public:
    Result<void> begin(const net::Head& head) override {
        heads.push_back(head);
        body.clear();
        return {};
    }
    Result<void> data(std::span<const std::byte> bytes) override {
        body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return {};
    }
    bool stopped() const override { return stop; }
    std::vector<net::Head> heads;
    std::string body;
    bool stop = false;
};

/// A host and a client whose stall limit is one second.
struct ClientFixture {
    TestHost host;
    net::Settings settings;
    std::unique_ptr<net::Client> client;

    net::Client& use() {
        if (!client) {
            settings.stall_seconds = 1;
            client = net::make_client(host.host, settings);
        }
        return *client;
    }
    Result<net::Response> fetch(const std::string& url, std::size_t max = 1 << 20) {
        return use().fetch({url}, max);
    }
    std::string error_of(const std::string& url) {
        const auto response = fetch(url);
        return response ? "status " + std::to_string(response->head.status)
                        : std::string(response.error().spec().code);
    }
    /// Everything a user could see of an error and of what was said.
    std::string shown(const Result<net::Response>& response) {
        return (response ? response->head.url : render_text(response.error(), "error")) +
               host.reporter.text();
    }
};

inline std::string code(const Result<net::Response>& response) {
    return response ? "none" : std::string(response.error().spec().code);
}

} // namespace govern::test
