#include "address.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "net/messages.hpp"
#include "sources/messages.hpp"

namespace govern::sources {

bool status_means_lacking(long status, bool module_proxy) {
    return status == 404 || status == 410 || (status == 403 && module_proxy);
}

std::string describe_status(long status, bool module_proxy, std::string_view url) {
    if (const auto path =
            status == 404 ? file_url_path(url, path::k_separator == '\\') : std::nullopt) {
        return "there is no file " + *path;
    }
    auto out = "it answered " + std::to_string(status);
    if (status == 403 && module_proxy) {
        out += ": the version does not exist or is not served there";
    } else if (status == 401) {
        out += ": it wants a user, in the address (USER:PASSWORD@HOST)";
        out += module_proxy ? " or by a line of .netrc (machine HOST login USER password PASSWORD)"
                            : "";
    }
    return out;
}

bool is_no_answer(const Error& error) {
    return error.is(msg::offline) || error.is(msg::interrupted) || error.is(msg::libcurl_missing) ||
           error.exit() != Exit::network;
}

std::string why_of(const Error& error) {
    const auto rendered = render(error);
    return rendered.notes.empty() ? rendered.text : rendered.text + ": " + rendered.notes.front();
}

std::string advice_on_certificates(const Error& cause) {
    const bool concerned = cause.is(msg::tls_failed) || cause.is(msg::no_certificates);
    return concerned ? join(render(cause).hints, "; ") : "";
}

AddressSource::AddressSource(Parts parts)
    : m_host(parts.host), m_client(parts.client), m_url(std::move(parts.url)),
      m_usability(std::move(parts.usability)), m_address(redact_urls(m_url)),
      m_last_word(parts.last_word) {}

Error Answer::to_error() const {
    if (kind == Kind::none) {
        return *error;
    }
    return Error(kind == Kind::lacks ? msg::source_lacks : msg::source_unusable)
        .with("source", std::string(word_of(from->kind())))
        .with("address", from->address())
        .with("why", why);
}

Answer AddressSource::unusable(std::string why) const {
    return {Answer::Kind::unusable, this, std::move(why), std::nullopt};
}

Answer AddressSource::lacks(std::string why) const {
    return {Answer::Kind::lacks, this, std::move(why), std::nullopt};
}

Answer AddressSource::answer_of(const Error& error) const {
    if (is_no_answer(error)) {
        return {Answer::Kind::none, this, "", error};
    }
    auto answer = unusable(why_of(error));
    answer.certificates = advice_on_certificates(error);
    return answer;
}

std::optional<Answer> AddressSource::fault_of(const Result<net::Response>& response) const {
    if (!response) {
        return answer_of(response.error());
    }
    const bool module_proxy = kind() == SourceKind::proxy;
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
        .with("source", std::string(word_of(kind())))
        .with("address", address())
        .with("minutes", std::to_string(minutes))
        .with("why", fault->why);
}

void AddressSource::remember_unusable(std::string_view why) {
    if (m_usability) {
        m_usability->remember(address(), redact_urls(why));
    }
}

} // namespace govern::sources
