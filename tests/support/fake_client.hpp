#pragma once

#include "base/messages.hpp"
#include "net/client.hpp"
#include "net/messages.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace govern::test {

/// A network of addresses with fixed answers; everything else is a 404.
class FakeClient : public net::Client {
public:
    Result<net::Response> fetch(const net::Request& request, std::size_t max_bytes) override {
        ++rounds;
        return answer(request, max_bytes);
    }
    std::vector<Result<net::Response>> fetch_all(const std::vector<net::Request>& list,
                                                 std::size_t max_bytes) override {
        ++rounds;
        std::vector<Result<net::Response>> out;
        for (const auto& request : list) {
            out.push_back(answer(request, max_bytes));
        }
        return out;
    }
    Result<net::Response> stream(const net::Request& request, net::BodySink&) override {
        return answer(request, 0);
    }

    void put(const std::string& url, std::string body, long status = 200) {
        net::Response response;
        response.head.status = status;
        response.head.url = url;
        response.body = std::move(body);
        answers[url] = std::move(response);
    }
    /// The host of this URL refuses every connection.
    void refuse(const std::string& prefix) { refused.push_back(prefix); }
    /// Forgets what was asked so far.
    void reset() {
        asked.clear();
        bytes = 0;
        rounds = 0;
    }

    std::map<std::string, net::Response> answers;
    /// Asked where no fixed answer is there; status 0 in it means: none either.
    std::function<net::Response(const std::string& url)> fallback;
    std::vector<std::string> refused;
    std::vector<net::Request> asked;
    std::size_t bytes = 0;
    int rounds = 0;
    bool is_offline = false;
    /// The user interrupts once this many requests were answered.
    std::optional<std::size_t> interrupted_after;

private:
    Result<net::Response> answer(const net::Request& request, std::size_t max_bytes) {
        if (is_offline) {
            return fail(msg::offline, {{"url", request.url}});
        }
        if (interrupted_after && asked.size() >= *interrupted_after) {
            return fail(msg::interrupted);
        }
        asked.push_back(request);
        for (const auto& prefix : refused) {
            if (request.url.starts_with(prefix)) {
                return fail(msg::connect_failed, {{"url", request.url}, {"why", "refused"}});
            }
        }
        net::Response out;
        if (const auto found = answers.find(request.url); found != answers.end()) {
            out = found->second;
        } else if (fallback) {
            out = fallback(request.url);
        }
        if (out.head.status == 0) {
            out.head.status = 404;
            out.head.url = request.url;
        }
        if (out.body.size() > max_bytes) {
            return fail(msg::body_too_large, {{"url", request.url}});
        }
        bytes += out.body.size();
        return out;
    }
};

} // namespace govern::test
