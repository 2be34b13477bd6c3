#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace govern::archive {

/// Makes the two errors an archive can be refused with.
class Faults {
public:
    explicit Faults(std::string what) : m_what(std::move(what)) {}

    /// `entry` is shown as printable text whatever it holds; empty if no entry is to blame.
    [[nodiscard]] Failure hostile(std::string_view entry, std::string why) const;
    [[nodiscard]] Failure damaged(std::string_view entry, std::string why) const;

private:
    std::string m_what;
};

} // namespace govern::archive
