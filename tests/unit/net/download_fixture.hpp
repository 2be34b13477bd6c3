#pragma once

#include "net/download.hpp"
#include "part_state.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"
#include "support/tiny_server.hpp"

#include <memory>
#include <string>

namespace govern::test {

/// Bytes that no other offset of the file has.
inline std::string make_body(std::size_t size, unsigned salt = 0) {
    std::string out(size, '\0');
    std::uint32_t state = 12345 + salt;
    for (auto& c : out) {
        state = state * 1664525 + 1013904223;
        c = static_cast<char>(state >> 24);
    }
    return out;
}

inline std::string code(const Result<void>& result) {
    return result ? "none" : std::string(result.error().spec().code);
}

/// A host, a client and one download with all defaults.
struct DownloadFixture {
    TestHost host;
    net::Settings settings;
    std::unique_ptr<net::Client> client;
    net::DownloadRequest request;
    std::shared_ptr<os::GrowingFile> file;
    bool was_resumed = false;

    DownloadFixture() {
        settings.stall_seconds = 1;
        request.part_path = host.path("cache/x.part");
        request.what = "go1.99.0";
    }

    std::unique_ptr<net::Download> start(const std::string& url) {
        request.request.url = url;
        client = net::make_client(host.host, settings);
        file = net::open_part(host.host, request).value();
        return net::start_download(host.host, *client, request, file);
    }
    /// Downloads to the end, reads the file as a reader would, lets go of it.
    Result<void> bring(const std::string& url) {
        auto download = start(url);
        const auto result = download->wait();
        was_resumed = download->resumed();
        content = result ? read_all() : "";
        file.reset();
        return result;
    }
    std::string read_all() {
        const auto size = file->size();
        const auto bytes = size ? file->view(0, *size) : Failure(size.error());
        return bytes ? std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size())
                     : "unreadable";
    }
    std::uint64_t state_have() {
        const auto state = net::read_part_state(host.host, request.part_path, request.request.url);
        return state ? state->have : 0;
    }
    std::string content;
};

} // namespace govern::test
