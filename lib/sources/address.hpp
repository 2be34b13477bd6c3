#pragma once

#include "sources/source.hpp"
#include "usability.hpp"

namespace govern::sources {

/// What all sources have in common: an address, its usability, and how answers are judged.
class AddressSource : public Source {
public:
    struct Parts {
        os::Host& host;
        net::Client& client;
        std::shared_ptr<Usability> usability; ///< null where --source named the source
        std::string url;                      ///< may hold user and password
        bool last_word = false;               ///< see has_last_word()
    };
    explicit AddressSource(Parts parts);

    [[nodiscard]] std::string address() const override { return m_address; }
    [[nodiscard]] bool has_last_word() const override { return m_last_word; }
    [[nodiscard]] std::optional<Error> recently_unusable() const override;
    void remember(const Error& why) override;

protected:
    [[nodiscard]] Error unusable(std::string why) const;
    [[nodiscard]] Error lacks(std::string why) const;
    /// What a response without the wanted body says about this source; nothing for 2xx.
    [[nodiscard]] std::optional<Error> fault_of(const Result<net::Response>& response) const;

    os::Host& m_host;
    net::Client& m_client;
    std::string m_url;

private:
    std::shared_ptr<Usability> m_usability;
    std::string m_address;
    bool m_last_word;
};

/// How a status that is not 2xx reads: 404 and 410 mean that a version is lacking, and so does a
/// module proxy's 403; everything else that the source is of no use.
[[nodiscard]] bool status_means_lacking(long status, bool module_proxy);
[[nodiscard]] std::string describe_status(long status, bool module_proxy, std::string_view url);
/// True for errors that are nobody's answer and end the command: --offline, Ctrl-C, a wrong
/// ca_file.
[[nodiscard]] bool is_no_answer(const Error& error);
/// What stood in the way, on one line: the error and the first thing it knows of the cause.
[[nodiscard]] std::string why_of(const Error& error);

} // namespace govern::sources
