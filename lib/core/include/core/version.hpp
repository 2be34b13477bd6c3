#pragma once

// Part of the code that the shim shares: no heap, no exceptions, no library I/O.

#include <compare>
#include <cstddef>
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

    /// The form that a SPEC may use: at least a minor number, and `1.23.0-rc.1` for 1.23rc1.
    /// `stopped` is how far the text was understood, in bytes.
    [[nodiscard]] static bool parse_liberal(const std::string_view& text, Version& out,
                                            std::size_t& stopped);

    /// Go's own form: `1.22.5`, `1.20` for the first release of a line before 1.21, `1.23rc1`.
    [[nodiscard]] std::string_view text() const { return {m_text, m_length}; }
    [[nodiscard]] bool empty() const { return m_length == 0; }

    [[nodiscard]] std::uint32_t major() const { return m_key[k_major]; }
    [[nodiscard]] std::uint32_t minor() const { return m_key[k_minor]; }
    [[nodiscard]] std::uint32_t patch() const { return m_has_patch ? m_key[k_patch] - 1 : 0; }
    [[nodiscard]] bool has_patch() const { return m_has_patch; }
    /// True for alpha, beta and release candidates.
    [[nodiscard]] bool is_prerelease() const {
        return m_key[k_kind] >= k_alpha && m_key[k_kind] <= k_rc;
    }
    /// True for `1.21` and above written without a patch or kind: a language version, no release.
    [[nodiscard]] bool is_language_version() const {
        return !empty() && m_key[k_kind] == k_language;
    }
    [[nodiscard]] bool same_line(const Version& other) const {
        return major() == other.major() && minor() == other.minor();
    }

    /// Go's order; equal for `1.20` and `1.20.0`.
    friend std::weak_ordering operator<=>(const Version& a, const Version& b);
    [[nodiscard]] friend bool operator==(const Version& a, const Version& b) {
        return (a <=> b) == 0;
    }

private:
    class Reader;
    static bool read(const std::string_view& text, bool liberal, Version& out,
                     std::size_t& stopped);

    // The keys of the order, strongest first. The patch counts from 1, as a missing one sorts below
    // 0. The meaning of a kind depends on it: `1.21` < `1.21rc1` < `1.21.0`, yet `1.9.2rc2` <
    // `1.9.2`.
    enum Part { k_major, k_minor, k_patch, k_kind, k_pre, k_parts };
    enum Kind : std::uint32_t { k_language, k_alpha, k_beta, k_rc, k_release };

    std::uint32_t m_key[k_parts] = {};
    bool m_has_patch = false;
    std::uint8_t m_length = 0;
    char m_text[k_max_text + 15] = {}; ///< with room for what turns out to be too long
};

} // namespace govern
