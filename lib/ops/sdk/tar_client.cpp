#include "sdk/tar_client.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "net/file_part.hpp"
#include "net/messages.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

/// A small body.
class TextSink final : public net::BodySink {
public:
    TextSink(const std::string& url, std::size_t max) : m_url(url), m_max(max) {}
    Result<void> begin(const net::Head& /*head*/) override {
        text.clear();
        return {};
    }
    Result<void> data(std::span<const std::byte> bytes) override {
        if (bytes.size() > m_max - text.size()) {
            return fail(msg::body_too_large,
                        {{"url", redact_urls(m_url)}, {"limit", format_bytes(m_max)}});
        }
        text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return {};
    }

    std::string text;

private:
    const std::string& m_url;
    const std::size_t m_max;
};

} // namespace

Result<net::Response> TarClient::fetch(const net::Request& request, std::size_t max_bytes) {
    if (!is_ours(request)) {
        return m_other->fetch(request, max_bytes);
    }
    TextSink sink(request.url, max_bytes);
    GOVERN_TRY_ASSIGN(auto response, stream(request, sink));
    response.body = std::move(sink.text);
    return response;
}

std::vector<Result<net::Response>> TarClient::fetch_all(const std::vector<net::Request>& requests,
                                                        std::size_t max_bytes) {
    if (std::none_of(requests.begin(), requests.end(),
                     [this](const auto& request) { return is_ours(request); })) {
        return m_other->fetch_all(requests, max_bytes);
    }
    std::vector<Result<net::Response>> out;
    out.reserve(requests.size());
    for (const auto& request : requests) {
        out.push_back(fetch(request, max_bytes));
    }
    return out;
}

Result<net::Response> TarClient::stream(const net::Request& request, net::BodySink& sink) {
    if (!is_ours(request)) {
        return m_other->stream(request, sink);
    }
    const auto name = percent_decode(std::string_view(request.url).substr(m_base.size()));
    const auto member = name ? m_members.find(*name) : m_members.end();
    if (member == m_members.end()) {
        net::Response out;
        out.head.status = 404;
        out.head.url = redact_urls(request.url);
        return out;
    }
    const auto& [offset, size] = member->second;
    return net::transfer_part(m_host, request, {m_path, offset, size}, sink);
}

} // namespace govern::ops
