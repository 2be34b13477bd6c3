#pragma once

#include "address.hpp"

namespace govern::sources {

/// The module golang.org/toolchain at one module proxy (https://go.dev/ref/mod#goproxy-protocol).
class Proxy final : public AddressSource {
public:
    explicit Proxy(Parts parts) : AddressSource(std::move(parts)) {}

    [[nodiscard]] std::string name() const override { return "proxy"; }
    Result<Catalogue> catalogue(const Platform& platform) override;
    Result<Offer> offer(const SdkId& sdk) override;
    std::vector<Result<void>> probe(const std::vector<SdkId>& sdks) override;

private:
    [[nodiscard]] net::Request request(const std::string& file) const;

    std::optional<Result<net::Response>> m_list; ///< asked for once
};

} // namespace govern::sources
