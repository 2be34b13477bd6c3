#pragma once

// Part of the code that the shim shares: no heap, no exceptions, no library I/O.

#include <compare>
#include <cstdint>
#include <string_view>

namespace govern {

/// One Go release: `1.22.5`, `1.20`, `1.23rc1`, `1.9.2rc2`. A value of fixed size.
///
/// The grammar and the order are those of Go's internal/gover (Go 1.23 and newer):
/// MAJOR[.MINOR[.PATCH]][KIND N] with KIND alpha, beta or rc, no leading zeros. For a minor of 21
/// or more a missing patch sorts below its release candidates (it is a language version); below 21
/// it equals patch 0.
class Version {
public:
    /// The longest text a version may have; longer ones are malformed.
    static constexpr std::size_t k_max_text = 31;

    constexpr Version() = default;

    /// Go's own spelling without the `go` prefix. False, and `out` unchanged, if malformed.
    [[nodiscard]] static bool parse(std::string_view text, Version& out);
    /// A toolchain name `go1.22.5` or `go1.22.5-suffix` (the suffix, from the first space, tab or
    /// `-`, does not count in comparisons and is dropped, as in gover.FromToolchain).
    [[nodiscard]] static bool parse_toolchain(std::string_view name, Version& out);

    /// As Go writes it: `1.22.5`, `1.20` for the first release of a line before 1.21, `1.23rc1`.
    [[nodiscard]] std::string_view text() const { return {m_text, m_length}; }
    [[nodiscard]] bool empty() const { return m_length == 0; }

    [[nodiscard]] std::uint32_t major() const { return m_major; }
    [[nodiscard]] std::uint32_t minor() const { return m_minor; }
    [[nodiscard]] std::uint32_t patch() const { return m_patch; }
    [[nodiscard]] bool has_patch() const { return m_has_patch; }
    /// True for alpha, beta and release candidates.
    [[nodiscard]] bool is_prerelease() const { return m_kind != Kind::release; }
    /// True for `1.21` and above written without a patch or kind: a language version, no release.
    [[nodiscard]] bool is_language_version() const;
    [[nodiscard]] bool same_line(const Version& other) const {
        return m_major == other.m_major && m_minor == other.m_minor;
    }

    /// Go's order; equal for `1.20` and `1.20.0`.
    friend std::weak_ordering operator<=>(const Version& a, const Version& b);
    [[nodiscard]] friend bool operator==(const Version& a, const Version& b) {
        return (a <=> b) == 0;
    }

private:
    enum class Kind : std::uint8_t { alpha, beta, rc, release };
    char m_text[k_max_text + 1] = {};
    std::uint8_t m_length = 0;
    bool m_has_minor = false;
    bool m_has_patch = false;
    Kind m_kind = Kind::release;
    std::uint32_t m_major = 0;
    std::uint32_t m_minor = 0;
    std::uint32_t m_patch = 0;
    std::uint32_t m_pre = 0;
};

} // namespace govern
