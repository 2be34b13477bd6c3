#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace govern::crypto {

using Sha256Digest = std::array<std::byte, 32>;

/// SHA-256 (FIPS 180-4) with the CPU's instructions: libcrypto on POSIX, CNG on Windows. A value
/// object, cheap to make; reset by finish().
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void update(std::span<const std::byte> bytes);
    void update(std::string_view bytes);
    [[nodiscard]] Sha256Digest finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

[[nodiscard]] Sha256Digest sha256(std::span<const std::byte> bytes);
[[nodiscard]] Sha256Digest sha256(std::string_view bytes);
[[nodiscard]] std::string hex(const Sha256Digest& digest);
[[nodiscard]] std::string_view as_text(const Sha256Digest& digest);

} // namespace govern::crypto
