#pragma once

#include "archive/tar_index.hpp"
#include "net/client.hpp"
#include "os/host.hpp"

#include <map>
#include <memory>
#include <string>

namespace govern::ops {

/// Another client, but what lies below one URL is answered out of a tar as if it were a folder.
class TarClient final : public net::Client {
public:
    using Members = std::map<std::string, archive::TarMember, std::less<>>;

    /// `members`: by their paths below `base`, in the tar at `path`.
    TarClient(os::Host& host, std::unique_ptr<net::Client> other, std::string base,
              std::string path, Members members)
        : m_host(host), m_other(std::move(other)), m_base(std::move(base) + '/'),
          m_path(std::move(path)), m_members(std::move(members)) {}

    Result<net::Response> fetch(const net::Request& request, std::size_t max_bytes) override;
    std::vector<Result<net::Response>> fetch_all(const std::vector<net::Request>& requests,
                                                 std::size_t max_bytes) override;
    Result<net::Response> stream(const net::Request& request, net::BodySink& sink) override;

private:
    [[nodiscard]] bool is_ours(const net::Request& request) const {
        return request.url.starts_with(m_base);
    }

    os::Host& m_host;
    std::unique_ptr<net::Client> m_other;
    std::string m_base;
    std::string m_path;
    Members m_members;
};

} // namespace govern::ops
