#pragma once

#include "sources/source.hpp"
#include "usability.hpp"

namespace govern::sources {

/// The common part of all sources: an address, its usability, and how answers are judged.
class AddressSource : public Source {
public:
    struct Parts {
        os::Host& host;
        net::Client& client;
        std::shared_ptr<Usability> usability; ///< null if --source named the source
        std::string url;                      ///< may hold user and password
        bool last_word = false;               ///< see has_last_word()
    };
    explicit AddressSource(Parts parts);

    [[nodiscard]] std::string address() const override { return m_address; }
    [[nodiscard]] bool has_last_word() const override { return m_last_word; }
    [[nodiscard]] std::optional<Error> recently_unusable() const override;
    void remember_unusable(std::string_view why) override;

protected:
    [[nodiscard]] Answer unusable(std::string why) const;
    [[nodiscard]] Answer lacks(std::string why) const;
    /// The meaning of a failed request for this source: it is unusable, or `none`.
    [[nodiscard]] Answer answer_of(const Error& error) const;
    /// The meaning of a response without the wanted body for this source; nothing for 2xx.
    [[nodiscard]] std::optional<Answer> fault_of(const Result<net::Response>& response) const;

    os::Host& m_host;
    net::Client& m_client;
    std::string m_url;

private:
    std::shared_ptr<Usability> m_usability;
    std::string m_address;
    bool m_last_word;
};

/// The meaning of a status that is not 2xx. 404 and 410, and a module proxy's 403: the source lacks
/// this version. Any other: the source is unusable.
[[nodiscard]] bool status_means_lacking(long status, bool module_proxy);
[[nodiscard]] std::string describe_status(long status, bool module_proxy, std::string_view url);
/// True for errors that no source caused and that end the command: --offline, Ctrl-C, a wrong
/// ca_file, a system without libcurl.
[[nodiscard]] bool is_no_answer(const Error& error);
/// The reason of a failure on one line: the error and its first known cause.
[[nodiscard]] std::string why_of(const Error& error);
/// The remedy if certificates were the reason, for msg::all_sources_unusable; else empty.
[[nodiscard]] std::string advice_on_certificates(const Error& cause);

} // namespace govern::sources
