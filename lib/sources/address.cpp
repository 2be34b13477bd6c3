#include "address.hpp"

#include "base/messages/common.hpp"
#include "base/messages/net.hpp"
#include "base/messages/sources.hpp"
#include "base/url.hpp"
#include "os/path.hpp"

namespace govern::sources {

bool status_means_lacking(long status, bool module_proxy) {
    return status == 404 || status == 410 || (status == 403 && module_proxy);
}

std::string describe_status(long status, bool module_proxy, std::string_view url) {
    if (const auto path =
            status == 404 ? file_url_path(url, os::k_separator == '\\') : std::nullopt) {
        return "there is no file " + *path;
    }
    auto out = "it answered " + std::to_string(status);
    if (status == 403 && module_proxy) {
        out += ": the version does not exist or is not served there";
    }
    return out;
}

bool is_no_answer(const Error& error) {
    return error.is(msg::offline) || error.is(msg::interrupted) || error.exit() != Exit::network;
}

std::string why_of(const Error& error) {
    const auto rendered = render(error);
    return rendered.notes.empty() ? rendered.text : rendered.text + ": " + rendered.notes.front();
}

AddressSource::AddressSource(Parts parts)
    : m_host(parts.host), m_client(parts.client), m_url(std::move(parts.url)),
      m_usability(std::move(parts.usability)), m_address(redact_urls(m_url)),
      m_last_word(parts.last_word) {}

Error AddressSource::unusable(std::string why) const {
    return Error(msg::source_unusable)
        .with("source", name())
        .with("address", address())
        .with("why", std::move(why));
}

Error AddressSource::lacks(std::string why) const {
    return Error(msg::source_lacks)
        .with("source", name())
        .with("address", address())
        .with("why", std::move(why));
}

std::optional<Error> AddressSource::fault_of(const Result<net::Response>& response) const {
    const bool module_proxy = name() == "proxy";
    if (!response) {
        return is_no_answer(response.error()) ? response.error()
                                              : unusable(why_of(response.error()));
    }
    const auto status = response->head.status;
    if (status >= 200 && status < 300) {
        return std::nullopt;
    }
    auto why = describe_status(status, module_proxy, response->head.url);
    return status_means_lacking(status, module_proxy) ? lacks(std::move(why))
                                                      : unusable(std::move(why));
}

std::optional<Error> AddressSource::recently_unusable() const {
    const auto fault = m_usability ? m_usability->recent(address()) : std::nullopt;
    if (!fault) {
        return std::nullopt;
    }
    const auto minutes = (m_host.clock.unix_seconds() - fault->since) / 60;
    return Error(msg::source_skipped)
        .with("source", name())
        .with("address", address())
        .with("minutes", std::to_string(minutes))
        .with("why", fault->why);
}

void AddressSource::remember(const Error& why) {
    if (m_usability && why.is(msg::source_unusable)) {
        m_usability->remember(address(), redact_urls(why.fact("why")));
    }
}

} // namespace govern::sources
