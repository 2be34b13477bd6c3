#pragma once

#include "address.hpp"

namespace govern::sources {

/// The module golang.org/toolchain at one module proxy (https://go.dev/ref/mod#goproxy-protocol).
class Proxy final : public AddressSource {
public:
    explicit Proxy(Parts parts) : AddressSource(std::move(parts)) {}

    [[nodiscard]] SourceKind kind() const override { return SourceKind::proxy; }
    Answered<Catalogue> catalogue(const Platform& platform) override;
    Answered<Offer> offer(const SdkId& sdk) override;
    Answered<void> probe(const SdkId& sdk) override;

private:
    [[nodiscard]] net::Request request(const std::string& file) const;

    std::optional<Result<net::Response>> m_list; ///< asked for once
};

} // namespace govern::sources
