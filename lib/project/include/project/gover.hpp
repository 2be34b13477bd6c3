#pragma once

// For govern, not for the shim: versions as Go's own code reads them when it chooses a toolchain.

#include <compare>
#include <string>
#include <string_view>

namespace govern::project {

/// A version by the rules of Go's internal/gover: numbers of any length, any lower-case word as a
/// kind, no patch with a kind. Version (core) has the releases that there were, 1.9.2rc2 too.
class Gover {
public:
    Gover() = default;
    /// Of the form `1.22.5`; anything else is malformed and below every version.
    explicit Gover(std::string_view text);
    /// Of a toolchain's name, `go1.22.5` or `go1.22.5-custom` (gover.FromToolchain of cmd/go).
    [[nodiscard]] static Gover of_toolchain(std::string_view name);

    [[nodiscard]] bool valid() const { return !m_major.empty(); }
    /// `1.22`: a language, no release of it.
    [[nodiscard]] bool is_language() const {
        return valid() && m_patch.empty() && m_kind.empty() && m_pre.empty();
    }
    /// 22 for 1.22.5; as large as fits for more digits.
    [[nodiscard]] int minor() const;
    [[nodiscard]] const std::string& text() const { return m_text; }

    friend std::weak_ordering operator<=>(const Gover& a, const Gover& b);
    friend bool operator==(const Gover& a, const Gover& b) { return (a <=> b) == 0; }

private:
    bool parse(std::string_view text);

    std::string m_text; ///< as given
    std::string m_major, m_minor, m_patch, m_kind, m_pre;
};

} // namespace govern::project
