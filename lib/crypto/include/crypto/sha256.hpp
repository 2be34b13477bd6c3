#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace govern::crypto {

using Sha256Digest = std::array<std::byte, 32>;

/// SHA-256 (FIPS 180-4) with the CPU's instructions: CNG on Windows, CommonCrypto on macOS, else
/// libcrypto. A value object, cheap to make; reset by finish().
class Sha256 {
public:
    Sha256();
    ~Sha256();
    /// After a move the source is like a new object.
    Sha256(Sha256&& other) noexcept;
    Sha256& operator=(Sha256&& other) noexcept;

    void update(std::span<const std::byte> bytes);
    void update(std::string_view bytes);
    [[nodiscard]] Sha256Digest finish();

private:
    struct State;
    [[nodiscard]] State& state();
    /// Holds a State without an allocation: thousands of these are made while a tree is hashed.
    alignas(8) std::array<std::byte, 112> m_storage;
};

[[nodiscard]] Sha256Digest sha256(std::span<const std::byte> bytes);
[[nodiscard]] Sha256Digest sha256(std::string_view bytes);
/// 64 lower-case digits.
[[nodiscard]] std::string hex(const Sha256Digest& digest);
/// The digest of 64 hex digits; nothing for other text.
[[nodiscard]] std::optional<Sha256Digest> parse_sha256(std::string_view text);
/// The 32 bytes themselves; valid while `digest` lives.
[[nodiscard]] std::string_view as_text(const Sha256Digest& digest);

} // namespace govern::crypto
